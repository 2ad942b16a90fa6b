package dev.gossip.repair;

import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.relay.RelayContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is remembered of one peer that is up and has this strategy. */
final class RepairLink {
  private static final long KEY_HALF_NANOS = Duration.ofMinutes(10).toNanos();

  /** Longer than a peer waits before it asks again; a guess. */
  private static final Duration ANSWER_KEPT = Duration.ofSeconds(10);

  /** How often the peer is notified that it lacks something, unless it asks; a guess. */
  static final int NUDGES = 2;

  /** Longer than a round trip, and than a peer that has just compared needs; a guess. */
  private static final Duration NUDGE_AGAIN = Duration.ofSeconds(1);

  final Peer peer;
  final Outbox outbox;
  final KnownShortIds known = new KnownShortIds();
  final RefusedThere refused;

  /** The comparison that this node has started; null if none is in progress. */
  @Nullable Comparison comparison;

  /** The comparison that the peer has started last; null if it is over. */
  @Nullable Answer answer;

  /** The number of that comparison. */
  int answerRound;

  /** The number of the last comparison that was not answered, since the peer starts too many. */
  int deniedRound;

  private @Nullable TimerHandle answerEnd;

  /** Starts the next comparison. */
  @Nullable TimerHandle due;

  Duration interval = Comparisons.MIN_INTERVAL;
  int rounds;

  /** Whether the peer has said that this node lacks something, since the last comparison. */
  boolean isNudged;

  /** Whether the next comparison is to find what this node lacks. */
  boolean isLacking;

  private boolean wasUnfinished;

  private @Nullable TimerHandle nudgeAgain;

  private final RelayContext context;
  private long keyHalf;
  private long keyHalfEndNanos;

  RepairLink(RelayContext context, Peer peer, Outbox outbox) {
    this.context = context;
    this.peer = peer;
    this.outbox = outbox;
    this.refused = new RefusedThere(context);
    replaceKeyHalf();
  }

  PeerId id() {
    return peer.id();
  }

  /** This node's half of the key for a comparison that starts now. */
  long currentKeyHalf() {
    if (context.nowNanos() - keyHalfEndNanos >= 0) {
      replaceKeyHalf();
    }
    return keyHalf;
  }

  /** Messages with the same short id have different ones under the next key. */
  void replaceKeyHalf() {
    keyHalf = context.random().nextLong();
    keyHalfEndNanos = context.nowNanos() + KEY_HALF_NANOS;
  }

  /** The peer has started a comparison; the one before is over. */
  void begin(Answer begun) {
    // Its set would stay in memory if the peer asks for nothing in the new one.
    dropAnswer();
    answer = begun;
    answerRound = begun.round();
  }

  /** Keeps an answer, which takes memory, while the peer asks, and no longer than it may. */
  void keepAnswer(Answer kept) {
    cancelAnswerEnd();
    Duration left = kept.left();
    answerEnd =
        context.schedule(
            left.compareTo(ANSWER_KEPT) < 0 ? left : ANSWER_KEPT,
            "forget a comparison",
            () -> {
              answerEnd = null;
              dropAnswer();
            });
  }

  void dropAnswer() {
    cancelAnswerEnd();
    if (answer != null) {
      answer.end();
      answer = null;
    }
  }

  private void cancelAnswerEnd() {
    if (answerEnd != null) {
      answerEnd.cancel();
      answerEnd = null;
    }
  }

  /**
   * A comparison has ended.
   *
   * @param foundMissing whether the peer has named messages that this node lacks
   * @param isUnfinished whether there are others that it has not named; not a reason to hurry the
   *     second time
   */
  void onEnded(boolean foundMissing, boolean isUnfinished) {
    isLacking = foundMissing || (isUnfinished && !wasUnfinished);
    wasUnfinished = isUnfinished;
  }

  /** Notifies the peer that it lacks something, and again unless it asks: a frame may be lost. */
  void nudge() {
    stopNudging();
    nudge(NUDGES);
  }

  private void nudge(int times) {
    context.sendControl(id(), RepairCodec.NUDGE);
    if (times > 1) {
      nudgeAgain = context.schedule(NUDGE_AGAIN, "nudge again", () -> nudge(times - 1));
    } else {
      nudgeAgain = null;
    }
  }

  /** The peer has heard it, or is gone. */
  void stopNudging() {
    if (nudgeAgain != null) {
      nudgeAgain.cancel();
      nudgeAgain = null;
    }
  }

  void cancelDue() {
    if (due != null) {
      due.cancel();
      due = null;
    }
  }
}
