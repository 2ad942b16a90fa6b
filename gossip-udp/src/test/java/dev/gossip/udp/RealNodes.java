package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.GossipNode;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

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

  /**
   * Waits until figures of nodes have not changed for a while: what was on its way has arrived.
   *
   * @param figures reads them; compared with {@code equals}
   */
  static void awaitStill(Duration limit, Duration still, Supplier<?> figures) {
    Stillness stillness = new Stillness(still, figures);
    await(limit, "no figure to change for " + still, stillness::holds);
  }

  /** Whether figures have not changed for a while. */
  private static final class Stillness {
    private final Duration still;
    private final Supplier<?> figures;
    private Object last;
    private long sinceNanos = System.nanoTime();

    Stillness(Duration still, Supplier<?> figures) {
      this.still = still;
      this.figures = figures;
      this.last = figures.get();
    }

    boolean holds() {
      Object now = figures.get();
      long nanos = System.nanoTime();
      if (!now.equals(last)) {
        last = now;
        sinceNanos = nanos;
      }
      return nanos - sinceNanos >= still.toNanos();
    }
  }
}
