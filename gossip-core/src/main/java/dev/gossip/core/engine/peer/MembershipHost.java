package dev.gossip.core.engine.peer;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.membership.Candidate;
import dev.gossip.api.membership.Membership;
import dev.gossip.api.transport.DownReason;
import dev.gossip.core.engine.services.Journal;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.spam.SpamControls;
import dev.gossip.core.engine.spec.NodePlugins.Chosen;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The membership of a node. What it decides waits here until {@link PeerManager} carries it out.
 */
public final class MembershipHost {

  /** What the membership's context shows. */
  public record Parts(
      NodeServices services,
      PeerTable peers,
      LinkedNodes nodes,
      AddressBook addresses,
      SpamControls spam) {}

  private final Journal journal;
  private final Membership membership;
  // Null while there are none, which is nearly always.
  private @Nullable Queue<LinkDecision> decisions;

  /**
   * Creates the membership.
   *
   * @param channel the number of its control channel
   */
  public MembershipHost(Parts parts, int channel) {
    NodeServices services = parts.services();
    Chosen<Membership.Factory> chosen = services.plugins().membership();
    this.journal = new Journal(chosen.id());
    EngineMembershipContext context =
        new EngineMembershipContext(
            parts, journal, new PluginControl(services, parts.nodes(), channel), this);
    List<Membership> created = new ArrayList<>(1);
    journal.run(
        "create",
        () -> created.add(requireNonNull(chosen.factory().create(context), "it returned null")));
    context.start();
    this.membership = created.get(0);
  }

  /** Removes the next decision; null if there is none. */
  @Nullable LinkDecision poll() {
    LinkDecision next = decisions == null ? null : decisions.poll();
    if (next == null) {
      decisions = null;
    }
    return next;
  }

  /** Adds a decision, which waits. */
  void add(LinkDecision decision) {
    if (decisions == null) {
      decisions = new ArrayDeque<>();
    }
    decisions.add(decision);
  }

  void onPeerAdded(PeerAddress address) {
    journal.run("onPeerAdded", () -> membership.onPeerAdded(address));
  }

  void onPeerRemoved(PeerAddress address) {
    journal.run("onPeerRemoved", () -> membership.onPeerRemoved(address));
  }

  void onCandidate(Candidate candidate) {
    journal.run("onCandidate", () -> membership.onCandidate(candidate));
  }

  void onCandidateGone(Candidate candidate) {
    journal.run("onCandidateGone", () -> membership.onCandidateGone(candidate));
  }

  void onDialOutcome(PeerAddress address, DialOutcome outcome) {
    journal.run("onDialOutcome", () -> membership.onDialOutcome(address, outcome));
  }

  void onPeerUp(Peer peer) {
    journal.run("onPeerUp", () -> membership.onPeerUp(peer));
  }

  void onPeerDown(Peer peer, Optional<DownReason> reason) {
    journal.run("onPeerDown", () -> membership.onPeerDown(peer, reason));
  }

  /** A control frame of the membership's counterpart arrived. */
  public void onControl(PeerId from, ByteString body) throws InvalidProtocolBufferException {
    journal.read("onControl", () -> membership.onControl(from, body));
  }
}
