package dev.gossip.core.engine.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.engine.peer.HelloExchange.Mismatch;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.wire.Frames;
import dev.gossip.core.proto.Hello;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides when a link becomes a peer: exchanges HELLOs, refuses nodes that do not belong to this
 * network, and notifies the engine of peers that go up or down. The {@link Dialer} decides which
 * addresses to dial.
 */
public final class PeerManager implements LinkEvents {
  // A guess: a HELLO is lost about as often as any datagram, and a second one costs little.
  private static final Duration HELLO_RETRY = Duration.ofMillis(250);
  private static final int MAX_HELLOS = 12;
  private static final int MAX_REASON_CHARS = 300;
  // Inbound peers can connect and leave as often as they like, with a reason each time.
  private static final int MAX_STRANGER_REASON_CHARS = 64;

  private final NodeServices services;
  private final HelloExchange helloExchange;
  private final Transport transport;
  private final PeerReports reports;
  private final Dialer dialer;
  private final PeerListener engine;
  private final List<PeerState> peers = new ArrayList<>();
  private boolean readyEmitted;

  public PeerManager(NodeServices services, HelloExchange helloExchange, PeerListener engine) {
    this.services = services;
    this.helloExchange = helloExchange;
    this.engine = engine;
    this.transport = services.createTransport(this);
    this.reports = new PeerReports(services);
    this.dialer = new Dialer(services, transport, reports, this::claimLink);
    engine.connect(transport);
  }

  public Transport transport() {
    return transport;
  }

  /** Starts to dial the addresses, and keeps them connected while the node runs. */
  public void keepConnected(List<PeerAddress> addresses) {
    addresses.forEach(dialer::add);
  }

  /** Closes every link and notifies the plugins. */
  public void closeAll() {
    engine.onClosing();
    for (PeerState peer : List.copyOf(peers)) {
      transport.close(peer.link, new CloseReason(CloseReason.Kind.ENDED, "the node stopped"));
      remove(peer, NodeEvent.PeerDown.STOPPED_HERE);
    }
  }

  /** Closes every link without notifying the plugins, one of which has failed. */
  public void abandonAll(String why) {
    for (PeerState peer : peers) {
      transport.close(peer.link, new CloseReason(CloseReason.Kind.ENDED, why));
    }
    peers.forEach(peer -> peer.link.attach(null));
    peers.clear();
  }

