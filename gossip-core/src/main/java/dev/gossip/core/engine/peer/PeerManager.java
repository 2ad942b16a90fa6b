package dev.gossip.core.engine.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.spam.SpamControls;
import dev.gossip.core.engine.spec.WantedPeer;
import dev.gossip.core.engine.wire.Frames;
import java.util.List;
import java.util.Set;

/**
 * Decides when a link becomes a peer: exchanges HELLOs, refuses nodes that do not belong to this
 * network, and notifies the engine of peers that go up or down. The {@link Dialer} decides which
 * addresses to dial.
 */
public final class PeerManager implements LinkEvents {
  private static final int MAX_REASON_CHARS = 300;
  // Inbound peers can connect and leave as often as they like, with a reason each time.
  private static final int MAX_STRANGER_REASON_CHARS = 64;

  private final NodeServices services;
  private final Transport transport;
  private final SpamControls spam;
  private final MembershipHost membership;
  private final LinkDecisions decisions;
  private final DiscoveryHosts discovery;
  private final LinkedNodes nodes;
  private final PeerListener engine;
  private final PeerLifecycle lifecycle;
  private final HelloDialogue hellos;
  private final Dialer dialer;

  /**
   * Creates the manager of a node's peers.
   *
   * @param engine gets the peers and their frames
   */
  public PeerManager(NodeServices services, PeerParts parts, PeerListener engine) {
    this.services = services;
    this.transport = parts.transport();
    this.spam = parts.spam();
    this.membership = parts.membership();
    this.discovery = parts.discovery();
    this.nodes = parts.nodes();
    this.engine = engine;
    this.lifecycle = new PeerLifecycle(services, parts, engine);
    this.hellos = lifecycle.hellos();
    this.dialer = lifecycle.dialer();
    this.decisions = new LinkDecisions(services, parts, lifecycle);
  }

  /** The node starts: hands the configured addresses to membership. */
  public void start(List<WantedPeer> wanted) {
    wanted.forEach(this::addPeer);
    discovery.start();
  }

  /** The user wants this node to be linked with another one. */
  public void addPeer(WantedPeer wanted) {
    dialer.expect(wanted.address(), wanted.id().orElse(null));
    membership.onPeerAdded(wanted.address());
    boolean unused = decisions.apply();
  }

  /** Accepts only these nodes, and closes the links with others. */
  public void allowOnly(Set<PeerId> ids) {
    lifecycle.allowOnly(ids);
  }

  /** The user no longer wants a link with an address. */
  public void removePeer(PeerAddress address) {
    dialer.expect(address, null);
    membership.onPeerRemoved(address);
    boolean unused = decisions.apply();
  }

  /**
   * An event has ended: does what the plugins decided about links while it was handled.
   *
   * @return whether there was anything to do; the plugins may have asked for more meanwhile
   */
  public boolean endEvent() {
    boolean worked = decisions.apply();
    worked |= spam.passOnReports();
    if (spam.hasChanged()) {
      spam.takeChanged().forEach(this::applyStanding);
      worked = true;
    }
    return worked;
  }

  private void applyStanding(PeerId id) {
    PeerState peer = nodes.find(id);
    if (peer != null) {
      lifecycle.disconnectIfUnwanted(peer);
    }
  }

  /** Membership may have been asked about a node. */
  private void applyDecisionsAbout(PeerState asked) {
    boolean unused = decisions.apply();
    lifecycle.awaitDecision(asked);
  }

  /** The addresses of the outbound peers, those that have been up for the longest time first. */
  public List<PeerAddress> outboundAddresses() {
    return nodes.all().stream()
        .filter(node -> node.up && node.isOutbound())
        .map(node -> node.address)
        .toList();
  }

  // ---- the end of the node -------------------------------------------------------------------

  /** Closes every link and notifies the plugins. */
  public void closeAll() {
    decisions.stop();
    lifecycle.closeAll();
  }

