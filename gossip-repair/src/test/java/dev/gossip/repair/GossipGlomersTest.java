package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Fault;
import dev.gossip.simulation.wire.Latency;
import dev.gossip.simulation.wire.PacketOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The last two challenges of Gossip Glomers (Fly.io and Kyle Kingsbury, fly.io/dist-sys/3d and
 * fly.io/dist-sys/3e), as Maelstrom's broadcast workload runs them: 25 servers, each message
 * between them takes 100 ms, 100 operations a second for 20 s at random servers, half of which are
 * broadcasts and half reads. Maelstrom counts the messages between servers per operation, reads
 * included. The stable latency of a value is the time from its broadcast to the last read that did
 * not return it (Jepsen's {@code set-full} checker).
 *
 * <p>A tree sends 24 messages per broadcast, the least there are. With twelve children per node no
 * value takes more than three hops; with four it takes up to five, and no server has many links.
 */
class GossipGlomersTest {
  private static final int SEEDS = Integer.getInteger("gossip.seeds.scale", 1);
  private static final int NODES = 25;
  private static final Duration TIME_LIMIT = Duration.ofSeconds(20);
  private static final Duration BETWEEN_OPERATIONS = Duration.ofMillis(10);

  /** The mean time until Maelstrom's nemesis starts a partition, and until it ends one. */
  private static final Duration NEMESIS_INTERVAL = Duration.ofSeconds(10);

  /** Maelstrom's time for servers to recover before the final reads. */
  private static final Duration RECOVERY = Duration.ofSeconds(10);

  /** Nodes dial a peer that was away for longer than a few seconds again within 66 s. */
  private static final Duration REDIAL = Duration.ofSeconds(70);

  /** The network, and what was done with it. */
  private static final class Run {
    final SimulatedNetwork network;
    final SplittableRandom random;
    final List<MessageId> values = new ArrayList<>();
    // For each value the last time, since its broadcast, at which a server did not have it.
    private final List<Long> stableNanos = new ArrayList<>();
    final long framesBefore;
    int operations;

    Run(long seed, int children) {
      network =
          Simulation.seeded(seed)
              .nodes(NODES)
              .topology(Topologies.tree(children))
              .relay("repair")
              .latency(Latency.constant(Duration.ofMillis(100)))
              .start();
      network.awaitLinks(Duration.ofSeconds(30));
      random = new SplittableRandom(seed);
      framesBefore = frames();
    }

    void operate(Duration duration) {
      Duration end = network.now().plus(duration);
      while (network.now().compareTo(end) < 0) {
        operations++;
        SimulatedNode server = network.node(random.nextInt(NODES));
        if (random.nextBoolean()) {
          values.add(server.publish("value " + values.size()));
          stableNanos.add(0L);
        } else {
          read(server);
        }
        network.runFor(BETWEEN_OPERATIONS);
      }
    }

    private void read(SimulatedNode server) {
      for (int i = 0; i < values.size(); i++) {
        MessageRecord value = network.record().message(values.get(i)).orElseThrow();
        if (!value.reached(server.index())) {
          stableNanos.set(i, network.now().toNanos() - value.publishedNanos());
        }
      }
    }

    /** The nemesis acts after random times with this mean. */
    Duration staggered() {
      return Duration.ofNanos(random.nextLong(2 * NEMESIS_INTERVAL.toNanos()));
    }

    Fault partition(Target target) {
      List<Integer> order = new ArrayList<>(IntStream.range(0, NODES).boxed().toList());
      Collections.shuffle(order, new Random(random.nextLong()));
      return switch (target) {
        case ONE -> network.faults().partition(order.subList(0, 1));
        case MINORITY -> network.faults().partition(order.subList(0, NODES / 2));
        case RING -> ring(order);
      };
    }

    /** Each server reaches the majority that is next to it on a ring. */
    private Fault ring(List<Integer> order) {
      return network
          .faults()
          .add(
              "majorities ring",
              (packet, none) -> {
                int apart = Math.abs(order.indexOf(packet.from()) - order.indexOf(packet.to()));
                boolean isNear = Math.min(apart, NODES - apart) <= NODES / 4;
                return isNear ? PacketOutcome.PASS : PacketOutcome.DROP;
              });
    }

    /** Payload and control frames, link maintenance aside. */
    private long frames() {
      return network.report().transmissions() + network.report().controlFrames();
    }

    double messagesPerOperation() {
      return (double) (frames() - framesBefore) / operations;
    }

    long incomplete() {
      return values.stream().filter(id -> network.coverage(id) < 1).count();
    }

    /** The stable latency that this share of the values does not exceed. */
    Duration stableLatency(double share) {
      List<Long> sorted = stableNanos.stream().sorted().toList();
      int rank = (int) Math.ceil(share * sorted.size());
      return Duration.ofNanos(sorted.get(rank - 1));
    }
  }

  @ParameterizedTest(name = "challenge {0}")
  @CsvSource({"3d, 12, 30, 400, 600", "3e, 4, 20, 1000, 2000"})
  void challengesArePassedWithoutPartitions(
      String challenge, int children, int messages, int medianMillis, int maxMillis) {
    for (int i = 0; i < SEEDS; i++) {
      long seed = RandomSeeds.draw(i);
      Run run = new Run(seed, children);
      run.operate(TIME_LIMIT);
      double perOperation = run.messagesPerOperation();
      Duration median = run.stableLatency(0.5);
      Duration max = run.stableLatency(1);
      System.out.printf(
          "%s: %.2f messages per operation, median %d ms, maximum %d ms%n",
          challenge, perOperation, median.toMillis(), max.toMillis());
      run.network.runFor(RECOVERY);

      assertThat(run.incomplete()).as("seed %d", seed).isZero();
      assertThat(perOperation).as("seed %d", seed).isLessThan(messages);
      assertThat(median).as("seed %d", seed).isLessThan(Duration.ofMillis(medianMillis));
      assertThat(max).as("seed %d", seed).isLessThan(Duration.ofMillis(maxMillis));
    }
  }

  /** The targets of Maelstrom's partitions: one server, a minority, and rings of majorities. */
  private enum Target {
    ONE,
    MINORITY,
    RING
  }

  @ParameterizedTest
  @EnumSource
  void everyValueArrivesEverywhereDespitePartitions(Target target) {
    for (int i = 0; i < SEEDS; i++) {
      long seed = RandomSeeds.draw(i);
      Run run = new Run(seed, 4);
      for (int cut = 0; cut < 2; cut++) {
        run.operate(run.staggered());
        Fault partition = run.partition(target);
        run.operate(run.staggered());
        partition.remove();
      }
      long incomplete = run.incomplete();
      run.network.runFor(RECOVERY);
      long afterRecovery = run.incomplete();
      run.network.runFor(REDIAL.minus(RECOVERY));
      System.out.printf(
          "%s: %d values, %d of them incomplete after the last partition, %d after 10 s, %d after"
              + " 70 s; %.2f messages per operation%n",
          target,
          run.values.size(),
          incomplete,
          afterRecovery,
          run.incomplete(),
          run.messagesPerOperation());

      assertThat(run.incomplete()).as("seed %d", seed).isZero();
      assertThat(run.messagesPerOperation()).as("seed %d", seed).isLessThan(20);
    }
  }
}
