package dev.gossip.core.engine.peer;

import static java.util.Objects.requireNonNull;

import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.membership.Candidate;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.engine.peer.HelloExchange.Mismatch;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.spam.SpamControls;
import dev.gossip.core.proto.Hello;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes a link from its first HELLO to the end of its peer, and notifies the engine and the
 * plugins.
 */
final class PeerLifecycle implements HelloDialogue.Listener {
  /**
   * A close that overtakes the frame before it makes the other node drop that frame. A guess: more
   * than round trips differ on one path; and until then the candidate may still ask for addresses.
   */
  private static final Duration CLOSE_DELAY = Duration.ofMillis(250);

  private final NodeServices services;
  private final Transport transport;
  private final HelloDialogue hellos;
  private final SpamControls spam;
  private final MembershipHost membership;
  private final DiscoveryHosts discovery;
  private final PeerListener engine;
  private final PeerReports reports;
  private final Dialer dialer;
  private final LinkedNodes nodes;
  private final LinkAddresses addresses;
  private final Admission admission;
  private boolean readyEmitted;

  PeerLifecycle(NodeServices services, PeerParts parts, PeerListener engine) {
    this.services = services;
    this.transport = parts.transport();
    this.hellos = new HelloDialogue(services, parts.helloExchange(), this);
    this.spam = parts.spam();
    this.membership = parts.membership();
    this.discovery = parts.discovery();
    this.nodes = parts.nodes();
    this.engine = engine;
    this.reports = new PeerReports(services);
    this.admission = new Admission(services, spam, reports);
    this.addresses = new LinkAddresses(parts.addresses(), nodes, parts.advertise());
    this.dialer = new Dialer(services, transport, reports, addresses, new DialResults());
  }

  /** Dials addresses. */
  Dialer dialer() {
    return dialer;
  }

  /** Exchanges HELLOs. */
  HelloDialogue hellos() {
    return hellos;
  }

  // ---- a link comes up -----------------------------------------------------------------------

  @Override
  public void onHello(PeerState node, Hello hello) {
    String difference = hellos.signingDifference(hello);
    node.signsAlike = difference == null;
    if (difference != null) {
      reports.warn(node.address, node.isOutbound(), difference, "use the same signing on both");
    }
    engine.onHello(node, hello);
    discovery.onNodeUp(node);
  }

  @Override
  public void onMismatch(PeerState node, Mismatch mismatch) {
    // The other node may not have our HELLO yet, so the reason travels with the close.
    transport.close(
        node.link,
        new CloseReason(
            CloseReason.Kind.REFUSED, mismatch.textForPeer() + "; " + mismatch.remedy()));
    remove(node, "refused", null);
    dialer.onRefused(node.address, Refusal.of(mismatch.textForThisNode(), mismatch.remedy()));
  }

  @Override
  public void onUnanswered(PeerState node) {
    transport.close(node.link, new CloseReason(CloseReason.Kind.ENDED, "no HELLO was answered"));
    remove(node, "no HELLO was answered", null);
    dialer.onDialFailed(node.address, "it accepted the link but answered no HELLO");
  }

  @Override
  public void onAgreed(PeerState node) {
    if (node.up || node.candidate() != null || node.isRefused()) {
      return;
    }
    // Now, not when the link came up: membership may have asked to keep it since.
    boolean isFeeler = node.isOutbound() && dialer.isFeeler(node.address);
    addresses.onAgreed(node, dialer.isKept(node.address));
    dialer.onReached(node.address, node.id());
    CloseReason unwanted = admission.endOf(node.id());
    if (isFeeler) {
      disconnectQuietly(node, "it was only to see who is there");
    } else if (unwanted != null) {
      disconnect(node, unwanted);
    } else {
      Candidate candidate = new Candidate(node.id(), node.peer().direction(), node.address);
      node.opening().candidate = candidate;
      membership.onCandidate(candidate);
    }
  }

  /** Which nodes may have a link. */
  Admission admission() {
    return admission;
  }

  /** The standing of an outbound peer does not end its link, until another one is protected. */
  void protect(PeerId id) {
    PeerState node = nodes.find(id);
    if (node != null && node.up && node.isOutbound()) {
      PeerState before = admission.protect(node);
      if (before != null && before != node) {
        disconnectIfUnwanted(before);
      }
    }
  }