  /** Closes every link without notifying the plugins, one of which has failed. */
  public void abandonAll(String why) {
    lifecycle.abandonAll(why);
  }

  // ---- events of the transport ---------------------------------------------------------------

  @Override
  public void up(LinkId link, PeerId id, Direction direction, PeerAddress address) {
    PeerState linked = nodes.find(id);
    if (linked != null) {
      transport.close(
          link, new CloseReason(CloseReason.Kind.ENDED, "it is linked under another address"));
      lifecycle.onSameNode(address, linked, direction);
      return;
    }
    if (nodes.isLeaving(id)) {
      String why = "what it sent over its last link is still being checked";
      transport.close(link, new CloseReason(CloseReason.Kind.ENDED, why));
      dialer.onLinkLost(address);
      return;
    }
    if (direction == Direction.OUTBOUND && !dialer.hasTargetAt(address, id)) {
      // It was released while it was being dialed, or another node is there.
      transport.close(
          link, new CloseReason(CloseReason.Kind.ENDED, "this node no longer wants the link"));
      dialer.onOtherNode(address, id);
      return;
    }
    PeerState peer = new PeerState(transport, link, new Peer(id, direction), address);
    nodes.add(peer);
    if (dialer.wants(address, id)) {
      // The other node connected first.
      lifecycle.makeOutbound(peer);
    }
    link.attach(peer);
    dialer.onLinkUp(address, id);
    hellos.start(peer);
  }

  @Override
  public void framesAhead(LinkId link, List<ByteString> frames) {
    engine.onFramesAhead(frames);
  }

  @Override
  public boolean frame(LinkId link, ByteString frame) {
    if (!(link.attachment() instanceof PeerState peer)) {
      services.drop(DropReason.LINK_CLOSED);
      return true;
    }
    boolean readable = !frame.isEmpty() && onFrame(peer, frame);
    if (!readable) {
      onMalformed(peer);
    }
    return readable;
  }

  /** Returns false if the frame is malformed. */
  private boolean onFrame(PeerState peer, ByteString frame) {
    if (frame.byteAt(0) == Frames.HELLO) {
      boolean readable = hellos.onHello(peer, frame);
      applyDecisionsAbout(peer);
      return readable;
    }
    if (frame.byteAt(0) == Frames.REFUSAL) {
      return onRefusal(peer, frame);
    }
    if (!peer.helloAccepted) {
      services.drop(DropReason.BEFORE_HELLO);
      return true;
    }
    // A peer sends other frames only after it has accepted our HELLO. So this confirms that it did,
    // should its own confirmation have been lost.
    if (!peer.helloConfirmed) {
      hellos.onConfirmed(peer);
      applyDecisionsAbout(peer);
      if (peer.link.attachment() == null) {
        // It was only a feeler, or membership has refused it.
        services.drop(DropReason.LINK_CLOSED);
        return true;
      }
    }
    return peer.up ? engine.onFrame(peer, frame) : onCandidateFrame(peer, frame);
  }

  @Override
  public void down(LinkId link, DownReason reason) {
    if (!(link.attachment() instanceof PeerState peer)) {
      return;
    }
    String detail = HelloExchange.printable(reason.detail(), MAX_REASON_CHARS);
    boolean wasUp = peer.up;
    lifecycle.remove(
        peer,
        peer.isOutbound() ? detail : HelloExchange.printable(detail, MAX_STRANGER_REASON_CHARS),
        reason);
    switch (reason.kind()) {
      case REFUSED_BY_PEER -> {
        if (peer.isOutbound() && !dialer.hasTargetAt(peer.address)) {
          // It was dialed once, and then reached; that the other end does not want it is news.
          lifecycle.onDialOutcome(
              peer.address,
              new DialOutcome(DialOutcome.Kind.REFUSED, detail, peer.otherAddresses()));
        }
        dialer.onRefused(peer.address, Refusal.by(reason, detail, peer.otherAddresses()));
      }
      case CLOSED_BY_PEER -> {
        if (wasUp) {
          dialer.onLinkLost(peer.address);
        } else {
          // The dial failed late. Without a growing delay it would fail several times a second.
          dialer.onDialFailed(peer.address, detail);
        }
      }
      case SILENT, RESTARTED, REPLACED -> dialer.onLinkLost(peer.address);
    }
  }