  @Override
  public void up(LinkId link, PeerId id, Direction direction, PeerAddress address) {
    if (peers.stream().anyMatch(peer -> peer.id().equals(id))) {
      transport.close(
          link, new CloseReason(CloseReason.Kind.REFUSED, "it is linked under another address"));
      dialer.onRefused(address, "it is linked under another address", "name each node once");
      return;
    }
    if (engine.isLeaving(id)) {
      String why = "what it sent over its last link is still being checked";
      transport.close(link, new CloseReason(CloseReason.Kind.ENDED, why));
      dialer.onLinkLost(address);
      return;
    }
    PeerState peer =
        new PeerState(
            link, id, direction, address, services.countersFor(address), services.nowNanos());
    peers.add(peer);
    if (direction == Direction.INBOUND && dialer.hasTargetAt(address)) {
      // The other node connected first.
      makeOutbound(peer);
    }
    link.attach(peer);
    dialer.onLinkUp(address);
    sendHelloUntilHeard(peer);
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
      return onHello(peer, frame);
    }
    if (!peer.helloAccepted) {
      services.drop(DropReason.BEFORE_HELLO);
      return true;
    }
    // A peer sends other frames only after it has accepted our HELLO. So this confirms that it did,
    // should its own confirmation have been lost.
    peer.helloConfirmed = true;
    markUpIfAgreed(peer);
    return engine.onFrame(peer, frame);
  }

  @Override
  public void down(LinkId link, DownReason reason) {
    if (!(link.attachment() instanceof PeerState peer)) {
      return;
    }
    String detail = HelloExchange.printable(reason.detail(), MAX_REASON_CHARS);
    boolean wasUp = peer.up;
    remove(
        peer,
        peer.isOutbound() ? detail : HelloExchange.printable(detail, MAX_STRANGER_REASON_CHARS));
    switch (reason.kind()) {
      case REFUSED_BY_PEER ->
          dialer.onRefused(peer.address, detail, "see the other node's own message");
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
    dialer.onRefused(
        address,
        HelloExchange.printable(why, MAX_REASON_CHARS),
        "correct the address or the other node");
  }

  /** Returns false if the frame is malformed. */
  private boolean onHello(PeerState peer, ByteString frame) {
    if (!peer.mayProcessHello(services.nowNanos())) {
      services.drop(DropReason.TOO_MANY_HELLOS);
      return true;
    }
    Hello hello;
    try {
      hello = Frames.body(Frames.HELLO_PARSER, frame);
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
    Mismatch mismatch = helloExchange.compare(hello);
    if (mismatch != null) {
      refuse(peer, mismatch);
      return true;
    }
    if (!peer.helloAccepted) {
      peer.helloAccepted = true;
      String difference = helloExchange.signingDifference(hello);
      if (difference != null) {
        reports.warn(peer.address, peer.isOutbound(), difference, "use the same signing on both");
      }
      engine.onHello(peer, hello);
    }
    if (hello.getAnswerMe()) {
      transport.send(peer.link, helloExchange.frame(true, false, services.wallMillis()));
    }
    if (hello.getHeardYou()) {
      peer.helloConfirmed = true;
    }
    markUpIfAgreed(peer);
    return true;
  }

  private void refuse(PeerState peer, Mismatch mismatch) {
    // The other node may not have our HELLO yet, so the reason travels with the close.
    transport.close(
        peer.link,
        new CloseReason(
            CloseReason.Kind.REFUSED, mismatch.textForPeer() + "; " + mismatch.remedy()));
    remove(peer, "refused");
    dialer.onRefused(peer.address, mismatch.textForThisNode(), mismatch.remedy());
  }

  private void markUpIfAgreed(PeerState peer) {
    if (peer.up || !peer.helloAccepted || !peer.helloConfirmed) {
      return;
    }
    peer.up = true;
    stopHellos(peer);
    dialer.onPeerUp(peer.address);
    services.emit(new NodeEvent.PeerUp(peer.info()));
    if (!readyEmitted) {
      readyEmitted = true;
      services.emit(new NodeEvent.Ready());
    }
    engine.onPeerUp(peer);
  }

  private void sendHelloUntilHeard(PeerState peer) {
    if (peer.hellosSent == MAX_HELLOS) {
      transport.close(peer.link, new CloseReason(CloseReason.Kind.ENDED, "no HELLO was answered"));
      remove(peer, "no HELLO was answered");
      dialer.onDialFailed(peer.address, "it accepted the link but answered no HELLO");
      return;
    }
    peer.hellosSent++;
    transport.send(peer.link, helloExchange.frame(peer.helloAccepted, true, services.wallMillis()));
    peer.helloTimer = services.schedule(HELLO_RETRY, "hello", () -> sendHelloUntilHeard(peer));
  }

  private static void stopHellos(PeerState peer) {
    if (peer.helloTimer != null) {
      peer.helloTimer.cancel();
      peer.helloTimer = null;
    }
  }

  private void remove(PeerState peer, String reason) {
    peers.remove(peer);
    peer.link.attach(null);
    stopHellos(peer);
    if (peer.up) {
      peer.leaving = true;
      engine.onPeerLeaving(
          peer,
          () -> {
            peer.up = false;
            services.emit(new NodeEvent.PeerDown(peer.info(), reason));
            engine.onPeerDown(peer);
          });
    }
  }

  private void onMalformed(PeerState peer) {
    services.drop(DropReason.MALFORMED_FRAME);
    // Plugins know only peers that are up.
    if (peer.up) {
      engine.onMalformedFrame(peer);
    }
  }

  /** Makes an existing link to this address outbound; false if there is none. */
  private boolean claimLink(PeerAddress address) {
    for (PeerState peer : peers) {
      if (peer.address.equals(address)) {
        if (!peer.isOutbound()) {
          makeOutbound(peer);
        }
        return true;
      }
    }
    return false;
  }

  /**
   * Makes a link outbound, because this node dials the inbound peer, too. For plugins and the
   * application the peer goes down and comes up again.
   */
  private void makeOutbound(PeerState peer) {
    // The link is up, so this dial only stops the transport from evicting it to make room.
    transport.dial(peer.address);
    if (!peer.up) {
      peer.markOutbound();
      return;
    }
    services.emit(new NodeEvent.PeerDown(peer.info(), "the link becomes outbound"));
    engine.onPeerDown(peer);
    peer.markOutbound();
    services.emit(new NodeEvent.PeerUp(peer.info()));
    engine.onPeerUp(peer);
  }
}
