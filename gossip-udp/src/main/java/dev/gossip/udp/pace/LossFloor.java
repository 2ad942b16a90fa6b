package dev.gossip.udp.pace;

/**
 * Distinguishes the loss that the sending itself causes from the floor, the loss of the path while
 * its queues are empty, as on radio links. Not thread-safe.
 */
final class LossFloor {
  /** Fewer outcomes are kept for the next round trip: their loss share is mostly chance. */
  static final int LEAST_OUTCOMES = 32;

  /** So little loss costs less than a reduction would: 0.7 of the window. */
  private static final double MARGIN = 0.02;

  private static final double LEAST_FLOOR_OF_MARGIN = 0.01;

  /** One round trip in 700 is further from the mean by chance. */
  private static final double DEVIATIONS = 3;

  private static final double LEARN = 1.0 / 8;

  /** Slower, because it may be our own loss. */
  private static final double LEARN_UP_NEAR_LOSS = 1.0 / 64;

  /** Paths with more random loss are hardly used; more loss than this is always a reason. */
  private static final double MOST = 0.4;

  /** Two reductions halve the window. Loss that is the same after them has another cause. */
  private static final int REDUCTIONS = 2;

  /** Of a loss up to 0.7 that we cause, less than this share is left after two reductions. */
  private static final double SAME = 0.65;

  private int acked;
  private int lost;
  private double floor;
  private boolean isKnown;
  private int highRounds;
  private double firstHigh;

  LossFloor() {}

  /** Begins with outcomes. */
  LossFloor(int acked, int lost) {
    this.acked = acked;
    this.lost = lost;
  }

  /** Goes on after a rest. */
  LossFloor(RestingWindow before) {
    isKnown = before.lossFloor() >= 0;
    floor = Math.max(0, before.lossFloor());
  }

  void onAcked() {
    acked++;
  }

  void onLost() {
    lost++;
  }

  /** Forgets the outcomes so far, because the window changed. */
  void restart() {
    acked = 0;
    lost = 0;
  }

  /**
   * Ends a round trip.
   *
   * @param isPathIdle whether the path had no queue, or no less can be sent: the floor is learned
   * @param isNearLoss whether the window is about where loss was high before: the floor hardly
   *     rises, because this loss may be our own
   * @return whether the loss is above the floor by more than chance
   */
  boolean isHigh(boolean isPathIdle, boolean isNearLoss) {
    int outcomes = acked + lost;
    if (outcomes < LEAST_OUTCOMES) {
      return false;
    }
    double loss = (double) lost / outcomes;
    restart();
    if (isPathIdle && !isKnown) {
      isKnown = true;
      floor = Math.min(MOST, loss);
      return false;
    }
    if (loss > floor + margin(outcomes)) {
      return !isPathIdle || !isSameAfterReductions(loss);
    }
    // By chance, a round trip of the same loss may be just below the limit.
    if (loss < SAME * firstHigh) {
      highRounds = 0;
    }
    if (isPathIdle) {
      double learn = isNearLoss && loss > floor ? LEARN_UP_NEAR_LOSS : LEARN;
      floor = Math.min(MOST, floor + (loss - floor) * learn);
    }
    return false;
  }

  private boolean isSameAfterReductions(double loss) {
    if (highRounds == 0) {
      firstHigh = loss;
    }
    if (highRounds++ < REDUCTIONS || loss < SAME * firstHigh || loss > MOST + MARGIN) {
      return false;
    }
    highRounds = 0;
    floor = Math.min(MOST, loss);
    return true;
  }

  /** What chance explains among so many, and a little. */
  private double margin(int outcomes) {
    double share = Math.max(floor, LEAST_FLOOR_OF_MARGIN);
    return MARGIN + DEVIATIONS * Math.sqrt(share * (1 - share) / outcomes);
  }

  double floor() {
    return floor;
  }

  /** The floor if it has been learned; else -1. */
  double knownFloor() {
    return isKnown ? floor : -1;
  }
}
