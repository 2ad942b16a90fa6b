package dev.gossip.reputation.museum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.reputation.attack.HonestBans;
import dev.gossip.reputation.attack.TestNetworks;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Incidents in networks whose relays announce messages first. What a node itself refuses has
 * arrived, so that nobody has broken a promise.
 */
class MuseumOfDiffusionTest {
  private static final String OURS = "reputation, rate-limit";
  private static final String TOPIC = "second";

  @ParameterizedTest
  @CsvSource({
    "diffusion, flooding",
    "repair, diffusion",
    "dandelion, flooding",
    "repair, dandelion"
  })
  void refusedMessagesBreakNoPromise(String relay, String inner) {
    check(
        network(relay, inner)
            .variant(
                index -> index < 6,
                node -> node.with(Picky.ofTopic(TOPIC)).set("gossip.spam.use", OURS + ", picky")),
        network -> {
          SplittableRandom random = new SplittableRandom(network.seed());
          for (int i = 0; i < 60; i++) {
            TestNetworks.publish(network.node(random.nextInt(11)), TOPIC, 256, random);
            network.runFor(Duration.ofSeconds(1));
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "diffusion, flooding",
    "repair, diffusion",
    "dandelion, flooding",
    "repair, dandelion"
  })
  void nodeWithAWrongClockBlamesNoPeer(String relay, String inner) {
    check(
        network(relay, inner),
        network -> {
          network.node(9).skewClock(Duration.ofMinutes(15));
          List<Integer> authors = IntStream.range(0, 8).boxed().toList();
          TestNetworks.publish(network, authors, 5, Duration.ofSeconds(40));
        });
  }

  private static Simulation network(String relay, String inner) {
    long seed = new SplittableRandom().nextLong();
    System.out.println("seed " + seed);
    return TestNetworks.protectedBy(OURS, seed)
        .relay(relay)
        .set("gossip.relay.repair.inner", inner)
        .nodes(12)
        .topology(Topologies.randomRegular(4));
  }

  private static void check(Simulation simulation, Consumer<SimulatedNetwork> traffic) {
    HonestBans bans = new HonestBans();
    SimulatedNetwork network = simulation.events(bans).start();
    network.runFor(Duration.ofSeconds(3));
    traffic.accept(network);
    assertThat(bans.in(network)).as("honest peers that are discouraged").isEmpty();
  }
}
