package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology;
import dev.gossip.simulation.wire.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks with a round trip of 50 ms whose links lose, duplicate and reorder datagrams. On a line
 * of 50 nodes some messages take more than five minutes, the default lifetime, to the other end.
 * With {@code -Dgossip.seeds.scale} there are more seeds.
 */
class LossTest {
  private static final int SEEDS = Integer.getInteger("gossip.seeds.scale", 1);
  private static final Duration LATENCY = Duration.ofMillis(25);
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final Duration STEP = Duration.ofSeconds(1);

  static Stream<Arguments> relaysAndTopologies() {
    return Stream.of("flooding", "diffusion", "dandelion")
        .flatMap(
            relay ->
                Stream.of(
                    Arguments.of(relay, 100, "random", Topologies.randomRegular(8)),
                    Arguments.of(relay, 50, "line", Topologies.line())));
  }

  @ParameterizedTest(name = "{0} on {1} nodes in a {2} graph")
  @MethodSource("relaysAndTopologies")
  void everyNodeGetsEveryMessage(String relay, int nodes, String name, Topology topology) {
    for (int i = 0; i < SEEDS; i++) {
      long seed = RandomSeeds.draw(i);
      SimulatedNetwork network =
          Simulation.seeded(seed)
              .nodes(nodes)
              .topology(topology)
              .relay("repair")
              .set("gossip.relay.repair.inner", relay)
              .set("gossip.max-payload-bytes", "1048576")
              .set("gossip.lifetime", "30m")
              .latency(Latency.constant(LATENCY))
              .loss(0.3)
              .faults(faults -> faults.everywhere().share(0.1).duplicate(LATENCY))
              .faults(faults -> faults.everywhere().share(0.5).reorder(LATENCY.multipliedBy(4)))
              .start();
      network.awaitLinks(Duration.ofMinutes(2));
      List<MessageId> ids = publish(network, new SplittableRandom(seed));
      Duration taken = runUntilComplete(network, ids);
      System.out.printf(
          "%s, %s of %d nodes: complete %d s after the last message (seed %d)%n",
          relay, name, nodes, taken.toSeconds(), seed);

      for (MessageId id : ids) {
        assertThat(network.coverage(id)).as("seed %d, message %s", seed, id).isEqualTo(1);
      }
    }
  }

  /** Not until the network is quiet: nodes compare as long as the window has messages. */
  private static Duration runUntilComplete(SimulatedNetwork network, List<MessageId> ids) {
    Duration start = network.now();
    List<MessageId> open = new ArrayList<>(ids);
    while (true) {
      open.removeIf(id -> network.coverage(id) == 1);
      Duration taken = network.now().minus(start);
      if (open.isEmpty() || taken.compareTo(LIMIT) >= 0) {
        return taken;
      }
      network.runFor(STEP);
    }
  }

  private static List<MessageId> publish(SimulatedNetwork network, SplittableRandom random) {
    List<Integer> sizes = new ArrayList<>(List.of(256 << 10));
    for (int i = 0; i < 4; i++) {
      sizes.add(16 << 10);
    }
    for (int i = 0; i < 20; i++) {
      sizes.add(random.nextInt(128, 901));
    }
    List<MessageId> ids = new ArrayList<>();
    for (int size : sizes) {
      byte[] payload = new byte[size];
      random.nextBytes(payload);
      int origin = random.nextInt(network.nodes().size());
      ids.add(network.node(origin).publish("main", ByteString.copyFrom(payload)));
      network.runFor(Duration.ofMillis(100));
    }
    return ids;
  }
}
