package dev.gossip.udp.pace;

import org.jspecify.annotations.Nullable;

/**
 * The losses of a window. Most links never have as many outcomes in a round trip as a {@link
 * LossFloor} needs, so only those that do have one. The base of the window, since a part of its own
 * would need as much memory as it saves. Not thread-safe.
 */
abstract class WindowLosses {
  private @Nullable LossFloor floor;
  // The outcomes while there is no floor. Fewer than LossFloor.LEAST_OUTCOMES.
  private byte fewAcked;
  private byte fewLost;

  WindowLosses() {}

  /** Goes on after a rest. */
  WindowLosses(RestingWindow before) {
    floor = before.lossFloor() < 0 ? null : new LossFloor(before);
  }

  final void countAcked() {
    if (floor == null) {
      fewAcked++;
      makeFloorIfMany();
    } else {
      floor.onAcked();
    }
  }

  final void countLost() {
    if (floor == null) {
      fewLost++;
      makeFloorIfMany();
    } else {
      floor.onLost();
    }
  }

  private void makeFloorIfMany() {
    if (fewAcked + fewLost >= LossFloor.LEAST_OUTCOMES) {
      floor = new LossFloor(fewAcked, fewLost);
    }
  }

  /** Forgets the outcomes so far, because the window changed. */
  final void restartLosses() {
    fewAcked = 0;
    fewLost = 0;
    if (floor != null) {
      floor.restart();
    }
  }

  /** Ends a round trip; see {@link LossFloor#isHigh}. */
  final boolean isLossHigh(boolean isPathIdle, boolean isNearLoss) {
    return floor != null && floor.isHigh(isPathIdle, isNearLoss);
  }

  /** The floor if it has been learned; else -1. */
  final double knownFloor() {
    return floor == null ? -1 : floor.knownFloor();
  }
}
