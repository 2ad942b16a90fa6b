package dev.gossip.udp.secure;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.link.LinkParts;
import dev.gossip.udp.link.LinkProtocol;
import dev.gossip.udp.link.LinkSettings;
import dev.gossip.udp.link.LinkTransitions;
import dev.gossip.udp.link.Liveness;
import dev.gossip.udp.link.PacketSender;
import dev.gossip.udp.noise.BadHandshakeException;
import dev.gossip.udp.noise.XxDialer.Answered;
import dev.gossip.udp.noise.XxDialer.Finish;
import dev.gossip.udp.secure.SecureNode.AnswerPayload;
import dev.gossip.udp.session.SecureDial;
import dev.gossip.udp.session.SecureSession;
import dev.gossip.udp.table.HalfOpenLinks;
import dev.gossip.udp.table.Link;
import dev.gossip.udp.table.LinkTable;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The dialing end of secure links: init, retry with a cookie, init with the cookie, answer, finish.
 * Until an answer is authentic, nothing that arrives is believed; it is reported only if the dial
 * times out.
 */
final class SecureDialer {
  static final String PLAIN_THERE =
      "its security is none and this node's is noise; set gossip.transport.udp.security alike at"
          + " both";

  private static final String ALLOW_IT =
      "; allow it, or remove its address from the peers of this node";

  private final TransportContext context;
  private final LinkEvents events;
  private final LinkSettings settings;
  private final LinkTable links;
  private final HalfOpenLinks halfOpen;
  private final PacketSender sender;
  private final Liveness liveness;
  private final LinkTransitions transitions;
  private final SecureNode node;
  private final SameIdLinks sameId;
  private final SecureFinishes finishes;

  /** From the beginning of a step, only the dialed address is listened to for so long. */
  private final long patienceNanos;

  private final Consumer<Link> repeat = this::repeat;

  SecureDialer(LinkParts parts, SecureNode node, SameIdLinks sameId) {
    this.context = parts.context();
    this.events = parts.events();
    this.settings = parts.settings();
    this.links = parts.links();
    this.halfOpen = parts.halfOpen();
    this.sender = parts.sender();
    this.liveness = parts.liveness();
    this.transitions = parts.transitions();
    this.node = node;
    this.sameId = sameId;
    this.finishes = new SecureFinishes(parts);
    // A node with several addresses may answer from another one: it gets the second half of a step.
    this.patienceNanos = settings.connectTimeout().toNanos() / 2;
  }

  /** See {@link LinkProtocol#dial}. */
  void dial(PeerAddress address, @Nullable PeerId expected) {
    Link current = links.current(address);
    if (current == null) {
      Link link = links.addDialing(address, context.nowNanos());
      link.opening().expected = expected;
      SecureDial dial = node.dial(link.localConnectionId, context.nowNanos());
      link.opening().secureDial = dial;
      sendInit(link, dial);
      scheduleNext(link);
    } else if (current.state == Link.State.UP && isOther(expected, current)) {
      context.schedule(
          Duration.ZERO, "dial", () -> events.refused(address, otherId(expected, current.peer)));
    } else if (current.state == Link.State.UP && !current.address.equals(address)) {
      // The peer has moved to this address.
      context.schedule(Duration.ZERO, "dial", () -> onSameNode(address, current));
    } else {
      current.dialed = true;
      if (current.opening != null && current.opening.expected == null) {
        current.opening.expected = expected;
      }
    }
  }

  private static boolean isOther(@Nullable PeerId expected, Link link) {
    return expected != null && !expected.equals(link.peer);
  }

  private void onSameNode(PeerAddress address, Link link) {
    if (link.state == Link.State.UP && !link.removed) {
      events.sameNode(address, link);
    } else {
      events.dialFailed(address, "the link to it has just ended");
    }
  }

  private void sendInit(Link link, SecureDial dial) {
    sender.send(link.remote, dial.init);
  }

  private void scheduleNext(Link link) {
    link.cancelTimer();
    link.startTimer(context, settings.connectRetry(), "init", repeat);
  }

  private void repeat(Link link) {
    SecureDial dial = link.secureDial();
    if (dial == null) {
      return;
    }
    long waited = context.nowNanos() - dial.stepStartNanos;
    if (dial.held != null) {
      // The dial of the other end has precedence, but did not come up.
      dial.held.run();
    } else if (waited >= settings.connectTimeout().toNanos() && !dial.isReading()) {
      fail(link);
    } else {
      dial.onRepeat();
      sendInit(link, dial);
      scheduleNext(link);
    }
  }

