package dev.gossip.simulation.validation;

import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/**
 * The size of the validation: a reduced set by default, and with {@code -Dgossip.validation=full}
 * the set that docs/validation.md reports. If the property is set, {@code reduced} included, each
 * measurement is printed.
 */
final class Validation {
  private static final String MODE = System.getProperty("gossip.validation", "");

  /** A generous estimate of what a network of 10,000 nodes with 100 messages needs. */
  private static final long BYTES_PER_RUN = 1L << 30;

  private Validation() {}

  static boolean isFull() {
    return MODE.equals("full");
  }

  static int size(int reduced, int full) {
    return isFull() ? full : reduced;
  }

  static void print(String what, Object measured, String expected) {
    if (!MODE.isEmpty()) {
      System.out.println("validation: " + what + ": " + measured + ", expected " + expected);
    }
  }

  /**
   * A network whose links are silent once they are up: none of the models has pings, and a complete
   * graph has many links.
   */
  static Simulation silent(long seed, int nodes, Topology topology) {
    return Simulation.seeded(seed)
        .nodes(nodes)
        .topology(topology)
        .set("gossip.transport.udp.max-links", "100000")
        .set("gossip.transport.udp.max-half-open", "100000")
        .set("gossip.transport.udp.ping-after", "1000h")
        .set("gossip.transport.udp.down-after", "2000h");
  }

  /** Runs a function for each seed from 1, in parallel, since runs are independent. */
  static <T> List<T> forSeeds(int count, IntFunction<T> run) {
    long fit = Math.max(1, Runtime.getRuntime().maxMemory() / BYTES_PER_RUN);
    int threads = (int) Math.min(fit, Runtime.getRuntime().availableProcessors());
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int seed = 1; seed <= count; seed++) {
        int current = seed;
        running.add(pool.submit(() -> run.apply(current)));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : running) {
        results.add(one.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AssertionError failed) {
        throw failed;
      }
      throw new IllegalStateException("a run failed", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    } finally {
      pool.shutdownNow();
    }
  }
}
