package dev.gossip.simulation;

import com.google.protobuf.ByteString;
import dev.gossip.api.node.Metric;
import dev.gossip.simulation.clock.EventQueue;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * A large network in virtual time: the heap usage of an idle node, and how many payload frames per
 * second the whole stack processes, compared with the event queue alone with the same number of
 * pending events, in alternating rounds. Messages are published one by one, so that each frame has
 * its own datagram, and in bursts at one node, so that frames share datagrams on all links.
 *
 * <pre>
 * java -Xmx4g -XX:+UseSerialGC -XX:MarkSweepDeadRatio=0 -cp benchmarks.jar \
 *     dev.gossip.simulation.SimulationScale [nodes [messages [rounds [key=value ...]]]]
 * </pre>
 *
 * The settings are those of the nodes, for example {@code gossip.relay.use=repair}. With the
 * default {@code MarkSweepDeadRatio} the serial collector counts garbage that it did not move.
 */
public final class SimulationScale {
  private static final int DEGREE = 8;
  private static final Duration INTERVAL = Duration.ofMillis(100);
  // Longer than links keep what they need only while data flows.
  private static final Duration REST = Duration.ofSeconds(30);
  private static final String PAYLOAD = "x".repeat(120);
  private static final int QUEUE_EVENTS = 5_000_000;

  private SimulationScale() {}

  /** Runs the benchmark; by default 10,000 nodes and 100 messages in 5 rounds of 20. */
  public static void main(String[] args) {
    int nodes = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    int messages = args.length > 1 ? Integer.parseInt(args[1]) : 100;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    System.out.printf(
        Locale.ROOT,
        "java %s, %d nodes, random-regular:%d, %d messages, %d rounds%n",
        Runtime.version(),
        nodes,
        DEGREE,
        messages,
        rounds);
    long before = usedBytes();
    long start = System.nanoTime();
    SimulatedNetwork network = simulation(nodes, args).start();
    network.awaitLinks(Duration.ofSeconds(60));
    double linkSeconds = (System.nanoTime() - start) / 1e9;
    double linkedKib = (usedBytes() - before) / 1024.0 / nodes;
    network.runFor(REST);
    double restingKib = (usedBytes() - before) / 1024.0 / nodes;
    System.out.printf(
        Locale.ROOT,
        "links up after %.1f s; %.1f KiB of heap for each linked node, %.1f KiB at rest%n",
        linkSeconds,
        linkedKib,
        restingKib);
    List<Flood> alone = new ArrayList<>();
    List<Flood> bursts = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      alone.add(flood(network, messages / rounds, false));
      print("one by one", alone.get(round));
      bursts.add(flood(network, messages / rounds, true));
      print("in a burst", bursts.get(round));
    }
    System.out.printf(
        Locale.ROOT,
        "medians: one by one %.0f frames/s, ratio %.3f; in bursts %.0f frames/s, ratio %.3f%n",
        median(alone, Flood::perSecond),
        median(alone, Flood::ratio),
        median(bursts, Flood::perSecond),
        median(bursts, Flood::ratio));
    long deliveries =
        network.record().messages().stream().mapToLong(MessageRecord::deliveries).sum();
    System.out.printf(
        Locale.ROOT,
        "%d of %d deliveries%n",
        deliveries,
        (long) network.record().messages().size() * (nodes - 1));
  }

  private static Simulation simulation(int nodes, String[] args) {
    Simulation simulation =
        Simulation.seeded(1).nodes(nodes).topology(Topologies.randomRegular(DEGREE));
    for (int i = 3; i < args.length; i++) {
      String[] setting = args[i].split("=", 2);
      simulation.set(setting[0], setting[1]);
    }
    return simulation;
  }

  private record Flood(
      long frames, long datagrams, double seconds, int pending, double queuePerSecond) {
    double perSecond() {
      return frames / seconds;
    }

    double ratio() {
      return perSecond() / queuePerSecond;
    }
  }

  private static Flood flood(SimulatedNetwork network, int messages, boolean inBurst) {
    long framesBefore = frames(network);
    long datagramsBefore = network.record().datagrams();
    long pending = 0;
    long start = System.nanoTime();
    List<ByteString> payloads = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      payloads.add(ByteString.copyFromUtf8(i + PAYLOAD));
    }
    if (inBurst) {
      network.node(0).publishAll("main", payloads);
    } else {
      for (ByteString payload : payloads) {
        network.node(0).publish("main", payload);
        network.runFor(INTERVAL);
        pending = Math.max(pending, network.pendingEvents());
      }
    }
    while (!network.runUntilQuiet(INTERVAL)) {
      pending = Math.max(pending, network.pendingEvents());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Flood(
        frames(network) - framesBefore,
        network.record().datagrams() - datagramsBefore,
        seconds,
        (int) pending,
        queueAlone((int) pending));
  }

  private static void print(String how, Flood flood) {
    System.out.printf(
        Locale.ROOT,
        "%s: %9d frames in %8d datagrams, %5.1f s: %8.0f frames/s; the queue alone with %d waiting"
            + " %9.0f events/s; ratio %.3f%n",
        how,
        flood.frames(),
        flood.datagrams(),
        flood.seconds(),
        flood.perSecond(),
        flood.pending(),
        flood.queuePerSecond(),
        flood.ratio());
  }

  private static double median(List<Flood> floods, ToDoubleFunction<Flood> figure) {
    double[] sorted = floods.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static long frames(SimulatedNetwork network) {
    return network.metrics().getOrDefault(Metric.PAYLOAD_FRAMES_SENT.label(), 0L);
  }

  /** The hold model: each removed event schedules another one 10 to 100 ms later. */
  private static double queueAlone(int pending) {
    SplittableRandom random = new SplittableRandom(1);
    EventQueue queue = new EventQueue();
    Runnable nothing = () -> {};
    for (int i = 0; i < pending; i++) {
      queue.add(random.nextLong(100_000_000), nothing);
    }
    long start = System.nanoTime();
    for (int i = 0; i < QUEUE_EVENTS; i++) {
      long now = queue.nextNanos();
      queue.poll().happen();
      queue.add(now + random.nextLong(10_000_000, 100_000_000), nothing);
    }
    return QUEUE_EVENTS / ((System.nanoTime() - start) / 1e9);
  }

  private static long usedBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