  private void fail(Link link) {
    String refusalReason = link.opening().refusalReason;
    SecureDial dial = link.secureDial();
    if (dial != null && dial.other != null) {
      giveUp(link, dial.other, SecureNode.OTHER_ID_EXPECTED);
    } else {
      links.remove(link);
    }
    if (link.opening().isSelfDialed && (dial == null || dial.other == null)) {
      events.selfDialed(link.address);
    } else if (refusalReason != null) {
      events.refused(link.address, refusalReason);
    } else {
      events.dialFailed(link.address, "nobody answers there");
    }
  }

  /** Handles a retry: the other end wants the cookie in it back. */
  void onRetry(PeerAddress from, byte[] datagram) {
    Link link = dialing(datagram);
    SecureDial dial = link == null ? null : link.secureDial();
    if (link == null || dial == null || !isSource(link, dial, from)) {
      context.dropped(DropReason.UNEXPECTED_HANDSHAKE);
    } else if (dial.acceptCookie(datagram, context.nowNanos())) {
      sendInit(link, dial);
    } else {
      context.dropped(DropReason.UNEXPECTED_HANDSHAKE);
    }
  }

  /** Handles a hint why there is no answer. */
  void onNote(byte[] datagram) {
    Link link = dialing(datagram);
    if (link == null) {
      context.dropped(DropReason.UNEXPECTED_HANDSHAKE);
      return;
    }
    hint(
        link,
        datagram[SecureDatagrams.NOTE_BYTES - 1] == SecureDatagrams.PLAIN_HERE
            ? PLAIN_THERE
            : "it knows other ways to encrypt; run the same version at both");
  }

  /** Notes that a plain node has answered a dial. */
  void onPlainAnswer(Link link) {
    hint(link, PLAIN_THERE);
  }

  /** Notes why a dial is not answered, unless something authentic says more. */
  private static void hint(Link link, String reason) {
    SecureDial dial = link.secureDial();
    if (dial == null || dial.other == null) {
      link.opening().refusalReason = reason;
    }
  }

  private @Nullable Link dialing(byte[] datagram) {
    Link link = links.byConnectionId(SecureDatagrams.connectionId(datagram));
    return link != null && link.state == Link.State.DIALING ? link : null;
  }

  private boolean isSource(Link link, SecureDial dial, PeerAddress from) {
    return from.equals(link.remote) || dial.takesAnySource(patienceNanos, context.nowNanos());
  }

  /** What reading an answer has shown; null parts if it is not authentic. */
  private record Read(@Nullable Answered answered, @Nullable AnswerPayload payload) {
    static final Read NOTHING = new Read(null, null);
  }

  /** Handles an answer. Reading it takes a while, so that happens on another thread. */
  void onAnswer(PeerAddress from, byte[] datagram) {
    Link link = dialing(datagram);
    SecureDial dial = link == null ? null : link.secureDial();
    if (link == null || dial == null || !isSource(link, dial, from) || !dial.startReading()) {
      context.dropped(DropReason.UNEXPECTED_HANDSHAKE);
      return;
    }
    byte[] message2 = SecureDatagrams.tail(datagram, SecureDatagrams.MESSAGE_OFFSET);
    context.offload(() -> read(dial, message2), result -> onRead(link, dial, result));
  }

  private static Read read(SecureDial dial, byte[] message2) {
    try {
      Answered answered = dial.handshake.read(message2);
      return new Read(answered, AnswerPayload.of(answered.payload()));
    } catch (BadHandshakeException e) {
      return Read.NOTHING;
    }
  }

  private void onRead(Link link, SecureDial dial, Read result) {
    dial.endReading();
    if (link.removed || link.state != Link.State.DIALING || dial.held != null) {
      return;
    }
    if (result.answered == null || result.payload == null) {
      context.dropped(DropReason.BAD_HANDSHAKE);
      return;
    }
    onAuthentic(link, dial, result.answered, result.payload);
  }

  private void onAuthentic(Link link, SecureDial dial, Answered answered, AnswerPayload payload) {
    PeerId peer = new PeerId(answered.peerKey());
    link.remoteConnectionId = payload.connectionId();
    link.takeUpTo(payload.datagramBytes());
    if (!isWanted(link, peer, answered, payload)) {
      return;
    }
    dial.peer = peer;
    if (peer.compareTo(node.id) < 0 && halfOpen.at(link.remote) != null) {
      // Both ends dial each other, and the dial of the lower id has precedence.
      dial.held =
          () -> {
            // It was asked for again, or linked, while it waited.
            if (isWanted(link, peer, answered, payload)) {
              askHolder(link, dial, answered, payload);
            } else {
              resume(link, dial);
            }
          };
      link.cancelTimer();
      link.startTimer(context, settings.connectRetry(), "init", repeat);
    } else {
      askHolder(link, dial, answered, payload);
    }
  }

