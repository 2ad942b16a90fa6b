package dev.gossip.testkit.world;

import dev.gossip.api.node.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Detects when real nodes have finished with every message. Each poll reads the counters of all
 * nodes, on the thread of each node. A node reads its socket before it answers, so a frame in
 * flight shows in one of the next polls. The network is quiet if no node has pending work and
 * several polls in a row found the same counters.
 */
final class QuietDetector {
  /**
   * Polls in a row that must find the same counters. In between a frame can be in the sender, on
   * the wire, in a socket, and processed.
   */
  private static final int REQUIRED_POLLS = 4;

  /** Longer than the operating system is likely to hold a datagram back; a guess. */
  private static final long MIN_UNCHANGED_NANOS = Duration.ofMillis(50).toNanos();

  private static final List<String> WORK =
      List.of(
          Metric.PAYLOAD_FRAMES_SENT.label(),
          Metric.PAYLOAD_FRAMES_RECEIVED.label(),
          Metric.CONTROL_FRAMES_SENT.label(),
          Metric.CONTROL_FRAMES_RECEIVED.label(),
          Metric.MESSAGES_DELIVERED.label());

  private final List<? extends RealNode> nodes;
  private List<Long> lastWork = List.of();
  private String activity = "";
  private int unchangedPolls;
  private long unchangedSinceNanos;

  QuietDetector(List<? extends RealNode> nodes) {
    this.nodes = nodes;
  }

  /** Why the network was not quiet at the last poll; empty if nothing was found. */
  String activity() {
    return activity;
  }

  /** Polls all nodes once and returns whether the network is known to be quiet. */
  boolean poll() {
    activity = "";
    List<Long> work = new ArrayList<>();
    for (int index = 0; index < nodes.size(); index++) {
      if (nodes.get(index).isUp()) {
        poll(index, nodes.get(index), work);
      }
    }
    if (activity.isEmpty() && !work.equals(lastWork)) {
      activity = "frames are still sent";
    }
    lastWork = work;
    if (!activity.isEmpty()) {
      unchangedPolls = 0;
      unchangedSinceNanos = System.nanoTime();
      return false;
    }
    return ++unchangedPolls >= REQUIRED_POLLS
        && System.nanoTime() - unchangedSinceNanos >= MIN_UNCHANGED_NANOS;
  }

  private void poll(int index, RealNode node, List<Long> work) {
    SortedMap<String, Long> metrics = node.metrics();
    WORK.forEach(name -> work.add(metrics.getOrDefault(name, 0L)));
    if (metrics.getOrDefault(Metric.HELD_BACK.label(), 0L) > 0) {
      activity = "node " + index + " holds a message back";
    } else if (metrics.getOrDefault(Metric.PENDING_CHECKS.label(), 0L) > 0) {
      activity = "node " + index + " is verifying messages";
    } else if (metrics.getOrDefault(Metric.RELAY_TIMERS.label(), 0L) > 0) {
      activity = "the relay strategy of node " + index + " has pending timers";
    } else if (metrics.getOrDefault(Metric.MESSAGES_DELIVERED.label(), 0L) != node.deliveries()) {
      activity = "node " + index + " has not reported all its deliveries";
    }
  }
}
