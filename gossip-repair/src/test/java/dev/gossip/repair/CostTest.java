package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.node.Metric;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What repair costs where nothing is lost. */
class CostTest {
  private static final int SEEDS = Integer.getInteger("gossip.seeds.scale", 1);
  private static final int NODES = 25;
  private static final int DEGREE = 8;
  private static final int PAYLOAD_BYTES = 500;

  /** What surrounds the body of a control frame in a datagram; the metrics count bodies alone. */
  private static final int FRAME_OVERHEAD_BYTES = 8;

  @ParameterizedTest
  @ValueSource(strings = {"flooding", "diffusion"})
  void repairSendsLessThanThreePercentOfThePayloadBytes(String relay) {
    for (int i = 0; i < SEEDS; i++) {
      long seed = RandomSeeds.draw(i);
      CountedRepair.Count count = new CountedRepair.Count();
      SimulatedNetwork with = busy(repaired(seed, relay, count), seed);
      SimulatedNetwork without = busy(Simulation.seeded(seed).relay(relay), seed);

      assertThat(with.report().coverage()).isEqualTo(1);
      long payloadBytes = with.report().bytesByKind().getOrDefault("payload", 0L);
      long repairBytes = count.bytes + FRAME_OVERHEAD_BYTES * count.frames;
      System.out.printf(
          "%s: %.2f %% of %d payload bytes, %d frames; datagram bytes %d with, %d without, %+.2f"
              + " %%; duplicates %d with, %d without%n",
          relay,
          100.0 * repairBytes / payloadBytes,
          payloadBytes,
          count.frames,
          with.record().bytes(),
          without.record().bytes(),
          100.0 * (with.record().bytes() - without.record().bytes()) / without.record().bytes(),
          with.report().duplicates(),
          without.report().duplicates());
      assertThat(with.metrics())
          .as("seed %d", seed)
          .containsEntry(Metric.REPAIR_BYTES_SENT.label(), count.bytes);
      assertThat(repairBytes).as("seed %d", seed).isLessThan(payloadBytes * 3 / 100);
    }
  }

  private static Simulation repaired(long seed, String relay, CountedRepair.Count count) {
    return Simulation.seeded(seed)
        .with(new CountedRepair(count))
        .relay("repair")
        .set("gossip.relay.repair.inner", relay);
  }

  /** Ten messages a second for two minutes. */
  private static SimulatedNetwork busy(Simulation simulation, long seed) {
    SimulatedNetwork network = start(simulation);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 1_200; i++) {
      byte[] payload = new byte[PAYLOAD_BYTES];
      random.nextBytes(payload);
      network.node(random.nextInt(NODES)).publish("main", ByteString.copyFrom(payload));
      network.runFor(Duration.ofMillis(100));
    }
    network.runFor(Duration.ofMinutes(1));
    return network;
  }

  private static SimulatedNetwork start(Simulation simulation) {
    SimulatedNetwork network =
        simulation.nodes(NODES).topology(Topologies.randomRegular(DEGREE)).start();
    network.awaitLinks(Duration.ofSeconds(30));
    return network;
  }

  @ParameterizedTest(name = "after {0} messages")
  @CsvSource({"0", "5"})
  void repairAddsAtMostOneDatagramPerIdleLinkAndHalfMinute(int messages) {
    for (int i = 0; i < SEEDS; i++) {
      long seed = RandomSeeds.draw(i);
      Duration idle = Duration.ofMinutes(10);
      long with =
          datagramsWhileIdle(repaired(seed, "flooding", new CountedRepair.Count()), messages, idle);
      long without = datagramsWhileIdle(Simulation.seeded(seed).relay("flooding"), messages, idle);

      long links = NODES * DEGREE / 2;
      double added = (double) (with - without) / links / (idle.toSeconds() / 30.0);
      System.out.printf(
          "after %d messages: %d datagrams with, %d without, %.3f added per link and 30 s%n",
          messages, with, without, added);
      assertThat(added).as("seed %d", seed).isLessThanOrEqualTo(1);
    }
  }

  private static long datagramsWhileIdle(Simulation simulation, int messages, Duration idle) {
    SimulatedNetwork network = start(simulation);
    for (int i = 0; i < messages; i++) {
      network.node(i).publish("message " + i);
    }
    network.runFor(Duration.ofSeconds(2));
    long before = network.record().datagrams();
    network.runFor(idle);
    return network.record().datagrams() - before;
  }
}
