package dev.gossip.core.engine.services;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Timers ordered by deadline and, at equal deadlines, by when they were started. A four-way heap
 * over plain arrays: it compares keys that are adjacent in memory and touches no timer that stays,
 * since in a large simulation none of them is in the cache of the processor.
 */
final class TimerHeap {
  private static final int WAYS = 4;
  private static final int FIRST_CAPACITY = 4;

  /** Little, since most nodes of a large simulation have about as many timers as links. */
  private static final int MIN_ROOM = 2;

  // The offset and the sequence number of timer i are at 2i and 2i + 1.
  private long[] keys = new long[2 * FIRST_CAPACITY];
  private @Nullable Timer[] timers = new @Nullable Timer[FIRST_CAPACITY];
  private int size;

  int size() {
    return size;
  }

  /** The first timer; null if there is none. */
  @Nullable Timer peek() {
    return size == 0 ? null : timers[0];
  }

  /** The deadline of the first timer. The heap must not be empty. */
  long headOffsetNanos() {
    return keys[0];
  }

  /** The sequence number of the first timer. The heap must not be empty. */
  long headSequence() {
    return keys[1];
  }

  void add(Timer timer, long offsetNanos, long sequence) {
    if (size == timers.length) {
      resize(roomyCapacity());
    }
    place(size++, timer, offsetNanos, sequence);
  }

  /** Room for some more timers than there are. */
  private int roomyCapacity() {
    return size + Math.max(MIN_ROOM, size / 4);
  }

  private void resize(int capacity) {
    timers = Arrays.copyOf(timers, capacity);
    keys = Arrays.copyOf(keys, 2 * capacity);
  }

  /** Moves a timer up from a hole, below the first one that precedes it. */
  private void place(int from, @Nullable Timer timer, long offsetNanos, long sequence) {
    int hole = from;
    while (hole > 0) {
      int parent = (hole - 1) / WAYS;
      if (isBefore(parent, offsetNanos, sequence)) {
        break;
      }
      move(parent, hole);
      hole = parent;
    }
    put(hole, timer, offsetNanos, sequence);
  }

  /** Removes the first timer, if there is one. */
  void remove() {
    if (size > 0) {
      size--;
      Timer last = timers[size];
      timers[size] = null;
      if (size > 0) {
        sink(last, keys[2 * size], keys[2 * size + 1]);
      }
      shrinkIfRoomy();
    }
  }

  /** A node that connects to others has several times as many timers as one at rest. */
  private void shrinkIfRoomy() {
    int capacity = roomyCapacity();
    boolean isRoomy = timers.length > 2 * FIRST_CAPACITY && 4 * size < 3 * timers.length;
    if (isRoomy && capacity < timers.length) {
      resize(capacity);
    }
  }

  private void sink(@Nullable Timer timer, long offsetNanos, long sequence) {
    int hole = 0;
    for (int first = 1; first < size; first = WAYS * hole + 1) {
      int least = first;
      int end = Math.min(first + WAYS, size);
      for (int child = first + 1; child < end; child++) {
        if (isBefore(child, keys[2 * least], keys[2 * least + 1])) {
          least = child;
        }
      }
      if (!isBefore(least, offsetNanos, sequence)) {
        break;
      }
      move(least, hole);
      hole = least;
    }
    put(hole, timer, offsetNanos, sequence);
  }

  /** Removes all timers that have ended. */
  void removeEnded() {
    int all = size;
    size = 0;
    for (int i = 0; i < all; i++) {
      Timer timer = timers[i];
      timers[i] = null;
      if (timer != null && !timer.hasEnded()) {
        // Not beyond what was read: there are never more than before.
        place(size++, timer, keys[2 * i], keys[2 * i + 1]);
      }
    }
    shrinkIfRoomy();
  }

  private boolean isBefore(int index, long offsetNanos, long sequence) {
    long offset = keys[2 * index];
    return offset < offsetNanos || (offset == offsetNanos && keys[2 * index + 1] < sequence);
  }

  private void move(int from, int to) {
    keys[2 * to] = keys[2 * from];
    keys[2 * to + 1] = keys[2 * from + 1];
    timers[to] = timers[from];
  }

  private void put(int index, @Nullable Timer timer, long offsetNanos, long sequence) {
    keys[2 * index] = offsetNanos;
    keys[2 * index + 1] = sequence;
    timers[index] = timer;
  }
}
