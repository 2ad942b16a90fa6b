package dev.gossip.udp.link;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.link.HandshakeBudget.Request;
import dev.gossip.udp.link.SecureNode.FinishPayload;
import dev.gossip.udp.noise.BadHandshakeException;
import dev.gossip.udp.noise.Cookies;
import dev.gossip.udp.noise.Session;
import dev.gossip.udp.noise.StaticKey;
import dev.gossip.udp.noise.XxAcceptor;
import dev.gossip.udp.noise.XxAcceptor.Finished;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The accepting end of secure links. A stranger gets a cookie, for which nothing is stored. Only
 * who sends it back, and so receives at its address, causes a key agreement and an answer.
 */
final class SecureAcceptor {
  /** Between two looks at the requests that wait: that many agreements are due in this time. */
  private static final Duration BUDGET_INTERVAL = Duration.ofMillis(5);

  /**
   * Handshakes of one address at a time. More than one, since anyone who sees the datagrams may
   * repeat the init of an earlier dial while the next is under way.
   */
  private static final int MAX_PER_ADDRESS = 4;

  /**
   * Answers that are calculated at the same time. The threads that do it also verify signatures,
   * first come first served; so each such check waits for at most about 4 ms of answers.
   */
  private static final int MAX_CALCULATING = 8;

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
  private final SecureReplies replies;
  private final Cookies cookies;
  private final HandshakeBudget budget;
  // Handles datagrams that overtook the finish: link and datagram.
  private final BiConsumer<Link, byte[]> early;
  private boolean isServing;
  private int calculating;

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
    this.halfOpen = parts.halfOpen();
    this.sender = parts.sender();
    this.liveness = parts.liveness();
    this.transitions = parts.transitions();
    this.node = node;
    this.sameId = sameId;
    this.replies = replies;
    this.early = early;
    this.cookies = new Cookies(context.random(), context.nowNanos());
    this.budget = new HandshakeBudget(context.nowNanos());
  }

  // ---- init ----------------------------------------------------------------------------------

  void onInit(PeerAddress from, byte[] init) {
    long connectionId = ByteBuffer.wrap(init).getLong(SecureDatagrams.INIT_CONNECTION_ID_OFFSET);
    if (connectionId == 0) {
      context.dropped(DropReason.MALFORMED_DATAGRAM);
    } else if (init[4] != SecureDatagrams.SUITE
        || init[5] != SecureDatagrams.PATTERN
        || init[6] != SecureDatagrams.PART) {
      context.dropped(DropReason.OTHER_VERSION);
      replies.refuse(from, connectionId, SecureReplies.UNKNOWN_SUITE);
    } else if (!cookies.isValid(from, init, context.nowNanos())) {
      // Also for a wrong cookie: a dialer with a forged one would otherwise never get further.
      byte[] blank = init.clone();
      Arrays.fill(
          blank,
          SecureDatagrams.COOKIE_OFFSET,
          SecureDatagrams.COOKIE_OFFSET + SecureDatagrams.COOKIE_BYTES,
          (byte) 0);
      replies.retry(from, connectionId, cookies.cookie(from, blank, context.nowNanos()));
    } else {
      onProvenInit(from, connectionId, init);
    }
  }

  private void onProvenInit(PeerAddress from, long connectionId, byte[] init) {
    Link current = links.current(from);
    Link repeated = repeatedBy(from, init);
    SecureAccept known = repeated == null ? null : repeated.secureAccept();
    if (current != null
        && current.state == Link.State.UP
        && current.remoteConnectionId == connectionId) {
      // A repeated init of the handshake that this link came from.
      context.dropped(DropReason.UNEXPECTED_HANDSHAKE);
    } else if (repeated != null && known != null) {
      sendAnswer(repeated, known);
    } else {
      switch (budget.request(from, init, context.nowNanos())) {
        case NOW -> accept(from, init);
        case LATER -> scheduleNext();
        case NEVER -> context.dropped(DropReason.HANDSHAKE_LIMIT);
      }
    }
  }

  /** The half-open link whose init comes again; null if there is none. */
  private @Nullable Link repeatedBy(PeerAddress from, byte[] init) {
    for (Link waiting : halfOpen.all(from)) {
      SecureAccept accept = waiting.secureAccept();
      if (accept != null && accept.isRepeatedBy(init)) {
        return waiting;
      }
    }
    return null;
  }

  private void scheduleNext() {
    if (!isServing) {
      isServing = true;
      context.schedule(BUDGET_INTERVAL, "handshake budget", this::serveWaiting);
    }
  }

  private void serveWaiting() {
    isServing = false;
    serve();
    if (budget.isWaiting()) {
      scheduleNext();
    }
  }

  private void serve() {
    for (Request next = budget.next(context.nowNanos());
        next != null;
        next = budget.next(context.nowNanos())) {
      accept(next.from(), next.init());
    }
  }

  private void accept(PeerAddress from, byte[] init) {
    if (repeatedBy(from, init) != null) {
      // It came again while it waited, and was served in the meantime.
      return;
    }
    if (halfOpen.all(from).size() == MAX_PER_ADDRESS) {
      links.remove(halfOpen.all(from).get(0));
    }
    Link link = transitions.addHalfOpen(from);
    link.remoteConnectionId =
        ByteBuffer.wrap(init).getLong(SecureDatagrams.INIT_CONNECTION_ID_OFFSET);
    SecureAccept accept = new SecureAccept(init, node.cipherFor(init));
    link.opening().secureAccept = accept;
    long connectionId = link.localConnectionId;
    byte[] ephemeral = node.ephemeralSecret();
    calculating++;
    budget.isPaused = calculating == MAX_CALCULATING;
    context.offload(
        () -> read(accept, ephemeral, init, connectionId),
        handshake -> {
          calculating--;
          budget.isPaused = false;
          onInitRead(link, accept, handshake.value());
          serve();
        });
  }

  /** A result that may be missing. */
  private record Result<T>(@Nullable T value) {}

  private Result<XxAcceptor> read(
      SecureAccept accept, byte[] ephemeral, byte[] init, long connectionId) {
    try {
      return new Result<>(node.accept(new StaticKey(ephemeral), init, connectionId, accept.cipher));
    } catch (BadHandshakeException e) {
      return new Result<>(null);
    }
  }

  private void onInitRead(Link link, SecureAccept accept, @Nullable XxAcceptor handshake) {
    if (link.removed) {
      return;
    }
    if (handshake == null) {
      context.dropped(DropReason.BAD_HANDSHAKE);
      links.remove(link);
      return;
    }
    accept.handshake = handshake;
    ByteBuffer answer = ByteBuffer.allocate(SecureDatagrams.ANSWER_BYTES);
    SecureDatagrams.putHead(answer, SecureDatagrams.ANSWER);
    accept.answer = answer.putLong(link.remoteConnectionId).put(handshake.message2()).array();
    accept.answeredNanos = context.nowNanos();
    sendAnswer(link, accept);
  }

  private void sendAnswer(Link link, SecureAccept accept) {
    if (accept.answer != null) {
      sender.send(link.remote, accept.answer);
    }
  }

  // ---- finish --------------------------------------------------------------------------------

  void onFinish(PeerAddress from, byte[] datagram) {
    Link link = links.byConnectionId(SecureDatagrams.connectionId(datagram));
    if (link != null && link.session != null && !link.session.isDialer) {
      // The dialer has heard nothing yet: any authentic datagram ends the repetition.
      if (link.remote.equals(from)) {
        sender.sendToken(link, PacketType.PONG, 0, link.remote);
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
        () -> read(handshake, message3), result -> onFinishRead(link, accept, result.value()));
  }

  private static Result<Finished> read(XxAcceptor handshake, byte[] message3) {
    try {
      return new Result<>(handshake.read(message3));
    } catch (BadHandshakeException e) {
      return new Result<>(null);
    }
  }

  private void onFinishRead(Link link, SecureAccept accept, @Nullable Finished finished) {
    accept.endReading();
    if (link.removed || link.session != null || accept.isHeld) {
      return;
    }
    FinishPayload payload = finished == null ? null : FinishPayload.of(finished.payload());
    if (finished == null || payload == null) {
      context.dropped(DropReason.BAD_HANDSHAKE);
      return;
    }
    PeerId peer = new PeerId(finished.peerKey());
    Link other = links.current(link.remote);
    if (payload.reason() != SecureNode.NO_REASON) {
      onGivenUp(link, peer, payload.reason());
    } else if (other == null || other.session == null || peer.equals(other.peer)) {
      comeUp(link, accept, finished, payload, false);
    } else if (accept.startReading()) {
      // Another node has come to the address of a link, or somebody in between uses it.
      accept.isHeld = true;
      liveness.probe(
          other,
          other.session,
          isThere -> {
            if (!link.removed) {
              comeUp(link, accept, finished, payload, isThere);
            }
          });
    }
  }

  private void comeUp(
      Link link,
      SecureAccept accept,
      Finished finished,
      FinishPayload payload,
      boolean isAddressTaken) {
    PeerId peer = new PeerId(finished.peerKey());
    long now = context.nowNanos();
    link.session =
        new SecureSession(
            new Session(finished.keys(), false, accept.cipher, node.rekeyLimits, now),
            payload.instance(),
            null,
            now - accept.answeredNanos,
            now);
    if (isAddressTaken) {
      refuse(link, "another node is linked under its address");
      return;
    }
    confirm(link, peer, link.session);
    for (byte[] datagram : accept.early()) {
      if (!link.removed) {
        early.accept(link, datagram);
      }
    }
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
          "node "
              + peer.hex()
              + " accepts no link with this node; see the message of that node");
    }
  }

  /** Decides about a link whose other end has proved its id. */
  private void confirm(Link link, PeerId peer, SecureSession session) {
    Link holder = links.byPeer(peer);
    Link dialing = links.current(link.remote);
    if (peer.equals(node.id)) {
      if (session.peerInstance != node.instance) {
        events.refused(link.address, SecureIds.COPIED_KEY);
      }
      refuse(link, SecureIds.COPIED_KEY);
    } else if (!events.mayAccept(peer)) {
      refuse(link, "no link is accepted with the id " + peer.hex());
    } else if (holder != null && sameId.isRefused(holder, session, link.remote)) {
      refuse(link, SameIdLinks.COPY);
    } else if (holder != null && hasPrecedence(holder, peer, session)) {
      transitions.abandon(
          link,
          CloseReason.Kind.ENDED,
          LinkTransitions.LINKED_ELSEWHERE,
          DropReason.LINKED_ELSEWHERE);
    } else if (holder == null && !transitions.makesRoomFor(link)) {
      transitions.abandon(
          link, CloseReason.Kind.REFUSED, LinkTransitions.NO_ROOM, DropReason.TOO_MANY_LINKS);
    } else {
      takeOverDial(link, peer, dialing);
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
   * would not have finished its dial if it still had the old link.
   */
  private boolean hasPrecedence(Link holder, PeerId peer, SecureSession session) {
    SecureSession old = holder.session;
    return old != null
        && old.isDialer
        && old.peerInstance == session.peerInstance
        && node.id.compareTo(peer) < 0
        && context.nowNanos() - old.upNanos < 2 * settings.connectTimeout().toNanos();
  }

  /** The dial of this node to the same address ends, since the link is there. */
  private void takeOverDial(Link link, PeerId peer, @Nullable Link dialing) {
    if (dialing == null || dialing.state != Link.State.DIALING) {
      return;
    }
    links.remove(dialing);
    PeerId expected = dialing.opening().expected;
    if (expected == null || expected.equals(peer)) {
      link.dialed = true;
    } else {
      events.refused(dialing.address, SecureDialer.otherId(expected, peer));
    }
  }
}