  /** Another node may have the same id as the dialed one, or that one has started again. */
  private void askHolder(Link link, SecureDial dial, Answered answered, AnswerPayload payload) {
    PeerId peer = new PeerId(answered.peerKey());
    Link holder = links.byPeer(peer);
    if (!sameId.mustAsk(holder, payload.instance())) {
      bringUp(link, dial, answered, payload, null);
      return;
    }
    // No other answer is read, and the timer does not run, until this is decided.
    dial.held = () -> {};
    link.cancelTimer();
    sameId.ask(
        holder,
        answering -> {
          if (link.removed) {
            return;
          }
          if (isWanted(link, peer, answered, payload)) {
            bringUp(link, dial, answered, payload, answering);
          } else {
            resume(link, dial);
          }
        });
  }

  /** Another id was asked for in the meantime: the dial goes on, if it has not ended. */
  private void resume(Link link, SecureDial dial) {
    if (!link.removed) {
      dial.held = null;
      dial.peer = null;
      scheduleNext(link);
    }
  }

  /** Whether a dial that was answered is to come up; ends it if not. */
  private boolean isWanted(Link link, PeerId peer, Answered answered, AnswerPayload payload) {
    Link holder = links.byPeer(peer);
    PeerId expected = link.opening().expected;
    SecureDial dial = link.secureDial();
    if (peer.equals(node.id)) {
      onOwnId(link, answered, payload);
    } else if (expected != null && !expected.equals(peer) && dial != null) {
      // Not at once: somebody may be faster than the node that is expected, and answer as itself.
      dial.other = answered;
      link.opening().refusalReason = otherId(expected, peer);
    } else if (!events.mayAccept(peer)) {
      giveUp(link, answered, SecureNode.NOT_ACCEPTED);
      boolean isDiscouraged = events.refusal(peer).discouragement().isPresent();
      events.notAccepted(
          link.address,
          peer,
          "this node accepts no link with node "
              + peer.hex()
              + (isDiscouraged ? " for a while; see gossip.spam.use" : ALLOW_IT));
    } else if (holder != null && isAlive(holder, payload.instance())) {
      giveUp(link, answered, SecureNode.LINKED_ALREADY);
      events.sameNode(link.address, holder);
    } else {
      return true;
    }
    return false;
  }

  private boolean isAlive(Link holder, long instance) {
    SecureSession session = holder.session;
    return session != null && session.peerInstance == instance && !liveness.isSilent(holder);
  }

  static String otherId(@Nullable PeerId expected, @Nullable PeerId found) {
    return "the node there has "
        + (found == null ? "another id" : "the id " + found.hex())
        + ", not "
        + (expected == null ? "the expected one" : expected.hex())
        + "; correct the address or the id, or leave the id out";
  }

  /** This node itself, or another with a copy of its key. */
  private void onOwnId(Link link, Answered answered, AnswerPayload payload) {
    if (payload.instance() == node.instance) {
      // Not at once: somebody may send the datagrams of this node back, faster than it is answered.
      link.opening().isSelfDialed = true;
      return;
    }
    giveUp(link, answered, SecureNode.NOT_ACCEPTED);
    events.refused(link.address, SecureIds.COPIED_KEY);
  }

  /** Ends a dial and says why to the other end. */
  private void giveUp(Link link, Answered answered, byte reason) {
    finishes.send(link, answered.finish(node.finishPayload(reason)).message3());
    links.remove(link);
  }

  /**
   * @param answering see {@link SameIdLinks#ask}
   */
  private void bringUp(
      Link link,
      SecureDial dial,
      Answered answered,
      AnswerPayload payload,
      @Nullable Link answering) {
    Finish finish = answered.finish(node.finishPayload(SecureNode.NO_REASON));
    long now = context.nowNanos();
    PeerId peer = new PeerId(answered.peerKey());
    SecureSession session =
        new SecureSession(
            node.startSession(link, finish.keys(), true, payload.cipher(), now),
            payload.instance(),
            finish.message3(),
            now - dial.initSentNanos,
            now);
    Link holder = links.byPeer(peer);
    finishes.send(link, finish.message3());
    link.session = session;
    session.answeringHolder = answering;
    if (holder != null && sameId.isRefused(holder, session, link.remote)) {
      transitions.abandon(
          link, CloseReason.Kind.REFUSED, SameIdLinks.COPY, DropReason.UNWANTED_NODE);
      return;
    }
    if (holder != null) {
      sameId.replace(holder, session, link.remote);
    }
    session.answeringHolder = null;
    transitions.bringUp(link, peer, liveness);
    finishes.repeat(link, session);
  }
}