  /** Accepts only these nodes, and closes the links with others. */
  void allowOnly(Set<PeerId> ids) {
    admission.allowOnly(ids);
    List.copyOf(nodes.all()).forEach(this::disconnectIfUnwanted);
  }

  /** Membership was asked about a node; if it has not answered, it may take a while. */
  void awaitDecision(PeerState node) {
    if (node.candidate() != null && node.opening().timer == null) {
      node.opening().timer =
          services.schedule(
              services.limits().candidateTimeout(), "candidate", () -> onUndecided(node));
    }
  }

  private void onUndecided(PeerState peer) {
    if (peer.candidate() != null) {
      services.drop(DropReason.CANDIDATE_UNDECIDED);
      disconnect(peer, CloseReason.Kind.ENDED, "this node did not decide about the link in time");
    }
  }

  /** Membership has accepted a candidate. */
  void markUp(PeerState peer) {
    peer.markUp();
    dialer.onPeerUp(peer.address, peer.id());
    services.emit(new NodeEvent.PeerUp(peer.info()));
    if (!readyEmitted) {
      readyEmitted = true;
      services.emit(new NodeEvent.Ready());
    }
    engine.onPeerUp(peer);
    membership.onPeerUp(peer.peer());
  }

  // ---- a link ends --------------------------------------------------------------------------

  /** Closes the link with a node. */
  void disconnect(PeerState peer, CloseReason.Kind kind, String why) {
    disconnect(peer, new CloseReason(kind, why));
  }

  private void disconnect(PeerState peer, CloseReason why) {
    boolean wasUp = peer.up;
    if (wasUp) {
      why.discouragement().ifPresent(discouraged -> reports.discouraged(peer.info(), discouraged));
    }
    transport.close(peer.link, why);
    remove(peer, why.detail(), null);
    if (wasUp && why.kind() == CloseReason.Kind.ENDED) {
      dialer.onLinkLost(peer.address);
    } else {
      dialer.onRefused(peer.address, Refusal.here(peer.id(), why));
    }
  }

  /**
   * A node that was dialed may have no link.
   *
   * @param otherwise applies to one that is not discouraged
   */
  void onNotAccepted(PeerAddress address, PeerId id, Refusal otherwise) {
    CloseReason why = admission.endOf(id);
    dialer.onOtherNode(address, id);
    dialer.onRefused(
        address,
        why != null && why.discouragement().isPresent() ? Refusal.here(id, why) : otherwise);
  }

  /**
   * Closes the link with a candidate when it has the frame that was just sent to it: when it says
   * so, or after a while.
   */
  void refuseSoon(PeerState candidate, String why) {
    Opening opening = candidate.opening();
    opening.refusal = why;
    opening.stopTimer();
    opening.timer = services.schedule(CLOSE_DELAY, "refused", () -> endRefused(candidate));
  }

  /** Closes the link with a refused candidate. */
  void endRefused(PeerState candidate) {
    String why = requireNonNull(candidate.opening().refusal, "refusal");
    disconnect(candidate, CloseReason.Kind.REFUSED, why);
  }

  /** Closes the link with a node if it may no longer have one. */
  void disconnectIfUnwanted(PeerState node) {
    CloseReason unwanted = admission.endOf(node.id());
    if (unwanted != null) {
      disconnect(node, unwanted);
    }
  }

  /** Closes the link with a node that is not to be dialed again. Nobody has refused it. */
  void disconnectQuietly(PeerState peer, String why) {
    transport.close(peer.link, new CloseReason(CloseReason.Kind.ENDED, why));
    remove(peer, why, null);
  }

  /**
   * The link with a node is gone.
   *
   * @param cause why the transport took the link down; null if this node closed it
   */
  void remove(PeerState peer, String reason, @Nullable DownReason cause) {
    nodes.remove(peer);
    addresses.onGone(peer.address);
    admission.onGone(peer);
    peer.link.attach(null);
    peer.stopTimer();
    Candidate undecided = peer.candidate();
    peer.endCandidacy();
    if (peer.helloAccepted) {
      discovery.onNodeDown(peer);
    }
    if (undecided != null) {
      membership.onCandidateGone(undecided);
    }
    if (peer.up) {
      engine.onPeerLeaving(
          peer,
          () -> {
            peer.up = false;
            services.emit(new NodeEvent.PeerDown(peer.info(), reason));
            engine.onPeerDown(peer);
            membership.onPeerDown(peer.peer(), Optional.ofNullable(cause));
            spam.onLinkEnded(peer.id());
          });
    } else {
      spam.onLinkEnded(peer.id());
    }
  }

