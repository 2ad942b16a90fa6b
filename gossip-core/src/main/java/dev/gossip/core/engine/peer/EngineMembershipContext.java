package dev.gossip.core.engine.peer;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.membership.MembershipContext;
import dev.gossip.api.spam.Standing;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.core.engine.services.Journal;
import dev.gossip.core.engine.services.PluginContext;
import dev.gossip.core.engine.spam.SpamControls;
import java.util.List;

/**
 * The view that membership has of its node: its decisions are collected when a callback returns.
 */
final class EngineMembershipContext extends PluginContext implements MembershipContext {
  private final PeerTable peers;
  private final AddressBook addresses;
  private final SpamControls spam;
  private final PluginControl control;
  private final MembershipHost host;
  private boolean started;

  EngineMembershipContext(
      MembershipHost.Parts parts, Journal journal, PluginControl control, MembershipHost host) {
    super(parts.services(), journal, "membership", parts.services().limits().maxTimers());
    this.peers = parts.peers();
    this.addresses = parts.addresses();
    this.spam = parts.spam();
    this.control = control;
    this.host = host;
  }

  /** The membership now exists; before, it must not decide anything. */
  void start() {
    started = true;
  }

  private void decide(LinkDecision decision) {
    if (!started) {
      throw new IllegalStateException(
          "a membership must not act on addresses or links while it is being created");
    }
    act(() -> host.add(decision));
  }

  @Override
  public List<Peer> peers() {
    return peers.peers();
  }

  @Override
  public AddressBook addresses() {
    return addresses;
  }

  @Override
  public Standing standing(PeerId node) {
    return spam.standing(requireNonNull(node, "node"));
  }

  @Override
  public LinkStats stats(PeerId peer) {
    PeerState state = peers.linked(requireNonNull(peer, "peer"));
    return state == null ? LinkStats.NONE : state.stats();
  }

  @Override
  public long firstCopies(PeerId peer) {
    PeerState state = peers.linked(requireNonNull(peer, "peer"));
    return state == null ? 0 : state.firstCopies();
  }

  @Override
  public void accept(PeerId candidate) {
    decide(new LinkDecision.Accept(requireNonNull(candidate, "candidate")));
  }

  @Override
  public void refuse(PeerId candidate, String why, List<PeerAddress> otherAddresses) {
    if (otherAddresses.size() > MAX_OTHER_ADDRESSES) {
      throw new IllegalArgumentException(
          "at most "
              + MAX_OTHER_ADDRESSES
              + " addresses go with a refusal, not "
              + otherAddresses.size());
    }
    decide(
        new LinkDecision.Refuse(
            requireNonNull(candidate, "candidate"),
            requireNonNull(why, "why"),
            List.copyOf(otherAddresses)));
  }

  @Override
  public void keep(PeerAddress address) {
    decide(new LinkDecision.Keep(requireNonNull(address, "address")));
  }

  @Override
  public void release(PeerAddress address) {
    decide(new LinkDecision.Release(requireNonNull(address, "address")));
  }

  @Override
  public void connect(PeerAddress address) {
    decide(new LinkDecision.Dial(requireNonNull(address, "address"), false));
  }

  @Override
  public void feeler(PeerAddress address) {
    decide(new LinkDecision.Dial(requireNonNull(address, "address"), true));
  }

  @Override
  public void disconnect(PeerId peer, String why) {
    decide(new LinkDecision.Disconnect(requireNonNull(peer, "peer"), requireNonNull(why, "why")));
  }

  @Override
  public void protect(PeerId peer) {
    decide(new LinkDecision.Protect(requireNonNull(peer, "peer")));
  }

  @Override
  public void sendControl(PeerId to, ByteString body) {
    requireNonNull(to, "to");
    requireNonNull(body, "body");
    act(() -> control.send(to, body));
  }

  @Override
  public int maxControlBytes(PeerId to) {
    return control.maxBytes(to);
  }
}
