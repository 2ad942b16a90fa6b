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
  private static final int FIRST_CAPACITY = 1;

  /** The capacity for the few datagrams that most links have under way at a time. */
  private static final int SMALL_CAPACITY = 2;

  private static final @Nullable Cargo[] NO_CARGOS = {};

  /** Bits of the size of a datagram, next to its number. */
  private static final int SIZE_BITS = 16;

  private static final int MAX_SIZE = (1 << SIZE_BITS) - 1;

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

  // Two words for each datagram, in one array to save the memory of others: its number and its
  // size, and when it was sent. The size is 0 for one that was acknowledged or lost.
  private long[] words = new long[2 * FIRST_CAPACITY];
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
    return capacity() <= SMALL_CAPACITY;
  }

  boolean isFull() {
    return size >= MAX_DATAGRAMS;
  }

  /** When the oldest one was sent; only if there is one. */
  long oldestSentNanos() {
    return sentNanos(head);
  }

  private int capacity() {
    return words.length / 2;
  }

  private long number(int at) {
    return words[2 * at] >>> SIZE_BITS;
  }

  private int bytes(int at) {
    return (int) words[2 * at] & MAX_SIZE;
  }

  private long sentNanos(int at) {
    return words[2 * at + 1];
  }

  /** It was acknowledged or lost. */
  private void settle(int at) {
    words[2 * at] &= ~MAX_SIZE;
  }

  /**
   * Adds a datagram.
   *
   * @param number higher than those before, and below 2^48: a link never has more datagrams
   */
  void add(long number, int size, long nowNanos, @Nullable Cargo cargo) {
    if (this.size == capacity()) {
      grow();
    }
    int at = index(this.size++);
    words[2 * at] = number << SIZE_BITS | size;
    words[2 * at + 1] = nowNanos;
    if (cargo != null) {
      if (cargos.length == 0) {
        cargos = new @Nullable Cargo[capacity()];
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
    int capacity = capacity();
    long[] newWords = new long[2 * words.length];
    @Nullable Cargo[] newCargos =
        cargos.length == 0 ? NO_CARGOS : new @Nullable Cargo[2 * capacity];
    for (int i = 0; i < size; i++) {
      int at = index(i);
      newWords[2 * i] = words[2 * at];
      newWords[2 * i + 1] = words[2 * at + 1];
      if (newCargos.length > 0) {
        newCargos[i] = cargos[at];
      }
    }
    words = newWords;
    cargos = newCargos;
    head = 0;
  }

  private int index(int position) {
    return (head + position) & (capacity() - 1);
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
      while (position >= 0 && number(index(position)) >= low) {
        int at = index(position--);
        if (bytes(at) != 0) {
          newestSent = isAny && newestSent - sentNanos(at) > 0 ? newestSent : sentNanos(at);
          isAny = true;
          boolean isHighest = number(at) == acks.highest();
          highestAcked = Math.max(highestAcked, number(at));
          int acked = bytes(at);
          Cargo cargo = takeCargo(at);
          settle(at);
          outcomes.onAcked(acked, sentNanos(at), cargo, isHighest);
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
      if (number(index(middle)) <= number) {
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
      if (bytes(at) != 0) {
        if (number(at) > maxNumber || sentNanos(at) - sentByNanos > 0) {
          return;
        }
        int lost = bytes(at);
        Cargo cargo = takeCargo(at);
        settle(at);
        outcomes.onLost(number(at), lost, sentNanos(at), cargo);
      }
      head = index(1);
      size--;
    }
  }
}