  /** Closes every link and notifies the plugins. */
  void closeAll() {
    engine.onClosing();
    for (PeerState peer : List.copyOf(nodes.all())) {
      transport.close(peer.link, new CloseReason(CloseReason.Kind.ENDED, "the node stopped"));
      remove(peer, NodeEvent.PeerDown.STOPPED_HERE, null);
    }
  }

  /** Closes every link without notifying the plugins, one of which has failed. */
  void abandonAll(String why) {
    for (PeerState peer : nodes.all()) {
      transport.close(peer.link, new CloseReason(CloseReason.Kind.ENDED, why));
    }
    nodes.all().forEach(peer -> peer.link.attach(null));
    nodes.clear();
  }

  // ---- links and dials ----------------------------------------------------------------------

  /**
   * The node at an address is one with a link.
   *
   * @param direction who dialed that address
   */
  void onSameNode(PeerAddress address, PeerState peer, Direction direction) {
    dialer.onSameNode(address, peer.address);
    addresses.onSameNode(address, peer.id(), direction == Direction.OUTBOUND && peer.helloAccepted);
    // Before the dial ends, since what it was for is forgotten then.
    if (dialer.wants(peer.address, peer.id())) {
      makeOutbound(peer);
    }
    if (peer.helloAccepted) {
      dialer.onReached(address, peer.id());
    }
  }

  /** What the dialer needs to know of links, and notifies of. */
  private final class DialResults implements Dialer.Links {

    @Override
    public @Nullable PeerState linkTo(PeerAddress address) {
      for (PeerState peer : nodes.all()) {
        if (peer.address.equals(address)) {
          return peer;
        }
      }
      return null;
    }

    @Override
    public void claim(PeerState peer) {
      makeOutbound(peer);
    }

    @Override
    public void onOutcome(PeerAddress address, DialOutcome outcome) {
      onDialOutcome(address, outcome);
    }

    @Override
    public void onNotDialed(PeerAddress address, DialOutcome outcome) {
      notifyPlugins(address, outcome);
    }
  }

  /**
   * Makes a link outbound, unless it is, because this node dials the inbound peer, too. For plugins
   * and the application the peer goes down and comes up again.
   */
  void makeOutbound(PeerState peer) {
    if (peer.isOutbound()) {
      return;
    }
    // The link is up, so this dial only stops the transport from evicting it to make room.
    transport.dial(peer.address, Optional.empty());
    if (!peer.up) {
      peer.markOutbound();
      addresses.onOutbound(peer, dialer.isKept(peer.address));
      return;
    }
    services.emit(new NodeEvent.PeerDown(peer.info(), "the link becomes outbound"));
    engine.onPeerDown(peer);
    membership.onPeerDown(peer.peer(), Optional.empty());
    peer.markOutbound();
    addresses.onOutbound(peer, dialer.isKept(peer.address));
    services.emit(new NodeEvent.PeerUp(peer.info()));
    engine.onPeerUp(peer);
    membership.onPeerUp(peer.peer());
  }

  /** The link of a node now leads to another address. */
  void onMoved(PeerState peer, PeerAddress now) {
    PeerAddress before = peer.address;
    peer.moveTo(now);
    addresses.onMoved(peer, before);
    if (peer.up) {
      services.emit(new NodeEvent.PeerMoved(peer.info(), before));
    }
  }

  /** An attempt to reach an address has ended. */
  void onDialOutcome(PeerAddress address, DialOutcome outcome) {
    addresses.onOutcome(address, outcome);
    notifyPlugins(address, outcome);
  }

  private void notifyPlugins(PeerAddress address, DialOutcome outcome) {
    membership.onDialOutcome(address, outcome);
    discovery.onDialOutcome(address, outcome);
  }
}
