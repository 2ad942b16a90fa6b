package dev.gossip.udp.secure;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.link.LinkParts;
import dev.gossip.udp.link.LinkTransitions;
import dev.gossip.udp.link.PacketSender;
import dev.gossip.udp.noise.BadHandshakeException;
import dev.gossip.udp.noise.Cookies;
import dev.gossip.udp.noise.StaticKey;
import dev.gossip.udp.noise.XxAcceptor;
import dev.gossip.udp.secure.HandshakeBudget.Request;
import dev.gossip.udp.secure.SecureAcceptor.Result;
import dev.gossip.udp.session.SecureAccept;
import dev.gossip.udp.table.HalfOpenLinks;
import dev.gossip.udp.table.Link;
import dev.gossip.udp.table.LinkTable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Answers inits. A stranger gets a cookie, for which nothing is stored. Only who sends it back, and
 * so receives at its address, causes a key agreement and an answer: one for each cookie.
 */
final class SecureInits {
  /** Between two looks at the requests that wait: that many agreements are due in this time. */
  private static final Duration BUDGET_INTERVAL = Duration.ofMillis(5);

  /**
   * Handshakes of one address at a time. More than one, since inits of earlier dials, late or held
   * back by somebody, may arrive while the next dial is under way.
   */
  private static final int MAX_PER_ADDRESS = 4;

  /**
   * Answers that are calculated at the same time. The threads that do it also verify signatures,
   * first come first served; so each such check waits for at most about 4 ms of answers.
   */
  private static final int MAX_CALCULATING = 8;

  private final TransportContext context;
  private final LinkTable links;
  private final HalfOpenLinks halfOpen;
  private final PacketSender sender;
  private final LinkTransitions transitions;
  private final SecureNode node;
  private final SecureReplies replies;
  private final Cookies cookies;
  private final SpentCookies spent = new SpentCookies();
  private final HandshakeBudget budget;
  private boolean isNextScheduled;
  private boolean isServing;
  private int calculating;

  SecureInits(LinkParts parts, SecureNode node, SecureReplies replies) {
    this.context = parts.context();
    this.links = parts.links();
    this.halfOpen = parts.halfOpen();
    this.sender = parts.sender();
    this.transitions = parts.transitions();
    this.node = node;
    this.replies = replies;
    this.cookies = new Cookies(context.random(), context.nowNanos());
    this.budget = new HandshakeBudget(parts.settings().connectTimeout(), context.nowNanos());
  }

  void onInit(PeerAddress from, byte[] init) {
    long connectionId = ByteBuffer.wrap(init).getLong(SecureDatagrams.INIT_CONNECTION_ID_OFFSET);
    if (connectionId == 0) {
      context.dropped(DropReason.MALFORMED_DATAGRAM);
    } else if (init[4] != SecureDatagrams.SUITE
        || init[5] != SecureDatagrams.PATTERN
        || init[6] != SecureDatagrams.PART) {
      context.dropped(DropReason.OTHER_VERSION);
      replies.refuse(from, connectionId, SecureDatagrams.UNKNOWN_SUITE);
    } else if (!cookies.isValid(from, init, context.nowNanos())) {
      // Also for a wrong cookie: a dialer with a forged one would otherwise never get further.
      byte[] blank = init.clone();
      Arrays.fill(
          blank,
          SecureDatagrams.COOKIE_OFFSET,
          SecureDatagrams.COOKIE_OFFSET + SecureDatagrams.COOKIE_BYTES,
          (byte) 0);
      replies.retry(from, connectionId, cookies.cookie(from, blank, context.nowNanos()));
    } else if (!StaticKey.isValidPublicKey(
        SecureDatagrams.tail(init, SecureDatagrams.EPHEMERAL_OFFSET))) {
      // Before it costs anything.
      context.dropped(DropReason.BAD_HANDSHAKE);
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
      // It may have the cookie of the next secret, which is not to pay for another agreement.
      spent.add(init);
      sendAnswer(repeated, known);
    } else if (spent.contains(init)) {
      // A dialer that has lost its half-open link dials again, with another key.
      context.dropped(DropReason.UNEXPECTED_HANDSHAKE);
    } else {
      switch (budget.request(from, init, context.nowNanos())) {
        case NOW -> accept(from, init);
        case LATER -> scheduleNext();
        case NEVER -> context.dropped(DropReason.HANDSHAKE_LIMIT);
      }
      countGivenUp();
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
    if (!isNextScheduled) {
      isNextScheduled = true;
      context.schedule(BUDGET_INTERVAL, "handshake budget", this::serveWaiting);
    }
  }

  private void serveWaiting() {
    isNextScheduled = false;
    serve();
    if (budget.isWaiting()) {
      scheduleNext();
    }
  }

  private void serve() {
    if (isServing) {
      // Without other threads, an answer is calculated at once, and comes back here.
      return;
    }
    isServing = true;
    try {
      for (Request next = budget.next(context.nowNanos());
          next != null;
          next = budget.next(context.nowNanos())) {
        accept(next.from(), next.init());
      }
    } finally {
      isServing = false;
    }
    countGivenUp();
  }

  /** Counts the inits that waited until another one took their place, or for too long. */
  private void countGivenUp() {
    for (int left = budget.takeGivenUp(); left > 0; left--) {
      context.dropped(DropReason.HANDSHAKE_LIMIT);
    }
  }

  private void accept(PeerAddress from, byte[] init) {
    if (repeatedBy(from, init) != null
        || spent.contains(init)
        || !cookies.isValid(from, init, context.nowNanos())) {
      // While it waited, it came again and was served, or its cookie has become too old.
      context.dropped(DropReason.UNEXPECTED_HANDSHAKE);
      return;
    }
    if (!makesRoomAt(from) || !spent.add(init)) {
      context.dropped(DropReason.HANDSHAKE_LIMIT);
      return;
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

  /**
   * Ends the oldest half-open link of an address if it has as many as it may. An honest dialer has
   * given that dial up first. Somebody who has held inits back needs four of them to displace a
   * link, since each can be used once; one would do if the youngest went.
   */
  private boolean makesRoomAt(PeerAddress from) {
    if (halfOpen.all(from).size() < MAX_PER_ADDRESS) {
      return true;
    }
    Link oldest = halfOpen.oldestIdle(from);
    if (oldest != null) {
      links.remove(oldest);
    }
    return oldest != null;
  }

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
      context.dropped(DropReason.UNEXPECTED_HANDSHAKE);
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
    byte[] answer = accept.takeAnswer(context.nowNanos());
    if (answer != null) {
      sender.send(link.remote, answer);
    } else {
      context.dropped(DropReason.UNEXPECTED_HANDSHAKE);
    }
  }
}
