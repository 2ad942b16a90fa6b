package dev.gossip.core.engine.peer;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.membership.Candidate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What matters of a link only until its node is a peer, or is refused. Apart from {@link
 * PeerState}, since most links of a large simulation are at rest and need none of it.
 */
final class Opening {
  // An honest peer sends at most eight: one every 250 ms, and a reply to each of this node's. Four
  // times as many leave room for a network that duplicates datagrams.
  private static final int MAX_EXTRA_FRAMES_PER_SECOND = 32;
  private static final long SECOND_NANOS = 1_000_000_000;

  int hellosSent;

  /** What membership was asked, and has not answered yet; null if there is no question. */
  @Nullable Candidate candidate;

  /** Why membership has refused it, while its link is closed shortly; null if it has not. */
  @Nullable String refusal;

  /** Addresses that it named together with a refusal. */
  List<PeerAddress> otherAddresses = List.of();

  /** Repeats the HELLO; of a candidate, ends the wait for membership's answer. */
  @Nullable TimerHandle timer;

  private int extraFramesThisSecond;
  private long secondStartNanos;

  /**
   * Whether one more HELLO or refusal, or control frame of a candidate, may be decoded and
   * answered. Spam control cannot limit these, since it knows only peers.
   */
  boolean mayProcessExtraFrame(long nowNanos) {
    if (extraFramesThisSecond == 0 || nowNanos - secondStartNanos >= SECOND_NANOS) {
      secondStartNanos = nowNanos;
      extraFramesThisSecond = 0;
    }
    if (extraFramesThisSecond == MAX_EXTRA_FRAMES_PER_SECOND) {
      return false;
    }
    extraFramesThisSecond++;
    return true;
  }

  void stopTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
