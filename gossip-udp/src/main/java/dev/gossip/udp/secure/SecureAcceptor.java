package dev.gossip.udp.secure;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.datagram.PacketType;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.link.LinkParts;
import dev.gossip.udp.link.LinkSettings;
import dev.gossip.udp.link.LinkTransitions;
import dev.gossip.udp.link.Liveness;
import dev.gossip.udp.link.PacketSender;
import dev.gossip.udp.noise.BadHandshakeException;
import dev.gossip.udp.noise.XxAcceptor;
import dev.gossip.udp.noise.XxAcceptor.Finished;
import dev.gossip.udp.secure.SecureNode.FinishPayload;
import dev.gossip.udp.session.SecureAccept;
import dev.gossip.udp.session.SecureDial;
import dev.gossip.udp.session.SecureSession;
import dev.gossip.udp.table.Link;
import dev.gossip.udp.table.LinkTable;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The accepting end of secure links. {@link SecureInits} answers inits; here a finish brings a
 * half-open link up or ends it.
 */
final class SecureAcceptor {
  /** Between two looks at a dial that a link waits for. */
  private static final Duration DIAL_INTERVAL = Duration.ofMillis(25);

  private final TransportContext context;
  private final LinkEvents events;
  private final LinkSettings settings;
  private final LinkTable links;
  private final PacketSender sender;
  private final Liveness liveness;
  private final LinkTransitions transitions;
  private final SecureNode node;
  private final SameIdLinks sameId;
  private final SecureInits inits;
  // Handles datagrams that overtook the finish: link and datagram.
  private final BiConsumer<Link, byte[]> early;

  SecureAcceptor(
      LinkParts parts,
      SecureNode node,
      SameIdLinks sameId,
      SecureReplies replies,
      BiConsumer<Link, byte[]> early) {
    this.context = parts.context();
    this.events = parts.events();
    this.settings = parts.settings();
    this.links = parts.links();
    this.sender = parts.sender();
    this.liveness = parts.liveness();
    this.transitions = parts.transitions();
    this.node = node;
    this.sameId = sameId;
    this.inits = new SecureInits(parts, node, replies);
    this.early = early;
  }

  void onInit(PeerAddress from, byte[] init) {
    inits.onInit(from, init);
  }

  /** A result that may be missing. */
  record Result<T>(@Nullable T value) {}

  // ---- finish --------------------------------------------------------------------------------

  void onFinish(PeerAddress from, byte[] datagram) {
    Link link = links.byConnectionId(SecureDatagrams.connectionId(datagram));
    if (link != null && link.session != null && !link.session.isDialer) {
      // The dialer has heard nothing yet: any authentic datagram ends the repetition.
      if (link.remote.equals(from) && link.session.answersFinish(datagram, context.nowNanos())) {
        sender.sendToken(link, PacketType.PONG, 0, link.remote);
      } else {
        context.dropped(DropReason.UNEXPECTED_HANDSHAKE);
      }
      return;
    }
    SecureAccept accept = link == null ? null : link.secureAccept();
    XxAcceptor handshake = accept == null ? null : accept.handshake;
    if (link == null
        || accept == null
        || handshake == null
        || !link.remote.equals(from)
        || !accept.startReading()) {
      context.dropped(DropReason.UNEXPECTED_HANDSHAKE);
      return;
    }
    byte[] message3 = SecureDatagrams.tail(datagram, SecureDatagrams.MESSAGE_OFFSET);
    context.offload(
        () -> read(handshake, message3),
        result -> onFinishRead(link, accept, message3, result.value()));
  }

  private static Result<Finished> read(XxAcceptor handshake, byte[] message3) {
    try {
      return new Result<>(handshake.read(message3));
    } catch (BadHandshakeException e) {
      return new Result<>(null);
    }
  }