  @Override
  public void dialFailed(PeerAddress address, String why) {
    dialer.onDialFailed(address, HelloExchange.printable(why, MAX_REASON_CHARS));
  }

  /** The system refused to send to this address. */
  public void sendFailed(PeerAddress address, String why) {
    dialer.onSendFailed(address, why);
  }

  @Override
  public void refused(PeerAddress address, String why) {
    dialer.onRefused(address, refusal(why));
  }

  @Override
  public void notAccepted(PeerAddress address, PeerId peer, String why) {
    lifecycle.onNotAccepted(address, peer, refusal(why));
  }

  private static Refusal refusal(String why) {
    return Refusal.of(
        HelloExchange.printable(why, MAX_REASON_CHARS), "correct the address or the other node");
  }

  @Override
  public void sameNode(PeerAddress address, LinkId link) {
    if (link.attachment() instanceof PeerState peer) {
      lifecycle.onSameNode(address, peer, Direction.OUTBOUND);
    } else {
      dialer.onDialFailed(address, "its other link has just ended");
    }
  }

  @Override
  public void selfDialed(PeerAddress address) {
    dialer.onSelf(address, "remove this address from the peers of this node");
  }

  @Override
  public void room(LinkId link) {
    if (link.attachment() instanceof PeerState peer && peer.isLinked()) {
      engine.onRoom(peer);
    }
  }

  @Override
  public void moved(LinkId link, PeerAddress address) {
    if (link.attachment() instanceof PeerState peer) {
      dialer.onMoved(peer.address, address);
      lifecycle.onMoved(peer, address);
    }
  }

  @Override
  public void violated(LinkId link, Misbehaviour kind) {
    // Plugins know only peers that are up.
    if (link.attachment() instanceof PeerState peer && peer.up) {
      engine.onMisbehaviour(peer, kind);
    }
  }

  @Override
  public boolean mayAccept(PeerId peer) {
    return lifecycle.admission().mayAccept(peer);
  }

  @Override
  public CloseReason refusal(PeerId peer) {
    return lifecycle.admission().refusal(peer);
  }

  /**
   * Candidates may talk to discovery and membership only, and only a little, since spam control
   * does not know them yet.
   */
  private boolean onCandidateFrame(PeerState node, ByteString frame) {
    if (frame.byteAt(0) != Frames.CONTROL
        || !node.opening().mayProcessExtraFrame(services.nowNanos())) {
      services.drop(DropReason.BEFORE_ACCEPTANCE);
      return true;
    }
    return engine.onCandidateControl(node, frame);
  }

  /** Returns false if the frame is malformed. */
  private boolean onRefusal(PeerState peer, ByteString frame) {
    if (!peer.opening().mayProcessExtraFrame(services.nowNanos())) {
      services.drop(DropReason.TOO_MANY_HELLOS);
      return true;
    }
    try {
      peer.opening().otherAddresses = Frames.otherAddresses(frame);
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
    if (peer.isRefused()) {
      lifecycle.endRefused(peer);
    } else if (peer.isOutbound() && !peer.otherAddresses().isEmpty()) {
      // The other node keeps the link only until this frame has arrived.
      ByteString answer = Frames.refusal(List.of(), transport.datagramFrameBytes());
      FrameDrops.isQueued(services, answer, peer.send(answer, Priority.CONTROL));
    }
    return true;
  }

  private void onMalformed(PeerState peer) {
    services.drop(DropReason.MALFORMED_FRAME);
    // Plugins know only peers that are up.
    if (peer.up) {
      engine.onMalformedFrame(peer);
    }
  }
}
