package dev.gossip.simulation.clock;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The events of virtual time, ordered by time and, at equal times, by insertion. A four-way heap
 * over plain arrays: the keys of siblings are adjacent in memory, so that a step down costs about
 * one cache miss, and no event needs an entry object.
 */
public final class EventQueue {
  private static final int WAYS = 4;

  // The time and the sequence number of event i are at 2i and 2i + 1.
  private long[] keys = new long[2 * 1024];
  private @Nullable Runnable[] actions = new Runnable[1024];
  private int size;
  private long nextSequence;

  /** Adds an event; at equal times events run in the order in which they were added. */
  public void add(long timeNanos, Runnable action) {
    if (size == actions.length) {
      actions = Arrays.copyOf(actions, 2 * size);
      keys = Arrays.copyOf(keys, 4 * size);
    }
    long sequence = nextSequence++;
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) / WAYS;
      // The new event has the highest sequence number, so at equal times it stays below.
      if (keys[2 * parent] <= timeNanos) {
        break;
      }
      move(parent, hole);
      hole = parent;
    }
    put(hole, timeNanos, sequence, action);
  }

  /** How many events are scheduled. */
  public int size() {
    return size;
  }

  /** Whether no event is scheduled. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** The time of the next event; {@link Long#MAX_VALUE} if there is none. */
  public long nextNanos() {
    return size == 0 ? Long.MAX_VALUE : keys[0];
  }

  /** Removes and returns the next event. The queue must not be empty. */
  public Runnable poll() {
    Runnable head = actions[0];
    if (size == 0 || head == null) {
      throw new IllegalStateException("the queue has no event");
    }
    size--;
    Runnable last = actions[size];
    actions[size] = null;
    if (size > 0 && last != null) {
      sink(keys[2 * size], keys[2 * size + 1], last);
    }
    return head;
  }

  /** Inserts an event at the head and moves it below all events that precede it. */
  private void sink(long timeNanos, long sequence, Runnable action) {
    int hole = 0;
    for (int first = 1; first < size; first = WAYS * hole + 1) {
      int least = first;
      int end = Math.min(first + WAYS, size);
      for (int child = first + 1; child < end; child++) {
        if (isBefore(child, keys[2 * least], keys[2 * least + 1])) {
          least = child;
        }
      }
      if (!isBefore(least, timeNanos, sequence)) {
        break;
      }
      move(least, hole);
      hole = least;
    }
    put(hole, timeNanos, sequence, action);
  }

  private boolean isBefore(int index, long timeNanos, long sequence) {
    long time = keys[2 * index];
    return time < timeNanos || (time == timeNanos && keys[2 * index + 1] < sequence);
  }

  private void move(int from, int to) {
    keys[2 * to] = keys[2 * from];
    keys[2 * to + 1] = keys[2 * from + 1];
    actions[to] = actions[from];
  }

  private void put(int index, long timeNanos, long sequence, Runnable action) {
    keys[2 * index] = timeNanos;
    keys[2 * index + 1] = sequence;
    actions[index] = action;
  }
}
