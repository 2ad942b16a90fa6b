package dev.gossip.simulation.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.region.Regions;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Latencies that depend on where nodes are. */
class PlacedLatencyTest {
  private static final long SEED = 4;
  private static final int NODES = 40;

  private final SplittableRandom random = new SplittableRandom(SEED);

  private static Latency placed(String text) {
    Latency latency = Latency.parse(text);
    assertThat(latency).hasToString(text).isInstanceOf(UnplacedLatency.class);
    return ((UnplacedLatency) latency).place(Topologies.ring(), NODES, new SplittableRandom(SEED));
  }

  @Test
  void latencyOfAPairIsThatOfItsRegions() {
    Latency latency = placed("matrix:aws");
    Regions regions = Regions.matrix("aws");
    int[] drawn = regions.draw(NODES, new SplittableRandom(SEED));

    for (int from = 0; from < NODES; from++) {
      for (int to = 0; to < NODES; to++) {
        assertThat(latency.sampleNanos(from, to, random))
            .isEqualTo(regions.oneWayNanos(drawn[from], drawn[to]));
      }
    }
    assertThat(latency).hasToString("matrix:aws");
  }

  @Test
  void allIdentitiesOfASpyAreInOnePlace() {
    Latency latency = placed("geo");

    assertThat(
            IntStream.range(NODES, NODES + 10)
                .mapToLong(spy -> latency.sampleNanos(0, spy, random))
                .distinct())
        .hasSize(1);
  }

  @Test
  void latencyWithoutANetworkCannotBeSampled() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Latency.parse("geo").sampleNanos(0, 1, random))
        .withMessageContaining("geo has no network yet");
  }

  private static String hashOf(Latency latency, long seed) {
    SimulatedNetwork network =
        Simulation.seeded(seed)
            .nodes(NODES)
            .topology(Topologies.randomRegular(4))
            .latency(latency)
            .start();
    network.awaitLinks(Duration.ofSeconds(10));
    MessageId id = network.node(0).publish("hello");
    network.runFor(Duration.ofSeconds(3));
    assertThat(network.coverage(id)).as("%s", network.describe()).isEqualTo(1);
    assertThat(network.describe()).contains("latency " + latency);
    return network.record().traceHash();
  }

  @Test
  void oneLatencyGivesEqualRunsForEqualSeedsInAnyOrder() {
    Latency shared = Latency.parse("matrix:bitcoin");

    String first = hashOf(shared, 1);
    assertThat(hashOf(shared, 2)).isNotEqualTo(first);
    assertThat(hashOf(shared, 1)).isEqualTo(first);
    assertThat(hashOf(Latency.parse("matrix:bitcoin"), 1)).isEqualTo(first);
  }

  @Test
  void messageTakesTheTimesOfTheTopologyFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("net.txt"), "0 1 10\n1 2 20.5\n0 3 200\n");
    Topology topology = Topologies.file(file);
    SimulatedNetwork network =
        Simulation.seeded(SEED)
            .topology(topology)
            .latency(Latency.parse("topology:weight"))
            .start();
    network.awaitLinks(Duration.ofSeconds(30));

    MessageId id = network.node(0).publish("hello");
    network.runFor(Duration.ofSeconds(3));

    assertThat(latency(network, id, 1)).hasValue(Duration.ofMillis(10));
    assertThat(latency(network, id, 2)).hasValue(Duration.ofNanos(30_500_000));
    assertThat(latency(network, id, 3)).hasValue(Duration.ofMillis(200));
  }

  private static Optional<Duration> latency(SimulatedNetwork network, MessageId id, int node) {
    return network.record().message(id).orElseThrow().latency(node);
  }

  @Test
  void spyHasTheMedianOfTheTopologyFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("net.txt"), "0 1 10\n1 2 20\n2 0 30\n");
    Latency latency =
        ((UnplacedLatency) Latency.parse("topology:weight"))
            .place(Topologies.file(file), 3, random);

    assertThat(latency.sampleNanos(3, 1, random)).isEqualTo(20_000_000);
    assertThat(latency.sampleNanos(0, 2, random)).isEqualTo(30_000_000);
  }

  @Test
  void topologyWithoutLatenciesIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Simulation.seeded(1).latency(Latency.parse("topology")).start())
        .withMessageContaining("have no latency; use file:PATH");
  }
}
