package dev.gossip.benchmarks;

import com.google.protobuf.ByteString;
import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.PublishOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * One node publishes to another as fast as {@code publish} accepts, for a minute; after a third of
 * it the receiver's thread stands still for ten seconds. Prints what arrived in each second, and
 * fails if an accepted message does not arrive.
 *
 * <pre>
 * java -cp benchmarks.jar dev.gossip.benchmarks.PausedReceiver [seconds [paused-seconds]]
 * </pre>
 */
public final class PausedReceiver {
  private static final ByteString PAYLOAD = ByteString.copyFrom(new byte[900]);
  private static final long FULL_NANOS = 100_000;
  private static final long DRAIN_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

  private final long pauseNanos;
  private final AtomicBoolean pauses = new AtomicBoolean();
  private final AtomicLong delivered = new AtomicLong();
  private long accepted;
  private long refused;
  private long mostUnsentBytes;

  private PausedReceiver(int pausedSeconds) {
    pauseNanos = pausedSeconds * SECOND_NANOS;
  }

  /** Runs once and exits with 1 if something was lost. */
  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 60;
    int paused = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    System.out.printf(
        "java %s, %d s, the receiver pauses for %d s%n", Runtime.version(), seconds, paused);
    boolean isComplete = new PausedReceiver(paused).run(seconds);
    System.exit(isComplete ? 0 : 1);
  }

  private boolean run(int seconds) throws Exception {
    try (GossipNode receiver = node().start();
        GossipNode sender = node().peer(receiver.address().toString()).start()) {
      receiver.subscribe(GossipMessage.DEFAULT_TOPIC, delivery -> onDelivery(), Runnable::run);
      sender.ready().get();
      List<Long> perSecond = new ArrayList<>();
      for (int second = 0; second < seconds; second++) {
        pauses.compareAndSet(false, second == seconds / 3);
        long before = delivered.get();
        publishFor(sender, SECOND_NANOS);
        perSecond.add(delivered.get() - before);
      }
      awaitAll();
      report(perSecond);
      return delivered.get() == accepted;
    }
  }

  private static GossipNodeBuilder node() {
    // A link survives the pause; the rest is the default.
    return GossipNode.builder().listen("127.0.0.1:0").set("gossip.transport.udp.down-after", "30s");
  }

  /** On the receiver's thread, which reads nothing meanwhile. */
  private void onDelivery() {
    delivered.incrementAndGet();
    if (pauses.compareAndSet(true, false)) {
      long end = System.nanoTime() + pauseNanos;
      for (long left = pauseNanos; left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }

  private void publishFor(GossipNode sender, long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      PublishOutcome outcome = sender.publish(GossipMessage.DEFAULT_TOPIC, PAYLOAD);
      if (outcome instanceof PublishOutcome.Accepted) {
        accepted++;
      } else {
        refused++;
        LockSupport.parkNanos(FULL_NANOS);
      }
    }
    long unsent = sender.metrics().get(Metric.UNSENT_BYTES);
    mostUnsentBytes = Math.max(mostUnsentBytes, unsent);
  }

  private void awaitAll() {
    long end = System.nanoTime() + DRAIN_NANOS;
    while (delivered.get() < accepted && System.nanoTime() < end) {
      LockSupport.parkNanos(SECOND_NANOS / 100);
    }
  }

  private void report(List<Long> perSecond) {
    for (int i = 0; i < perSecond.size(); i++) {
      System.out.printf("second %2d  %8d delivered%n", i, perSecond.get(i));
    }
    System.out.printf(
        "accepted %d, refused %d, delivered %d, lost %d, at most %d bytes waiting at the sender%n",
        accepted, refused, delivered.get(), accepted - delivered.get(), mostUnsentBytes);
  }
}
