package dev.gossip.simulation.clock;

import dev.gossip.core.engine.services.PluginContext;
import java.time.Duration;
import java.util.Arrays;

/**
 * The time of a network and the events that are scheduled. Time passes only in {@link #runUntil}.
 *
 * <p>At equal times, what the user of the network has scheduled happens first, then what its nodes
 * cause, by the index of the node and by how many events it has caused before. So the order depends
 * on what each node does, but not on the order in which the nodes do it.
 */
public final class VirtualTime {
  // 100 years, the longest delay of a timer: so the sum of both fits in 64 bits.
  private static final int MAX_DAYS = 36_500;
  private static final Duration MAX = Duration.ofDays(MAX_DAYS);

  private static final int NETWORK = -1;
  private static final int FIRST_NODES = 16;

  /** A node may cause a trillion events, and there may be eight million nodes. */
  private static final int COUNT_BITS = 40;

  private final EventQueue queue = new EventQueue();
  // How many events the network and, from 1, each node has caused.
  private long[] counts = new long[FIRST_NODES];
  private long nowNanos;

  /** The current time since the network started. */
  public long nowNanos() {
    return nowNanos;
  }

  /** Schedules an action. If its time has passed, it happens at the current time. */
  public void at(long timeNanos, Runnable action) {
    at(NETWORK, timeNanos, action);
  }

  /** Schedules an action. It never happens if the delay is longer than 100 years. */
  public void after(Duration delay, Runnable action) {
    at(nowNanos + PluginContext.delayNanos(delay), action);
  }

  /**
   * The time at the end of a span that begins now.
   *
   * @throws IllegalArgumentException if it is more than 100 years after the start
   */
  public long endOf(Duration span) {
    if (span.compareTo(left()) > 0) {
      throw new IllegalArgumentException(
          "a network runs for "
              + MAX_DAYS
              + " days of virtual time at most, not for "
              + span.toDays()
              + " days more; choose a shorter time");
    }
    return nowNanos + span.toNanos();
  }

  /** The time at the end of a limit that begins now, at most 100 years after the start. */
  public long endOfLimit(Duration limit) {
    return endOf(limit.compareTo(left()) > 0 ? left() : limit);
  }

  private Duration left() {
    return MAX.minusNanos(nowNanos);
  }

  /**
   * Schedules an action. If its time has passed, it happens at the current time.
   *
   * @param cause index of the node that causes it
   */
  public void at(int cause, long timeNanos, Runnable action) {
    queue.add(Math.max(timeNanos, nowNanos), nextOrder(cause), action);
  }

  /** Schedules an event, as {@link #at(int, long, Runnable)} does. */
  public void at(int cause, long timeNanos, Event event) {
    queue.add(Math.max(timeNanos, nowNanos), nextOrder(cause), event);
  }

  private long nextOrder(int cause) {
    int place = cause - NETWORK;
    if (place >= counts.length) {
      counts = Arrays.copyOf(counts, Math.max(place + 1, 2 * counts.length));
    }
    return (long) place << COUNT_BITS | counts[place]++;
  }

  /**
   * Runs the events up to a time, which is then the current one.
   *
   * @param afterEach runs after each event; if it throws, time stays at that event
   */
  public void runUntil(long endNanos, Runnable afterEach) {
    for (Event event = queue.poll(endNanos); event != null; event = queue.poll(endNanos)) {
      nowNanos = event.timeNanos;
      event.happen();
      afterEach.run();
    }
    nowNanos = endNanos;
  }

  /** How many events are scheduled. */
  public int pendingEvents() {
    return queue.size();
  }
}
