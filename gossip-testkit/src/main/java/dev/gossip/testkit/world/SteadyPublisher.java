package dev.gossip.testkit.world;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Publishes at one node at an interval, for as long as a test waits. For one thread. */
final class SteadyPublisher {
  private final RealWorld world;
  private @Nullable Series current;

  SteadyPublisher(RealWorld world) {
    this.world = world;
  }

  /** Publishes at a node from now on, until {@link #stop} or the next call of this method. */
  void start(int node, Duration interval) {
    current = new Series(node, interval.toNanos(), world.nowNanos());
  }

  void stop() {
    current = null;
  }

  /**
   * Publishes a message if one is due. Publishing waits and so calls this method again; the series
   * is unset meanwhile.
   */
  void publishDue() {
    Series due = current;
    if (due != null && world.nowNanos() >= due.nextNanos) {
      current = null;
      due.nextNanos = world.nowNanos() + due.intervalNanos;
      world.publish(due.node, "number " + ++due.count);
      current = due;
    }
  }

  /** Numbered messages of one node. */
  private static final class Series {
    private final int node;
    private final long intervalNanos;
    private long nextNanos;
    private int count;

    Series(int node, long intervalNanos, long nextNanos) {
      this.node = node;
      this.intervalNanos = intervalNanos;
      this.nextNanos = nextNanos;
    }
  }
}
