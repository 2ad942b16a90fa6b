package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.GossipNode;
import dev.gossip.QuietWatch;
import dev.gossip.api.node.Metric;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;

/** Waiting for real nodes on loopback. Conditions are polled, and each wait has a deadline. */
final class RealNodes {
  /** Long, since the machine may be busy with other tests. */
  private static final Duration LIMIT = Duration.ofSeconds(50);

  private static final long POLL_NANOS = 1_000_000;

  private RealNodes() {}

  /** Waits until each node has a peer. */
  static void awaitReady(GossipNode... nodes)
      throws InterruptedException, ExecutionException, TimeoutException {
    for (GossipNode node : nodes) {
      node.ready().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /**
   * Waits for a condition.
   *
   * @param what names it if it does not hold in time
   */
  static void await(String what, BooleanSupplier condition) {
    await(LIMIT, what, condition);
  }

  /**
   * Waits for a condition that takes longer.
   *
   * @param what names it if it does not hold in time
   */
  static void await(Duration limit, String what, BooleanSupplier condition) {
    long startNanos = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - startNanos).as(what).isLessThan(limit.toNanos());
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Waits until nodes are quiet, by a watch: what was on its way has arrived. */
  static void awaitQuiet(Duration limit, QuietWatch watch, List<GossipNode> nodes) {
    await(limit, "the nodes are quiet", () -> watch.poll(counters(nodes), System.nanoTime()));
  }

  private static Map<String, ToLongFunction<Metric>> counters(List<GossipNode> nodes) {
    Map<String, ToLongFunction<Metric>> counters = new LinkedHashMap<>();
    nodes.forEach(node -> counters.put(node.address().toString(), QuietWatch.counters(node)));
    return counters;
  }
}
