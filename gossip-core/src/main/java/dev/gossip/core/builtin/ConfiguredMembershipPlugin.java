package dev.gossip.core.builtin;

import com.google.inject.Module;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.membership.Candidate;
import dev.gossip.api.membership.Membership;
import dev.gossip.api.membership.MembershipContext;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;

/**
 * {@code membership.configured}: keeps a link with every peer that the user named, and accepts
 * everybody else who belongs to the network. Addresses that discovery proposes are not dialed.
 */
public final class ConfiguredMembershipPlugin implements GossipPlugin {

  @Override
  public String id() {
    return "membership.configured";
  }

  @Override
  public String summary() {
    return "keeps a link with every configured peer, and accepts every node of the network";
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder -> binder.bind(Membership.Factory.class).toInstance(ConfiguredMembership::new);
  }

  private record ConfiguredMembership(MembershipContext context) implements Membership {

    @Override
    public void onPeerAdded(PeerAddress address) {
      context.keep(address);
    }

    @Override
    public void onPeerRemoved(PeerAddress address) {
      context.release(address);
    }

    @Override
    public void onCandidate(Candidate candidate) {
      context.accept(candidate.id());
    }
  }
}
