package dev.gossip;

import dev.gossip.api.node.Metric;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Finds out when nodes have finished with every message: no node has work pending for one, and for
 * a while several polls in a row found the same counters of frames and deliveries. Polled by its
 * user, on one thread.
 *
 * <pre>{@code
 * QuietWatch quiet = new QuietWatch(Duration.ofMillis(50));
 * while (!quiet.poll(Map.of("here", QuietWatch.counters(node)), System.nanoTime())) {
 *   Thread.sleep(10);
 * }
 * }</pre>
 *
 * <p>The counters of a node have to be read after its thread has answered, as {@link #counters}
 * does: it reads its socket before it answers, so a frame in flight shows in one of the next polls.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class QuietWatch {
  /**
   * Polls in a row that must find the same counters. In between a frame can be in the sender, on
   * the wire, in a socket, and processed.
   */
  private static final int REQUIRED_POLLS = 4;

  private static final List<Metric> WORK =
      List.of(
          Metric.PAYLOAD_FRAMES_SENT,
          Metric.PAYLOAD_FRAMES_RECEIVED,
          Metric.CONTROL_FRAMES_SENT,
          Metric.CONTROL_FRAMES_RECEIVED,
          Metric.MESSAGES_DELIVERED);

  private final long unchangedForNanos;
  private boolean timersCount = true;
  private Supplier<?> others = () -> "";
  // Null before the first poll.
  private @Nullable Map<String, List<Long>> last;
  private Object lastOthers = "";
  private String activity = "";
  private int unchangedPolls;
  private long unchangedSinceNanos;

  /**
   * @param unchangedFor how long nothing must change; longer than the operating system is likely to
   *     hold a datagram back
   */
  public QuietWatch(Duration unchangedFor) {
    unchangedForNanos = unchangedFor.toNanos();
  }

  /**
   * Lets nodes be quiet although their relays have timers pending, as one that repairs always has.
   */
  public QuietWatch ignoringTimers() {
    timersCount = false;
    return this;
  }

  /** Lets other figures, compared with {@code equals}, count like the counters of nodes. */
  public QuietWatch alsoUnchanged(Supplier<?> figures) {
    others = figures;
    return this;
  }

  /** The counters of a node, read after its thread has answered. May block until then. */
  public static ToLongFunction<Metric> counters(GossipNode node) {
    // Metrics alone do not wait for the node's thread.
    node.linkStats();
    return node.metrics()::get;
  }

  /**
   * Why the nodes were not quiet at the last poll, such as {@code node 3 is verifying messages};
   * empty if they were, or if that has to be seen for longer.
   */
  public String activity() {
    return activity;
  }

  /**
   * Looks at the nodes once.
   *
   * @param nodes the counters of every running node, read for this poll, by the node's name
   * @param nowNanos the present time, from any origin
   * @return whether the nodes are known to be quiet
   */
  public boolean poll(Map<String, ToLongFunction<Metric>> nodes, long nowNanos) {
    String pending = "";
    Map<String, List<Long>> work = new LinkedHashMap<>();
    for (Map.Entry<String, ToLongFunction<Metric>> node : nodes.entrySet()) {
      ToLongFunction<Metric> counters = node.getValue();
      work.put(node.getKey(), WORK.stream().map(counters::applyAsLong).toList());
      String what = pendingWork(counters);
      pending = what.isEmpty() || !pending.isEmpty() ? pending : node.getKey() + what;
    }
    Object figures = others.get();
    activity = pending.isEmpty() ? change(work, figures) : pending;
    last = work;
    lastOthers = figures;
    if (!activity.isEmpty()) {
      unchangedPolls = 0;
      unchangedSinceNanos = nowNanos;
      return false;
    }
    return ++unchangedPolls >= REQUIRED_POLLS
        && nowNanos - unchangedSinceNanos >= unchangedForNanos;
  }

  /** What is not as at the last poll; empty if everything is. */
  private String change(Map<String, List<Long>> work, Object figures) {
    Map<String, List<Long>> before = last;
    if (before == null) {
      return "there is no earlier poll to compare with";
    }
    if (!work.keySet().equals(before.keySet())) {
      return "other nodes are running than at the last poll";
    }
    for (Map.Entry<String, List<Long>> node : work.entrySet()) {
      if (!node.getValue().equals(before.get(node.getKey()))) {
        return node.getKey() + " still exchanges frames or delivers messages";
      }
    }
    return figures.equals(lastOthers) ? "" : "other figures still change";
  }

  private String pendingWork(ToLongFunction<Metric> counters) {
    if (counters.applyAsLong(Metric.HELD_BACK) > 0) {
      return " holds a message back";
    }
    if (counters.applyAsLong(Metric.PENDING_CHECKS) > 0) {
      return " is verifying messages";
    }
    return timersCount && counters.applyAsLong(Metric.RELAY_TIMERS) > 0
        ? " has pending timers of its relay strategy"
        : "";
  }
}
