package dev.gossip.simulation;

import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A large network in virtual time: what an idle node takes of the heap, and how many payload frames
 * a second go through the whole stack, beside the event queue alone with as many events waiting, in
 * turns.
 *
 * <pre>
 * java -Xmx4g -cp benchmarks.jar dev.gossip.simulation.SimulationScale [nodes [messages [rounds]]]
 * </pre>
 */
public final class SimulationScale {
  private static final int DEGREE = 8;
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final int QUEUE_EVENTS = 5_000_000;

  private SimulationScale() {}

  /** Runs it; without arguments 10,000 nodes, 100 messages in 5 rounds of 20. */
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
    SimulatedNetwork network =
        Simulation.seeded(1).nodes(nodes).topology(Topologies.randomRegular(DEGREE)).start();
    network.awaitLinks(Duration.ofSeconds(60));
    double linkSeconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "links up after %.1f s; %.1f KiB of heap for each idle node%n",
        linkSeconds,
        (usedBytes() - before) / 1024.0 / nodes);
    List<Double> ratios = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      Flood flood = flood(network, messages / rounds);
      double queueRate = queueAlone(flood.pending());
      System.out.printf(
          Locale.ROOT,
          "%9d frames in %5.1f s: %8.0f frames/s; the queue alone with %d waiting %9.0f events/s;"
              + " ratio %.3f%n",
          flood.frames(),
          flood.seconds(),
          flood.perSecond(),
          flood.pending(),
          queueRate,
          flood.perSecond() / queueRate);
      ratios.add(flood.perSecond() / queueRate);
      rates.add(flood.perSecond());
    }
    ratios.sort(null);
    rates.sort(null);
    long deliveries =
        network.record().messages().stream().mapToLong(MessageRecord::deliveries).sum();
    System.out.printf(
        Locale.ROOT,
        "median %.0f frames/s, ratio %.3f; %d of %d deliveries%n",
        rates.get(rounds / 2),
        ratios.get(rounds / 2),
        deliveries,
        (long) (messages / rounds) * rounds * (nodes - 1));
  }

  private record Flood(long frames, double seconds, int pending) {
    double perSecond() {
      return frames / seconds;
    }
  }

  private static Flood flood(SimulatedNetwork network, int messages) {
    long framesBefore = frames(network);
    long pending = 0;
    long start = System.nanoTime();
    for (int i = 0; i < messages; i++) {
      network.node(i % network.nodes().size()).publish("message " + i);
      network.runFor(INTERVAL);
      pending += network.pendingEvents();
    }
    network.runUntilQuiet(Duration.ofSeconds(60));
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Flood(frames(network) - framesBefore, seconds, (int) (pending / messages));
  }

  private static long frames(SimulatedNetwork network) {
    return network.metrics().getOrDefault("payload-frames-sent", 0L);
  }

  /** The hold model: each event that is taken out puts another one in, 10 to 100 ms later. */
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
      queue.poll().run();
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
