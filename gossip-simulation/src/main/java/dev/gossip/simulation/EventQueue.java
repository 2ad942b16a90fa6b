package dev.gossip.simulation;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What happens next in virtual time: by time, and at one time in the order of arrival here. */
final class EventQueue {
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long nextSequence;

  /** Something at a point in virtual time. */
  record Event(long timeNanos, long sequence, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int order = Long.compare(timeNanos, other.timeNanos);
      return order != 0 ? order : Long.compare(sequence, other.sequence);
    }
  }

  void add(long timeNanos, Runnable action) {
    events.add(new Event(timeNanos, nextSequence++, action));
  }

  /** The next event up to a time, taken out; null if there is none. */
  @Nullable Event pollUntil(long timeNanos) {
    Event head = events.peek();
    return head == null || head.timeNanos > timeNanos ? null : events.poll();
  }
}
