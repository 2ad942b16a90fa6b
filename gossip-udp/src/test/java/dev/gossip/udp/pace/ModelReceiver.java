package dev.gossip.udp.pace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;

/** Acknowledges as links do: at 8 datagrams, at a newly noticed gap, or after a time. */
final class ModelReceiver {
  static final long ACK_DELAY_NANOS = 100_000_000;
  private static final int DATAGRAMS_OF_ACK = 8;
  private static final int MAX_RUNS = 65;
  private static final int SOCKET_BUFFER_DATAGRAMS = 1_800;

  /**
   * An acknowledgement.
   *
   * @param runs from {@code highest} downwards: arrived, missing, arrived and so on
   */
  record Ack(long highest, long delayNanos, List<Integer> runs) {}

  private final PathModel model;
  private final ModelSender sender;
  private final BitSet numbers = new BitSet();
  private final Queue<Long> socketBuffer = new ArrayDeque<>();
  private int highest;
  private long highestNanos;
  private int notAcked;
  private boolean isTimerSet;
  private boolean isPaused;
  private long arrived;

  ModelReceiver(PathModel model, ModelSender sender) {
    this.model = model;
    this.sender = sender;
  }

  void startMeasuring() {
    arrived = 0;
  }

  long arrived() {
    return arrived;
  }

  /** Reads what has arrived after a random time up to this one, as a busy thread does. */
  void readLate(long maxNanos) {
    isPaused = true;
    model.schedule(
        model.randomNanos(maxNanos),
        () -> {
          resume();
          readLate(maxNanos);
        });
  }

  /** Reads nothing until {@link #resume}. */
  void pause() {
    isPaused = true;
  }

  void resume() {
    isPaused = false;
    while (!socketBuffer.isEmpty()) {
      onDatagram(socketBuffer.remove());
    }
  }

  void onDatagram(long number) {
    if (isPaused) {
      if (socketBuffer.size() < SOCKET_BUFFER_DATAGRAMS) {
        socketBuffer.add(number);
      }
      return;
    }
    arrived++;
    numbers.set((int) number);
    boolean isGap = number > highest + 1;
    if (number > highest) {
      highest = (int) number;
      highestNanos = model.nowNanos();
    }
    notAcked++;
    if (notAcked >= DATAGRAMS_OF_ACK || isGap) {
      acknowledge();
    } else if (!isTimerSet) {
      isTimerSet = true;
      model.schedule(ACK_DELAY_NANOS, this::onTimer);
    }
  }

  private void onTimer() {
    isTimerSet = false;
    if (notAcked > 0 && !isPaused) {
      acknowledge();
    }
  }

  private void acknowledge() {
    notAcked = 0;
    List<Integer> runs = new ArrayList<>();
    int number = highest;
    while (number > 0 && runs.size() < MAX_RUNS) {
      boolean isArrived = runs.size() % 2 == 0;
      int below = isArrived ? numbers.previousClearBit(number) : numbers.previousSetBit(number);
      below = Math.max(0, below);
      runs.add(number - below);
      number = below;
    }
    Ack ack = new Ack(highest, model.nowNanos() - highestNanos, runs);
    model.transmitBack(() -> sender.onAck(ack));
  }
}
