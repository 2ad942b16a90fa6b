package dev.gossip.testkit.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Finds out whether real nodes are done with every message. One look asks each node, on its own
 * thread; as a node reads its socket before it answers, a frame on its way shows in one of the next
 * looks. So the network is quiet if nothing waits at any node, and a few looks found the same.
 */
final class QuietDetector {
  /** Looks that find what the one before found: a frame in hand, on the wire, in a socket, gone. */
  private static final int LOOKS = 4;

  /** The system may let a datagram wait, but not for so long; a guess. */
  private static final long LEAST_NANOS = Duration.ofMillis(50).toNanos();

  private static final List<String> WORK =
      List.of(
          "payload-frames-sent",
          "payload-frames-received",
          "control-frames-sent",
          "control-frames-received",
          "messages-delivered");

  private final List<? extends RealNode> nodes;
  private List<Long> lastWork = List.of();
  private String unrest = "";
  private int sameLooks;
  private long sameSinceNanos;

  QuietDetector(List<? extends RealNode> nodes) {
    this.nodes = nodes;
  }

  /** Why it was not quiet when looked at last. */
  String unrest() {
    return unrest;
  }

  /** Looks once; answers whether that was enough to know. */
  boolean look() {
    unrest = "";
    List<Long> work = new ArrayList<>();
    for (int index = 0; index < nodes.size(); index++) {
      if (nodes.get(index).isUp()) {
        look(index, nodes.get(index), work);
      }
    }
    if (unrest.isEmpty() && !work.equals(lastWork)) {
      unrest = "frames are still sent";
    }
    lastWork = work;
    if (!unrest.isEmpty()) {
      sameLooks = 0;
      sameSinceNanos = System.nanoTime();
      return false;
    }
    return ++sameLooks >= LOOKS && System.nanoTime() - sameSinceNanos >= LEAST_NANOS;
  }

  private void look(int index, RealNode node, List<Long> work) {
    SortedMap<String, Long> metrics = node.metrics();
    WORK.forEach(name -> work.add(metrics.getOrDefault(name, 0L)));
    if (metrics.getOrDefault("held-back", 0L) > 0) {
      unrest = "node " + index + " holds a message back";
    } else if (metrics.getOrDefault("pending-checks", 0L) > 0) {
      unrest = "node " + index + " is checking messages";
    } else if (metrics.getOrDefault("relay-timers", 0L) > 0) {
      unrest = "timers of the relay strategy of node " + index + " wait";
    } else if (metrics.getOrDefault("messages-delivered", 0L) != node.deliveries()) {
      unrest = "node " + index + " has not told all its deliveries";
    }
  }
}
