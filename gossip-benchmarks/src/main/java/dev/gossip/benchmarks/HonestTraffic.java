package dev.gossip.benchmarks;

import com.google.protobuf.ByteString;
import dev.gossip.GossipNode;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.PublishOutcome;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/** Messages from an honest peer to a node that is attacked, and how long they take. */
final class HonestTraffic {
  private static final int PER_SECOND = 100;

  private final GossipNode victim;
  private final GossipNode honest;
  private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();

  /**
   * One measurement.
   *
   * @param p50Millis the median latency of the messages
   * @param arrived the share of the messages that arrived
   * @param cpu the share of a core that the threads of the attacked node took
   */
  record Turn(double p50Millis, double p99Millis, double arrived, double cpu) {}

  HonestTraffic(GossipNode victim, GossipNode honest) {
    this.victim = victim;
    this.honest = honest;
    victim.subscribe(
        GossipMessage.DEFAULT_TOPIC,
        delivery ->
            latencies.add(
                System.nanoTime() - delivery.message().payload().asReadOnlyByteBuffer().getLong()),
        Runnable::run);
  }

  /** Publishes for some time, and measures. */
  Turn turn(int seconds) {
    latencies.clear();
    long cpu = cpuNanos(victim);
    long began = System.nanoTime();
    for (int i = 0; i < seconds * PER_SECOND; i++) {
      long due = began + i * 1_000_000_000L / PER_SECOND;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      ByteBuffer payload = ByteBuffer.allocate(Long.BYTES).putLong(0, System.nanoTime());
      if (!(honest.publish(GossipMessage.DEFAULT_TOPIC, ByteString.copyFrom(payload))
          instanceof PublishOutcome.Accepted)) {
        throw new IllegalStateException("the honest peer did not accept a message; publish fewer");
      }
    }
    long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalStateException("no honest message arrived; lower the rate of the attack");
    }
    return new Turn(
        sorted[sorted.length / 2] / 1e6,
        sorted[sorted.length * 99 / 100] / 1e6,
        (double) sorted.length / (seconds * PER_SECOND),
        (cpuNanos(victim) - cpu) / (double) (System.nanoTime() - began));
  }

  /** CPU time of a node's threads: its loop and those that verify signatures. */
  private static long cpuNanos(GossipNode node) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(info -> info != null && info.getThreadName().endsWith("-" + node.address()))
        .mapToLong(info -> threads.getThreadCpuTime(info.getThreadId()))
        .sum();
  }

  /** The median of a figure. */
  static <T> double median(List<T> turns, ToDoubleFunction<T> figure) {
    double[] sorted = turns.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
