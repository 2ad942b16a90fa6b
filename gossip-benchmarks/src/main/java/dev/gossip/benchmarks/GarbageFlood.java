package dev.gossip.benchmarks;

import dev.gossip.GossipNode;
import dev.gossip.api.node.Metric;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Strangers send garbage at a high rate over real UDP to a node with {@code spam.reputation},
 * alternating with no attack. Measures what this costs the node in CPU time and memory, how it
 * affects the messages of an honest peer, and what the node thinks of that peer then.
 *
 * <pre>
 * java -cp benchmarks.jar dev.gossip.benchmarks.GarbageFlood [rate=100000 [rounds=5 [seconds=4]]]
 * </pre>
 */
public final class GarbageFlood {
  private static final int SOURCES = 100;
  private static final int DATAGRAM_BYTES = 120;
  private static final double MEBIBYTE = 1 << 20;

  private final int rate;
  private final AtomicLong sent = new AtomicLong();
  private volatile boolean attacking;
  private volatile boolean done;

  private GarbageFlood(int rate) {
    this.rate = rate;
  }

  /** Runs the benchmark. */
  public static void main(String[] args) throws Exception {
    int rate = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 4;
    try (GossipNode victim =
            GossipNode.builder()
                .set("gossip.signing.use", "ed25519")
                .set("gossip.spam.use", "reputation, rate-limit")
                .start();
        GossipNode honest =
            GossipNode.builder()
                .set("gossip.signing.use", "ed25519")
                .peer(victim.address().toString())
                .start()) {
      honest.ready().join();
      new GarbageFlood(rate).run(victim, honest, rounds, seconds);
    }
  }

  private void run(GossipNode victim, GossipNode honest, int rounds, int seconds) throws Exception {
    Thread flood = new Thread(() -> send(victim), "garbage");
    flood.start();
    HonestTraffic traffic = new HonestTraffic(victim, honest);
    List<HonestTraffic.Turn> off = new ArrayList<>();
    List<HonestTraffic.Turn> on = new ArrayList<>();
    double heapBefore = 0;
    for (int round = -1; round < rounds; round++) {
      for (boolean attack : new boolean[] {false, true}) {
        attacking = attack;
        HonestTraffic.Turn turn = traffic.turn(seconds);
        print(attack ? "flood on " : "flood off", turn);
        if (round >= 0) {
          (attack ? on : off).add(turn);
        }
      }
      heapBefore = round < 0 ? usedMebibytes() : heapBefore;
    }
    attacking = false;
    done = true;
    flood.join();
    double all = on.size() + 1.0;
    System.out.printf(
        Locale.ROOT,
        "%,.0f datagrams/s sent, %,.0f/s received; medians: %.1f %% arrived on, %.1f %% off; p50 %.3f"
            + " ms on, %.3f ms off; %.0f %% of a core on, %.0f %% off; heap %.1f MiB after the"
            + " first round, %.1f MiB at the end%n",
        sent.get() / (all * seconds),
        victim.metrics().get(Metric.DATAGRAMS_RECEIVED) / (all * seconds),
        100 * HonestTraffic.median(on, HonestTraffic.Turn::arrived),
        100 * HonestTraffic.median(off, HonestTraffic.Turn::arrived),
        HonestTraffic.median(on, HonestTraffic.Turn::p50Millis),
        HonestTraffic.median(off, HonestTraffic.Turn::p50Millis),
        100 * HonestTraffic.median(on, HonestTraffic.Turn::cpu),
        100 * HonestTraffic.median(off, HonestTraffic.Turn::cpu),
        heapBefore,
        usedMebibytes());
    System.out.println(
        "the honest peer is " + victim.standing(honest.id()) + ": " + victim.explain(honest.id()));
  }

  private void send(GossipNode victim) {
    try {
      SplittableRandom random = new SplittableRandom(1);
      SocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), victim.address().port());
      List<DatagramChannel> sources = new ArrayList<>();
      for (int i = 0; i < SOURCES; i++) {
        sources.add(DatagramChannel.open().connect(address));
      }
      ByteBuffer datagram = ByteBuffer.allocate(DATAGRAM_BYTES);
      long before = System.nanoTime();
      while (!done) {
        LockSupport.parkNanos(100_000);
        long now = System.nanoTime();
        int due = attacking ? (int) ((now - before) * (double) rate / 1e9) : 0;
        before = now;
        for (int i = 0; i < due; i++) {
          random.nextBytes(datagram.array());
          // Half of them begin as datagrams of this protocol do.
          if (i % 2 == 0) {
            datagram.putShort(0, (short) 0x476f).put(2, (byte) 2);
          }
          sources.get((int) (sent.getAndIncrement() % SOURCES)).write(datagram.rewind());
        }
      }
      for (DatagramChannel source : sources) {
        source.close();
      }
    } catch (IOException e) {
      System.err.println("the flood has ended: " + e.getMessage());
    }
  }

  /** The heap in use after a collection. */
  private static double usedMebibytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBIBYTE;
  }

  private static void print(String what, HonestTraffic.Turn turn) {
    System.out.printf(
        Locale.ROOT,
        "%s: honest %.1f %% arrived, p50 %.3f ms, p99 %.3f ms; %.0f %% of a core%n",
        what,
        100 * turn.arrived(),
        turn.p50Millis(),
        turn.p99Millis(),
        100 * turn.cpu());
  }
}
