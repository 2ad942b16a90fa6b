package dev.gossip.core.engine;

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
import dev.gossip.core.engine.HelloExchange.Mismatch;
import dev.gossip.core.proto.Hello;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides when a link makes a peer: exchanges HELLOs, refuses what does not belong to this network,
 * and tells the engine who is up. Whom to dial is the {@link Dialer}'s business.
 */
final class PeerManager implements LinkEvents {
  // A guess: a HELLO is lost about as often as any datagram, and a second one costs little.
  private static final Duration HELLO_RETRY = Duration.ofMillis(250);
  private static final int MAX_HELLOS = 12;
  private static final int MAX_REASON_CHARS = 300;
  // Strangers can come and go as often as they like, and each time say why.
  private static final int MAX_STRANGER_REASON_CHARS = 64;

  private final NodeServices core;
  private final HelloExchange terms;
  private final Transport transport;
  private final PeerReports reports;
  private final Dialer dialer;
  private final MessageEngine engine;
  private final List<PeerState> sessions = new ArrayList<>();
  private boolean everReady;

  PeerManager(NodeServices core, HelloExchange terms, MessageEngine engine) {
    this.core = core;
    this.terms = terms;
    this.engine = engine;
    this.transport = core.createTransport(this);
    this.reports = new PeerReports(core);
    this.dialer = new Dialer(core, transport, reports, this::linkedAt);
    engine.connect(transport);
  }

  Transport transport() {
    return transport;
  }

  /** Begins to dial, and goes on for as long as the node lives. */
  void keepConnected(List<PeerAddress> addresses) {
    addresses.forEach(dialer::add);
  }

  /** Says goodbye to every neighbour. */
  void closeAll() {
    engine.stopChecking();
    for (PeerState session : List.copyOf(sessions)) {
      transport.close(session.link, new CloseReason(CloseReason.Kind.ENDED, "the node stopped"));
      remove(session, NodeEvent.PeerDown.STOPPED_HERE);
    }
  }

  /** Closes every link without telling the plugins, one of which has failed. */
  void abandonAll(String why) {
    for (PeerState session : sessions) {
      transport.close(session.link, new CloseReason(CloseReason.Kind.ENDED, why));
    }
    sessions.forEach(session -> session.link.attach(null));
    sessions.clear();
  }

