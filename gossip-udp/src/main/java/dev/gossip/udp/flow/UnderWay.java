package dev.gossip.udp.flow;

import dev.gossip.udp.datagram.AcksCodec;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams of a link that wait for an acknowledgement, in the order of their numbers. A ring
 * that grows to the largest number of them at a time.
 */
final class UnderWay {

  /** More are not under way at a time; the window is smaller on all but the fastest paths. */
  static final int MAX_DATAGRAMS = 1 << 14;

  /** Most links seldom have more than one datagram under way. */
  private static final int FIRST_CAPACITY = 2;

  private static final @Nullable Cargo[] NO_CARGOS = {};

  /** A datagram counts as lost when three later ones were acknowledged (RFC 9002 section 6.1.1). */
  private static final int REORDERING = 3;

  /** What became of datagrams. */
  interface Outcomes {

    /**
     * A datagram was acknowledged.
     *
     * @param isHighest whether it has the highest number that the acknowledgement names
     */
    void onAcked(int bytes, long sentNanos, @Nullable Cargo cargo, boolean isHighest);

    /** A datagram counts as lost. */
    void onLost(long number, int bytes, long sentNanos, @Nullable Cargo cargo);
  }

  private long[] numbers = new long[FIRST_CAPACITY];
  private long[] sentNanos = new long[FIRST_CAPACITY];
  // 0 for one that was acknowledged or lost.
  private int[] bytes = new int[FIRST_CAPACITY];
  // Empty before the first one: frames are none.
  private @Nullable Cargo[] cargos = NO_CARGOS;
  private int head;
  private int size;
  private long highestAcked;

  boolean isEmpty() {
    return size == 0;
  }

  /** Whether it has had no more datagrams at a time than most links have. */
  boolean isSmall() {
    return numbers.length == FIRST_CAPACITY;
  }

  boolean isFull() {
    return size >= MAX_DATAGRAMS;
  }

  /** When the oldest one was sent; only if there is one. */
  long oldestSentNanos() {
    return sentNanos[head];
  }

  /**
   * Adds a datagram.
   *
   * @param number higher than those before
   */
  void add(long number, int size, long nowNanos, @Nullable Cargo cargo) {
    if (this.size == numbers.length) {
      grow();
    }
    int at = index(this.size++);
    numbers[at] = number;
    sentNanos[at] = nowNanos;
    bytes[at] = size;
    if (cargo != null) {
      if (cargos.length == 0) {
        cargos = new @Nullable Cargo[numbers.length];
      }
      cargos[at] = cargo;
    }
  }

  private @Nullable Cargo takeCargo(int at) {
    if (cargos.length == 0) {
      return null;
    }
    Cargo cargo = cargos[at];
    cargos[at] = null;
    return cargo;
  }

  private void grow() {
    int capacity = numbers.length;
    int from = head;
    long[] newNumbers = new long[2 * capacity];
    long[] newSent = new long[2 * capacity];
    int[] newBytes = new int[2 * capacity];
    @Nullable Cargo[] newCargos =
        cargos.length == 0 ? NO_CARGOS : new @Nullable Cargo[2 * capacity];
    for (int i = 0; i < size; i++) {
      int at = (from + i) & (capacity - 1);
      newNumbers[i] = numbers[at];
      newSent[i] = sentNanos[at];
      newBytes[i] = bytes[at];
      if (newCargos.length > 0) {
        newCargos[i] = cargos[at];
      }
    }
    numbers = newNumbers;
    sentNanos = newSent;
    bytes = newBytes;
    cargos = newCargos;
    head = 0;
  }

  private int index(int position) {
    return (head + position) & (numbers.length - 1);
  }

  /**
   * Handles an acknowledgement.
   *
   * @param reorderNanos datagrams that were sent so much earlier than an acknowledged one count as
   *     lost, if three later ones were acknowledged
   */
  void onAcks(AcksCodec.Received acks, long reorderNanos, Outcomes outcomes) {
    long high = acks.highest();
    int[] runs = acks.runs();
    long newestSent = 0;
    boolean isAny = false;
    for (int i = 0; i < runs.length; i += 2) {
      long low = high - runs[i] + 1;
      int position = positionAtOrBelow(high);
      while (position >= 0 && numbers[index(position)] >= low) {
        int at = index(position--);
        if (bytes[at] != 0) {
          newestSent = isAny && newestSent - sentNanos[at] > 0 ? newestSent : sentNanos[at];
          isAny = true;
          boolean isHighest = numbers[at] == acks.highest();
          highestAcked = Math.max(highestAcked, numbers[at]);
          int acked = bytes[at];
          Cargo cargo = takeCargo(at);
          bytes[at] = 0;
          outcomes.onAcked(acked, sentNanos[at], cargo, isHighest);
        }
      }
      high = low - 1 - (i + 1 < runs.length ? runs[i + 1] : 0);
    }
    if (isAny) {
      loseBefore(newestSent - reorderNanos, highestAcked - REORDERING, outcomes);
    }
  }

  /** The last datagram whose number is not above this; -1 if there is none. */
  private int positionAtOrBelow(long number) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (numbers[index(middle)] <= number) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  /** Counts those as lost that were sent by a time. */
  void loseSentBy(long sentByNanos, Outcomes outcomes) {
    loseBefore(sentByNanos, Long.MAX_VALUE, outcomes);
  }

  private void loseBefore(long sentByNanos, long maxNumber, Outcomes outcomes) {
    while (size > 0) {
      int at = head;
      if (bytes[at] != 0) {
        if (numbers[at] > maxNumber || sentNanos[at] - sentByNanos > 0) {
          return;
        }
        int lost = bytes[at];
        Cargo cargo = takeCargo(at);
        bytes[at] = 0;
        outcomes.onLost(numbers[at], lost, sentNanos[at], cargo);
      }
      head = index(1);
      size--;
    }
  }
}
