package dev.gossip.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * One publisher, five receivers, numbered payloads of 128 bytes. A message is complete when all
 * five receivers have delivered it; its latency is the time from the call of publish to the last
 * delivery.
 */
final class Workload implements BroadcastNetwork.Sink {
  private static final int PAYLOAD_BYTES = 128;
  private static final int RECEIVERS = SixGraph.NODES - 1;
  private static final long DRAIN_NANOS = 3_000_000_000L;
  private static final long PAUSE_NANOS = 20_000;

  private final int capacity;
  private final long[] publishedNanos;
  private final long[] completedNanos;
  private final AtomicIntegerArray deliveredBy;
  private final AtomicInteger completed = new AtomicInteger();
  private final byte[] filler = new byte[PAYLOAD_BYTES];
  private int published;

  /**
   * Creates a workload for one run.
   *
   * @param capacity the maximum number of messages
   */
  Workload(int capacity) {
    this.capacity = capacity;
    publishedNanos = new long[capacity];
    completedNanos = new long[capacity];
    deliveredBy = new AtomicIntegerArray(capacity);
    new Random(1).nextBytes(filler);
  }

  /**
   * The result of a run.
   *
   * @param perSecond complete messages per second
   * @param cpuMicros CPU time of the whole process per complete message
   * @param p50Millis median latency
   * @param p99Millis 99th percentile of the latency
   * @param lost how many messages were not complete at the end
   */
  record Result(double perSecond, double cpuMicros, double p50Millis, double p99Millis, int lost) {}

  @Override
  public void delivered(int node, ByteBuffer payload) {
    int number = (int) payload.getLong(payload.position());
    int bit = 1 << node;
    int before = deliveredBy.getAndAccumulate(number, bit, (a, b) -> a | b);
    if (Integer.bitCount(before | bit) == RECEIVERS && (before & bit) == 0) {
      completedNanos[number] = System.nanoTime();
      completed.incrementAndGet();
    }
  }

  /** Publishes as fast as possible with at most {@code window} incomplete messages. */
  Result windowed(BroadcastNetwork network, int window, double seconds) throws Exception {
    long cpuBefore = cpuNanos();
    long began = System.nanoTime();
    long end = began + (long) (seconds * 1e9);
    while (published < capacity && System.nanoTime() < end) {
      if (published - completed.get() < window) {
        publishNext(network);
      } else {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    drain();
    return result(began, cpuBefore);
  }

  /** Publishes at a steady rate. */
  Result paced(BroadcastNetwork network, int perSecond, double seconds) throws Exception {
    long cpuBefore = cpuNanos();
    long began = System.nanoTime();
    int total = Math.min(capacity, (int) (perSecond * seconds));
    for (int i = 0; i < total; i++) {
      long due = began + i * 1_000_000_000L / perSecond;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      publishNext(network);
    }
    drain();
    return result(began, cpuBefore);
  }

  private void publishNext(BroadcastNetwork network) throws Exception {
    byte[] payload = filler.clone();
    ByteBuffer.wrap(payload).putLong(0, published);
    publishedNanos[published] = System.nanoTime();
    network.publish(payload);
    published++;
  }

  private void drain() {
    long end = System.nanoTime() + DRAIN_NANOS;
    while (completed.get() < published && System.nanoTime() < end) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private Result result(long began, long cpuBefore) {
    int complete = completed.get();
    long[] latencies = new long[complete];
    long last = began;
    int n = 0;
    for (int i = 0; i < published && n < complete; i++) {
      if (completedNanos[i] != 0) {
        latencies[n++] = completedNanos[i] - publishedNanos[i];
        last = Math.max(last, completedNanos[i]);
      }
    }
    Arrays.sort(latencies, 0, n);
    return new Result(
        complete / ((last - began) / 1e9),
        (cpuNanos() - cpuBefore) / 1e3 / Math.max(1, complete),
        n == 0 ? Double.NaN : latencies[n / 2] / 1e6,
        n == 0 ? Double.NaN : latencies[(int) (n * 0.99)] / 1e6,
        published - complete);
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
