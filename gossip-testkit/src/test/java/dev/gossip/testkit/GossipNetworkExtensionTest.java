package dev.gossip.testkit;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.wire.PacketOutcome;
import dev.gossip.testkit.world.World;
import dev.gossip.testkit.world.WorldKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** A network from a plan object, registered with {@code @RegisterExtension}. */
class GossipNetworkExtensionTest {
  private static final List<World> WORLDS = new ArrayList<>();

  @BeforeEach
  @AfterEach
  void forget() {
    WORLDS.clear();
  }

  /** Run only by the tests below. */
  static class Simulated {
    @RegisterExtension
    static final GossipNetworkExtension net =
        GossipNetworkExtension.of(
            NetworkPlan.seeded(5).nodes(6).set("gossip.lifetime", "1m").build());

    @Test
    void reachesEveryNode(SimulatedNetwork network, World world) {
      WORLDS.add(net.world());
      assertThat((Object) world).isSameAs(net.world());
      assertThat((Object) network).isSameAs(net.network());
      MessageId id = net.world().publish(0, "hello");
      net.world().awaitEverywhere(id);
      assertThat(net.world()).message(id).reachedEveryone();
    }

    @Test
    void reachesEveryNodeOfAnotherNetwork(World world) {
      WORLDS.add(world);
      assertThat(world.messages()).isEmpty();
    }
  }

  /** Run only by the tests below. */
  static class Ring {
    @RegisterExtension
    static final GossipNetworkExtension net =
        GossipNetworkExtension.of(NetworkPlan.seeded(5).topology("ring").nodes(4).build());

    @Test
    void starts(World world) {
      WORLDS.add(world);
    }
  }

  /** Run only by the tests below. */
  static class Failing {
    @RegisterExtension
    final GossipNetworkExtension net =
        GossipNetworkExtension.of(NetworkPlan.seeded(5).build()).in(WorldKind.LOOPBACK);

    @Test
    void fails() {
      WORLDS.add(net.world());
      throw new AssertionError("no reason");
    }

    @Test
    void hasABrokenFault() {
      net.world()
          .faults()
          .everywhere()
          .share(0.99)
          .rule("dud", (packet, random) -> PacketOutcome.PASS);
      net.world().awaitEverywhere(net.world().publish(0, "nothing happens to this"));
    }

    @Test
    void needsASimulation() {
      assertThat(net.network()).isNotNull();
    }
  }

  /** Run only by the tests below. */
  static class Impatient {
    @RegisterExtension
    final GossipNetworkExtension net =
        GossipNetworkExtension.of(NetworkPlan.seeded(5).build()).waitLimit(Duration.ofSeconds(2));

    @Test
    void waits() {
      net.world().await(() -> "nothing", () -> false);
    }
  }

  /** Run only by the tests below. */
  static class Unstartable {
    @RegisterExtension
    final GossipNetworkExtension net =
        GossipNetworkExtension.of(NetworkPlan.seeded(5).setAll("messages=5").build());

    @Test
    void doesNotStart() {
      throw new AssertionError("started");
    }
  }

  /** Run only by the tests below. */
  static class Mixed {
    @RegisterExtension
    static final GossipNetworkExtension net =
        GossipNetworkExtension.of(NetworkPlan.seeded(5).topology("ring").nodes(4).build());

    @GossipTest(nodes = 3, topology = "complete")
    void hasTheNetworkOfItsAnnotation(SimulatedNetwork network) {
      assertThat(network.nodes().size()).isEqualTo(3);
    }

    @WorldTest(in = WorldKind.SIMULATION)
    void hasTheWorldOfItsAnnotation(World world) {
      WORLDS.add(world);
    }

    @GossipTest(nodes = 3, topology = "complete")
    void fails(SimulatedNetwork network) {
      throw new AssertionError("no reason");
    }

    @Test
    void hasTheNetworkOfThePlan(World world) {
      assertThat(world.nodes()).isEqualTo(4);
    }
  }

  private static String failure(String method) {
    return String.valueOf(thrown(Failing.class, method).getMessage());
  }

  private static Throwable thrown(Class<?> test, String method) {
    Events tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectMethod(test, method))
            .execute()
            .testEvents();
    return tests.failed().stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .map(result -> result.getThrowable().orElseThrow())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void networkThatDoesNotStartIsTheOnlyFailure() {
    Throwable thrown = thrown(Unstartable.class, "doesNotStart");

    assertThat(thrown).hasMessageStartingWith("messages=5: ");
    assertThat(thrown.getSuppressed()).isEmpty();
  }

  @Test
  void waitLimitOfTheExtensionCounts() {
    assertThat(thrown(Impatient.class, "waits"))
        .hasMessageStartingWith("timed out after 2s waiting for nothing");
  }

  @Test
  void eachTestHasANetworkOfItsOwn() {
    Events tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(Simulated.class))
            .execute()
            .testEvents();

    tests.assertStatistics(stats -> stats.started(2).succeeded(2));
    assertThat(WORLDS).hasSize(2).doesNotHaveDuplicates();
    assertThat(WORLDS.get(0).describe()).contains("seed 5, 6 nodes").contains("gossip.lifetime=1m");
  }

  @Test
  void networkHasTheTopologyOfItsPlan() {
    EngineTestKit.engine("junit-jupiter").selectors(selectClass(Ring.class)).execute();

    assertThat(WORLDS).singleElement().extracting(world -> world.edges().size()).isEqualTo(4);
  }

  @Test
  void annotatedTestsOfTheSameClassHaveNetworksOfTheirOwn() {
    Events tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(Mixed.class))
            .execute()
            .testEvents();

    tests.assertStatistics(stats -> stats.started(4).succeeded(3));
    assertThat(WORLDS).singleElement().extracting(World::nodes).isEqualTo(6);
    assertThat(tests.failed().stream().toList())
        .singleElement()
        .extracting(
            event ->
                event
                    .getRequiredPayload(TestExecutionResult.class)
                    .getThrowable()
                    .orElseThrow()
                    .getMessage())
        .asString()
        .startsWith("no reason")
        .containsOnlyOnce("run: simulation")
        .contains("3 nodes");
  }

  @Test
  void failureDescribesTheNetworkWhichIsClosed() {
    assertThat(failure("fails"))
        .startsWith("no reason\n  run it again with: mvn test -Dtest='")
        .contains("#fails'")
        .contains("run: loopback UDP, seed 5, 6 nodes");
    assertThat(WORLDS.get(0).isUp(0)).as("a node of a closed world is up").isFalse();
  }

  @Test
  void pageOfAFailureIsNamedAfterItsTest(@TempDir Path folder) {
    System.setProperty("gossip.pages", folder.toString());
    try {
      assertThat(failure("fails"))
          .endsWith("GossipNetworkExtensionTest.Failing.fails-5.html")
          .contains("a page that shows the run: " + folder);
      assertThat(failure("fails")).endsWith("GossipNetworkExtensionTest.Failing.fails-5-2.html");
    } finally {
      System.clearProperty("gossip.pages");
    }
  }

  @Test
  void faultThatNeverHitsFailsTheTest() {
    assertThat(failure("hasABrokenFault"))
        .startsWith("the fault 'dud everywhere (share 0.99)' never hit anything");
  }

  @Test
  void simulationIsMissingInAnotherWorld() {
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(Failing.class, "needsASimulation"))
        .execute()
        .testEvents()
        .assertStatistics(stats -> stats.started(1).aborted(1));
  }
}