  private void onFinishRead(
      Link link, SecureAccept accept, byte[] message3, @Nullable Finished finished) {
    accept.endReading();
    if (link.removed || link.session != null || accept.isHeld) {
      context.dropped(DropReason.UNEXPECTED_HANDSHAKE);
      return;
    }
    FinishPayload payload = finished == null ? null : FinishPayload.of(finished.payload());
    if (finished == null || payload == null) {
      context.dropped(DropReason.BAD_HANDSHAKE);
      return;
    }
    Arrival arrival =
        new Arrival(link, accept, message3, finished, payload, new PeerId(finished.peerKey()));
    if (payload.reason() != SecureNode.NO_REASON) {
      onGivenUp(link, arrival.peer, payload.reason());
    } else {
      accept.isHeld = true;
      checkAddress(arrival);
    }
  }

  /** A link whose other end has proved its id and wants the link. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Arrival(
      Link link,
      SecureAccept accept,
      byte[] finish,
      Finished finished,
      FinishPayload payload,
      PeerId peer) {}

  /** Another node may have come to the address of a link, or somebody in between uses it. */
  private void checkAddress(Arrival arrival) {
    Link link = arrival.link;
    Link other = links.current(link.remote);
    if (link.removed || other == null || arrival.peer.equals(other.peer)) {
      checkId(arrival, other);
    } else if (other.session == null) {
      if (isDialTo(other, arrival.peer)) {
        checkId(arrival, other);
      } else {
        // The dial may be to another node, which has not answered yet: it goes first.
        context.schedule(DIAL_INTERVAL, "dial", () -> checkAddress(arrival));
      }
    } else {
      liveness.probe(
          other,
          Duration.ofNanos(other.session.answerNanos()),
          isThere -> onProbed(arrival, other, isThere));
    }
  }

  private void onProbed(Arrival arrival, Link other, boolean isThere) {
    if (isThere && !arrival.link.removed) {
      startSession(arrival);
      refuse(arrival.link, "another node is linked under its address");
    } else if (other.equals(links.current(arrival.link.remote))) {
      checkId(arrival, other);
    } else {
      // Another link has come up there meanwhile.
      checkAddress(arrival);
    }
  }

  /** Whether a dial expects an id, or expects none and the node with this id has answered it. */
  private static boolean isDialTo(Link dialing, PeerId peer) {
    SecureDial dial = dialing.secureDial();
    PeerId expected = dialing.opening == null ? null : dialing.opening.expected;
    return peer.equals(expected) || (expected == null && dial != null && peer.equals(dial.peer));
  }

  /**
   * Another node may have the same id, or the same one has started again.
   *
   * @param replaced what the link may replace at its address; null for nothing
   */
  private void checkId(Arrival arrival, @Nullable Link replaced) {
    Link holder = links.byPeer(arrival.peer);
    if (arrival.link.removed) {
      context.dropped(DropReason.UNEXPECTED_HANDSHAKE);
    } else if (sameId.mustAsk(holder, arrival.payload.instance())) {
      sameId.ask(
          holder,
          answering -> {
            Link current = links.current(arrival.link.remote);
            if (current == null || current.equals(replaced)) {
              comeUp(arrival, answering);
            } else {
              checkAddress(arrival);
            }
          });
    } else {
      comeUp(arrival, null);
    }
  }

  /**
   * @param answering see {@link SameIdLinks#ask}
   */
  private void comeUp(Arrival arrival, @Nullable Link answering) {
    Link link = arrival.link;
    if (link.removed) {
      context.dropped(DropReason.UNEXPECTED_HANDSHAKE);
      return;
    }
    SecureSession session = startSession(arrival);
    session.answeringHolder = answering;
    confirm(link, arrival.peer, session);
    session.answeringHolder = null;
    for (byte[] datagram : arrival.accept.early()) {
      if (!link.removed) {
        early.accept(link, datagram);
      }
    }
  }

  private SecureSession startSession(Arrival arrival) {
    long now = context.nowNanos();
    SecureAccept accept = arrival.accept;
    SecureSession session =
        new SecureSession(
            node.startSession(arrival.link, arrival.finished.keys(), false, accept.cipher, now),
            arrival.payload.instance(),
            null,
            now - accept.answeredNanos,
            now);
    session.accepted(arrival.finish, arrival.link.opening().startNanos);
    arrival.link.session = session;
    arrival.link.takeUpTo(arrival.payload.datagramBytes());
    return session;
  }

