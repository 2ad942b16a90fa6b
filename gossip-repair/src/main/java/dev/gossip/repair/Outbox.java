package dev.gossip.repair;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.BoundedMap;
import dev.gossip.api.relay.RelayContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * The messages that one peer has requested. They are sent as fast as the link takes them, and each
 * at most {@value #MAX_SENDS} times within a period.
 */
final class Outbox {
  /** As GossipSub's limit of retransmissions. */
  static final int MAX_SENDS = 3;

  /** The shortest time between two comparisons. */
  static final Duration PERIOD = Comparisons.MIN_INTERVAL;

  /** Twice what a peer may have resolved without having requested it. */
  static final int MAX_PROMISED = 2 * MissingMessages.MAX_PER_PEER;

  private static final int MAX_WAITING = 1_024;

  /** Time for the link to send what it has; a guess. */
  private static final Duration ROOM_RETRY = Duration.ofMillis(20);

  /** What surrounds a message in its frame, at most. */
  private static final int FRAME_OVERHEAD_BYTES = 64;

  private static final class Promise {
    private int sends;
    private long periodEndNanos;

    Promise(long nowNanos) {
      periodEndNanos = nowNanos;
    }
  }

  private final RelayContext context;
  private final PeerId peer;
  private final BiPredicate<PeerId, MessageId> mayReveal;
  // Promised last at the end.
  private final BoundedMap<MessageId, Promise> promised = new BoundedMap<>(MAX_PROMISED);
  private boolean hasForgotten;
  private final Tolerance excess = new Tolerance();
  // The shared empty set before the first request.
  private Set<MessageId> waiting = Collections.emptySet();
  private boolean isTimerSet;
  private boolean isClosed;

  Outbox(RelayContext context, PeerId peer, BiPredicate<PeerId, MessageId> mayReveal) {
    this.context = context;
    this.peer = peer;
    this.mayReveal = mayReveal;
  }

  /** The peer may request this message. */
  void promise(MessageId id) {
    Promise earlier = promised.remove(id);
    Promise promise = earlier == null ? new Promise(context.nowNanos()) : earlier;
    hasForgotten |= promised.put(id, promise) != null;
  }

  void onRequest(List<MessageId> ids) {
    List<MessageId> gone = new ArrayList<>();
    boolean isUnsolicited = false;
    for (MessageId id : ids) {
      if (waiting.contains(id)) {
        // Requested again because the link is slow.
        continue;
      }
      Promise promise = promised.get(id);
      if (promise == null) {
        // Whether this node has it must not show, so that the answer is the same for each id.
        isUnsolicited |= !hasForgotten || excess.isExceededBy(context.nowNanos());
        if (hasForgotten) {
          gone.add(id);
        }
      } else if (!mayBeSent(promise)) {
        isUnsolicited |= excess.isExceededBy(context.nowNanos());
      } else if (context.find(id).isEmpty() || !mayReveal.test(peer, id)) {
        gone.add(id);
      } else if (waiting.size() < MAX_WAITING) {
        promise.sends++;
        if (waiting.isEmpty()) {
          waiting = new LinkedHashSet<>();
        }
        waiting.add(id);
      }
    }
    if (isUnsolicited) {
      context.report(peer, Misbehaviour.UNSOLICITED);
    }
    sendGone(gone);
    send();
  }

  private void sendGone(List<MessageId> gone) {
    int perFrame = Math.max(1, RepairCodec.idsIn(context.maxControlBytes(peer)));
    for (int from = 0; from < gone.size(); from += perFrame) {
      List<MessageId> some = gone.subList(from, Math.min(gone.size(), from + perFrame));
      context.sendControl(peer, RepairCodec.gone(some));
    }
  }

  private boolean mayBeSent(Promise promise) {
    if (context.nowNanos() - promise.periodEndNanos >= 0) {
      promise.periodEndNanos = context.nowNanos() + PERIOD.toNanos();
      promise.sends = 0;
    }
    return promise.sends < MAX_SENDS;
  }

  /** Sends what there is room for, and the rest a little later. */
  void send() {
    long room = context.roomBytes(peer);
    while (!isClosed && !waiting.isEmpty()) {
      MessageId first = waiting.iterator().next();
      GossipMessage message = context.find(first).orElse(null);
      int bytes = message == null ? 0 : bytesNow(message);
      if (bytes > room) {
        retryLater();
        return;
      }
      waiting.remove(first);
      if (message != null && mayReveal.test(peer, message.id())) {
        room -= bytes;
        context.send(peer, message, ByteString.EMPTY);
      }
    }
  }

  private static int bytesNow(GossipMessage message) {
    int bytes = message.signedSize() + message.signature().size() + FRAME_OVERHEAD_BYTES;
    // A large message is only announced.
    return bytes > RelayContext.LARGE_FRAME_BYTES ? FRAME_OVERHEAD_BYTES : bytes;
  }

  private void retryLater() {
    if (!isTimerSet) {
      isTimerSet = true;
      context.schedule(
          ROOM_RETRY,
          "send requested messages",
          () -> {
            isTimerSet = false;
            send();
          });
    }
  }

  void close() {
    isClosed = true;
    waiting.clear();
  }
}
