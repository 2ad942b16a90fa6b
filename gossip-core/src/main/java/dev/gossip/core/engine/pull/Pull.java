package dev.gossip.core.engine.pull;

import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.core.engine.peer.PeerState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One large message that was announced to this node, and the peers that announced it. */
final class Pull {

  /** How far the request to a peer is. */
  enum Stage {
    /** Not requested from this peer. */
    WAITING,
    /** Requested. Another peer may have been asked since. */
    ASKED
  }

  /** A peer that announced the message and has not sent it. */
  static final class Announcer {
    final PeerState peer;
    final Pull pull;
    final int frameBytes;
    final long announcedNanos;
    Stage stage = Stage.WAITING;
    int requests;
    long askedNanos;
    long transferNanos;
    long repeatAtNanos;
    // What had arrived on its link at the first and at the latest request.
    long partBytesThen;
    long datagramsThen;

    Announcer(PeerState peer, Pull pull, int frameBytes, long announcedNanos) {
      this.peer = peer;
      this.pull = pull;
      this.frameBytes = frameBytes;
      this.announcedNanos = announcedNanos;
    }

    /** Until when the message can be requested: later, the peer would not send it. */
    long forgottenAtNanos() {
      return announcedNanos + PullTimes.ASK_WITHIN_NANOS;
    }

    boolean mayBeAsked(long now) {
      return stage == Stage.WAITING && forgottenAtNanos() - now > 0;
    }

    /** When another peer is asked, if there is one. */
    long expectedByNanos() {
      return askedNanos + transferNanos;
    }

    /** When the peer is reported. */
    long brokenAtNanos() {
      return askedNanos + PullTimes.BROKEN_PROMISE_AFTER * transferNanos;
    }

    /** What to report then; null if the peer was not heard any more, since it may have crashed. */
    @Nullable Misbehaviour fault() {
      LinkStats stats = peer.stats();
      if ((stats.partBytes() - partBytesThen) * PullTimes.SLOW_SHARE >= frameBytes) {
        return Misbehaviour.SLOW;
      }
      return stats.isHeardSince(datagramsThen) ? Misbehaviour.BROKEN_PROMISE : null;
    }
  }

  final MessageId id;

  /** In the order of their announcements. */
  final Map<PeerState, Announcer> announcers = new LinkedHashMap<>();

  /** The peer that was asked last; null if there is none, or it is not awaited. */
  @Nullable Announcer current;

  /** Whether a copy has arrived whose checks may take until {@link #checkedByNanos}. */
  boolean isBeingChecked;

  long checkedByNanos;
  @Nullable TimerHandle timer;

  Pull(MessageId id) {
    this.id = id;
  }

  /** How long until there is something to do; {@code Long.MAX_VALUE} if an event comes first. */
  long nextNanos(long now) {
    long wait = Long.MAX_VALUE;
    boolean othersWait = false;
    for (Announcer announcer : announcers.values()) {
      if (announcer.stage == Stage.ASKED) {
        wait = Math.min(wait, announcer.brokenAtNanos() - now);
      } else {
        othersWait = true;
        wait = Math.min(wait, announcer.forgottenAtNanos() - now);
      }
    }
    if (isBeingChecked) {
      return Math.max(0, Math.min(wait, checkedByNanos - now));
    }
    if (current != null) {
      if (current.requests < PullTimes.TRIES) {
        wait = Math.min(wait, current.repeatAtNanos - now);
      }
      long expected = current.expectedByNanos() - now;
      // Past that time the next peer is asked as soon as its other requests leave room.
      if (othersWait && expected > 0) {
        wait = Math.min(wait, expected);
      }
    }
    return wait == Long.MAX_VALUE ? wait : Math.max(0, wait);
  }
}