  /** The dialer has proved its id and does not want the link. */
  private void onGivenUp(Link link, PeerId peer, byte reason) {
    links.remove(link);
    if (peer.equals(node.id)) {
      events.refused(link.address, SecureIds.COPIED_KEY);
    } else if (reason == SecureNode.OTHER_ID_EXPECTED) {
      events.refused(
          link.address,
          "node "
              + peer.hex()
              + " expected another id than this node's, "
              + node.id.hex()
              + "; correct the id or the address in the peers of that node");
    } else if (reason == SecureNode.NOT_ACCEPTED) {
      events.refused(
          link.address,
          "node " + peer.hex() + " accepts no link with this node; see the message of that node");
    }
  }

  /** Decides about a link whose other end has proved its id. */
  private void confirm(Link link, PeerId peer, SecureSession session) {
    Link holder = links.byPeer(peer);
    if (peer.equals(node.id)) {
      if (session.peerInstance != node.instance) {
        events.refused(link.address, SecureIds.COPIED_KEY);
      }
      refuse(link, SecureIds.COPIED_KEY);
    } else if (!events.mayAccept(peer)) {
      transitions.abandon(link, events.refusal(peer), DropReason.UNWANTED_NODE);
    } else if (holder != null && sameId.isRefused(holder, session, link.remote)) {
      refuse(link, SameIdLinks.COPY);
    } else if (holder != null && hasPrecedence(holder, peer, session)) {
      transitions.endSecond(link);
    } else if (holder != null && isLate(holder, session)) {
      transitions.abandon(
          link,
          CloseReason.Kind.ENDED,
          LinkTransitions.LINKED_ELSEWHERE,
          DropReason.LINKED_ELSEWHERE);
    } else if (holder == null && !transitions.makesRoomFor(link)) {
      transitions.abandon(
          link, CloseReason.Kind.REFUSED, LinkTransitions.NO_ROOM, DropReason.TOO_MANY_LINKS);
    } else {
      takeOverDial(link, peer);
      if (holder != null) {
        sameId.replace(holder, session, link.remote);
      }
      transitions.bringUp(link, peer, liveness);
    }
  }

  private void refuse(Link link, String why) {
    transitions.abandon(link, CloseReason.Kind.REFUSED, why, DropReason.UNWANTED_NODE);
  }

  /**
   * Whether a link stays and the new one does not come up. Both nodes have dialed each other at the
   * same time, and the dial of the lower id has precedence. Otherwise the other end knows best: it
   * would not have finished its dial if it still had the old link. It had the old one when it
   * confirmed it, so a handshake that began after that shows that it has lost it.
   */
  private boolean hasPrecedence(Link holder, PeerId peer, SecureSession session) {
    SecureSession old = holder.session;
    return old != null
        && old.isDialer
        && old.peerInstance == session.peerInstance
        && node.id.compareTo(peer) < 0
        && (!old.confirmed || session.beganNanos - old.confirmedNanos < 0)
        && context.nowNanos() - old.upNanos < 2 * settings.connectTimeout().toNanos();
  }

  /**
   * Whether the handshake of a new link began before that of the link that is up, in another
   * process: that process has ended, and only its finish is late, or somebody has held it back.
   */
  private static boolean isLate(Link holder, SecureSession session) {
    SecureSession old = holder.session;
    return old != null
        && old.peerInstance != session.peerInstance
        && session.beganNanos - old.beganNanos < 0;
  }

  /** The dial of this node to the same node and address ends, since the link is there. */
  private void takeOverDial(Link link, PeerId peer) {
    Link dialing = links.current(link.remote);
    if (dialing != null && isDialTo(dialing, peer)) {
      links.remove(dialing);
      link.dialed = true;
    }
  }
}
