package dev.gossip.simulation.clock;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The events of virtual time, ordered by time and, at equal times, by their order. A calendar
 * (Brown, CACM 1988): the events of the days to come wait in a list for each, unsorted; only those
 * of the current day are in a heap, which is small and stays in the cache of the processor. Events
 * beyond the year wait in another heap; in a large network these are the timers of idle links.
 */
public final class EventQueue {
  /** A day takes 131 us: of 10,000 nodes that pass on a message, it has some hundred events. */
  private static final int DAY_BITS = 17;

  /** A year takes 0.54 s: more than the latency of most datagrams. */
  private static final int DAYS = 1 << 12;

  private final EventHeap today = new EventHeap();
  private final @Nullable Event[] days = new @Nullable Event[DAYS];
  private final BitSet busyDays = new BitSet(DAYS);
  private final EventHeap later = new EventHeap();
  private long day;
  private int size;
  private long nextSequence;

  // Kept, so that no compiler leaves out what it depends on.
  @SuppressWarnings("UnusedVariable") // see above
  private int touched;

  /** An action that needs no object of its own kind. */
  private static final class Action extends Event {
    private final Runnable action;

    Action(Runnable action) {
      this.action = action;
    }

    @Override
    public void happen() {
      action.run();
    }
  }

  /** Adds an action; at equal times those added like this run in the order of their addition. */
  public void add(long timeNanos, Runnable action) {
    add(timeNanos, nextSequence++, action);
  }

  /** Adds an action; see {@link #add(long, long, Event)}. */
  void add(long timeNanos, long order, Runnable action) {
    add(timeNanos, order, new Action(action));
  }

  /**
   * Adds an event.
   *
   * @param timeNanos 0 or more
   * @param order at equal times, events of a lower one run first
   */
  public void add(long timeNanos, long order, Event event) {
    event.timeNanos = timeNanos;
    event.order = order;
    size++;
    long at = timeNanos >> DAY_BITS;
    if (at <= day) {
      today.add(event);
    } else if (at < day + DAYS) {
      addTo(at, event);
    } else {
      later.add(event);
    }
  }

  private void addTo(long at, Event event) {
    int place = (int) at & (DAYS - 1);
    event.next = days[place];
    days[place] = event;
    busyDays.set(place);
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
    if (!today.isEmpty()) {
      return today.headNanos();
    }
    long next = nextDay();
    if (next == Long.MAX_VALUE) {
      return next;
    }
    long least = later.isEmpty() ? Long.MAX_VALUE : later.headNanos();
    for (Event event = days[(int) next & (DAYS - 1)]; event != null; event = event.next) {
      least = Math.min(least, event.timeNanos);
    }
    return least;
  }

  /** Removes and returns the next event. The queue must not be empty. */
  public Event poll() {
    Event next = poll(Long.MAX_VALUE);
    if (next == null) {
      throw new IllegalStateException("the queue has no event");
    }
    return next;
  }

  /** Removes and returns the next event up to a time; null if there is none. */
  public @Nullable Event poll(long endNanos) {
    while (today.isEmpty()) {
      long next = nextDay();
      // Not beyond the end: what is added then would find its day in the past.
      if (next > endNanos >> DAY_BITS) {
        return null;
      }
      advance(next);
    }
    if (today.headNanos() > endNanos) {
      return null;
    }
    size--;
    return today.poll();
  }

  /** The next day with events, after the current one; {@link Long#MAX_VALUE} if there is none. */
  private long nextDay() {
    int from = (int) (day + 1) & (DAYS - 1);
    int place = busyDays.nextSetBit(from);
    if (place < 0) {
      place = busyDays.nextSetBit(0);
    }
    if (place >= 0) {
      return day + 1 + ((place - from) & (DAYS - 1));
    }
    return later.isEmpty() ? Long.MAX_VALUE : later.headNanos() >> DAY_BITS;
  }

  private void advance(long next) {
    day = next;
    int place = (int) next & (DAYS - 1);
    Event event = days[place];
    days[place] = null;
    busyDays.clear(place);
    while (event != null) {
      Event following = event.next;
      event.next = null;
      begin(event);
      event = following;
    }
    while (!later.isEmpty() && later.headNanos() >> DAY_BITS < day + DAYS) {
      Event due = later.poll();
      long at = due.timeNanos >> DAY_BITS;
      if (at <= day) {
        begin(due);
      } else {
        addTo(at, due);
      }
    }
  }

  /**
   * The day of an event begins. What events read is seldom in the cache of the processor, which can
   * wait for the memory of several events at once, but not while it handles one of them (group
   * prefetching: Chen et al., ICDE 2004).
   */
  private void begin(Event event) {
    today.add(event);
    touched += event.touch();
  }
}