  @Override
  public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
    if (sessions.stream().anyMatch(session -> session.id().equals(peer))) {
      transport.close(
          link, new CloseReason(CloseReason.Kind.REFUSED, "it is linked under another address"));
      dialer.refused(address, "it is linked under another address", "name each node once");
      return;
    }
    if (engine.isLeaving(peer)) {
      String why = "what it sent over its last link is still being checked";
      transport.close(link, new CloseReason(CloseReason.Kind.ENDED, why));
      dialer.lost(address);
      return;
    }
    PeerState session =
        new PeerState(link, peer, direction, address, core.countersOf(address), core.nowNanos());
    sessions.add(session);
    if (direction == Direction.INBOUND && dialer.hasChosen(address)) {
      // The other end was quicker to connect.
      choose(session);
    }
    link.attach(session);
    dialer.linked(address);
    sendHelloUntilHeard(session);
  }

  @Override
  public boolean frame(LinkId link, ByteString frame) {
    if (!(link.attachment() instanceof PeerState session)) {
      core.drop(DropReason.LINK_CLOSED);
      return true;
    }
    boolean readable = !frame.isEmpty() && onFrame(session, frame);
    if (!readable) {
      malformed(session);
    }
    return readable;
  }

  /** Answers false if the frame is malformed. */
  private boolean onFrame(PeerState session, ByteString frame) {
    if (frame.byteAt(0) == Frames.HELLO) {
      return onHello(session, frame);
    }
    if (!session.helloAccepted) {
      core.drop(DropReason.BEFORE_HELLO);
      return true;
    }
    // A peer sends nothing else before it has accepted our HELLO, so this stands for its word
    // that it did, should that have been lost.
    session.heardByPeer = true;
    makeUpIfAgreed(session);
    return engine.onFrame(session, frame);
  }

  @Override
  public void down(LinkId link, DownReason reason) {
    if (!(link.attachment() instanceof PeerState session)) {
      return;
    }
    String detail = HelloExchange.shown(reason.detail(), MAX_REASON_CHARS);
    boolean wasUp = session.up;
    remove(
        session,
        session.isChosen() ? detail : HelloExchange.shown(detail, MAX_STRANGER_REASON_CHARS));
    switch (reason.kind()) {
      case REFUSED_BY_PEER ->
          dialer.refused(session.address, detail, "see the other node's own message");
      case CLOSED_BY_PEER -> {
        if (wasUp) {
          dialer.lost(session.address);
        } else {
          // A dial that failed late: without a growing delay it would fail several times a second.
          dialer.failed(session.address, detail);
        }
      }
      case SILENT, RESTARTED, REPLACED -> dialer.lost(session.address);
    }
  }

  @Override
  public void dialFailed(PeerAddress address, String why) {
    dialer.failed(address, HelloExchange.shown(why, MAX_REASON_CHARS));
  }

  /** The system did not send to this address. */
  void sendFailed(PeerAddress address, String why) {
    dialer.sendFailed(address, why);
  }

  @Override
  public void refused(PeerAddress address, String why) {
    dialer.refused(
        address,
        HelloExchange.shown(why, MAX_REASON_CHARS),
        "correct the address or the other node");
  }

  /** Answers false if the frame is malformed. */
  private boolean onHello(PeerState session, ByteString frame) {
    if (!session.mayHearHello(core.nowNanos())) {
      core.drop(DropReason.TOO_MANY_HELLOS);
      return true;
    }
    Hello hello;
    try {
      hello = Frames.body(Frames.HELLO_PARSER, frame);
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
    Mismatch mismatch = terms.compare(hello);
    if (mismatch != null) {
      refuse(session, mismatch);
      return true;
    }
    if (!session.helloAccepted) {
      session.helloAccepted = true;
      String difference = terms.differsInSigning(hello);
      if (difference != null) {
        reports.warn(
            session.address, session.isChosen(), difference, "use the same signing on both");
      }
      engine.onHello(session, hello);
    }
    if (hello.getAnswerMe()) {
      transport.send(session.link, terms.frame(true, false, core.wallMillis()));
    }
    if (hello.getHeardYou()) {
      session.heardByPeer = true;
    }
    makeUpIfAgreed(session);
    return true;
  }

  private void refuse(PeerState session, Mismatch mismatch) {
    // The other end may not have had our HELLO: the reason travels with the close.
    transport.close(
        session.link,
        new CloseReason(
            CloseReason.Kind.REFUSED, mismatch.thereFirst() + "; " + mismatch.remedy()));
    remove(session, "refused");
    dialer.refused(session.address, mismatch.hereFirst(), mismatch.remedy());
  }

  private void makeUpIfAgreed(PeerState session) {
    if (session.up || !session.helloAccepted || !session.heardByPeer) {
      return;
    }
    session.up = true;
    stopHellos(session);
    dialer.up(session.address);
    core.emit(new NodeEvent.PeerUp(session.info()));
    if (!everReady) {
      everReady = true;
      core.emit(new NodeEvent.Ready());
    }
    engine.peerUp(session);
  }

  private void sendHelloUntilHeard(PeerState session) {
    if (session.hellosSent == MAX_HELLOS) {
      transport.close(
          session.link, new CloseReason(CloseReason.Kind.ENDED, "no HELLO was answered"));
      remove(session, "no HELLO was answered");
      dialer.failed(session.address, "it accepted the link but answered no HELLO");
      return;
    }
    session.hellosSent++;
    transport.send(session.link, terms.frame(session.helloAccepted, true, core.wallMillis()));
    session.helloTimer = core.schedule(HELLO_RETRY, "hello", () -> sendHelloUntilHeard(session));
  }

  private static void stopHellos(PeerState session) {
    if (session.helloTimer != null) {
      session.helloTimer.cancel();
      session.helloTimer = null;
    }
  }

  private void remove(PeerState session, String reason) {
    sessions.remove(session);
    session.link.attach(null);
    stopHellos(session);
    if (session.up) {
      engine.peerGoes(
          session,
          () -> {
            session.up = false;
            core.emit(new NodeEvent.PeerDown(session.info(), reason));
            engine.peerDown(session);
          });
    }
  }

  private void malformed(PeerState session) {
    core.drop(DropReason.MALFORMED_FRAME);
    // Plugins know only peers that are up.
    if (session.up) {
      engine.onMalformedFrame(session);
    }
  }

  /** Tells the dialer whether an address it resolved is linked, and makes that link outbound. */
  private boolean linkedAt(PeerAddress address) {
    for (PeerState session : sessions) {
      if (session.address.equals(address)) {
        if (!session.isChosen()) {
          choose(session);
        }
        return true;
      }
    }
    return false;
  }

  /**
   * This node chose a peer that had come by itself: for strategies and applications it goes and
   * comes again, as an outbound one.
   */
  private void choose(PeerState session) {
    // The link is up, so this only lets the transport know that it must not make room for others.
    transport.dial(session.address);
    if (!session.up) {
      session.turnOutbound();
      return;
    }
    core.emit(new NodeEvent.PeerDown(session.info(), "this node chose it, too"));
    engine.peerDown(session);
    session.turnOutbound();
    core.emit(new NodeEvent.PeerUp(session.info()));
    engine.peerUp(session);
  }
}
