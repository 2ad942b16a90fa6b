package dev.gossip.testkit;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.opentest4j.AssertionFailedError;

/** Runs the tests of {@link Fixture} with JUnit and checks the results. */
class GossipTestExtensionTest {
  private static final Duration A_WHILE = Duration.ofSeconds(10);

  /** Arguments of the fixture's methods, and results. */
  private static final List<Object> RECORDED = new ArrayList<>();

  @BeforeEach
  @AfterEach
  void forget() {
    RECORDED.clear();
  }

  static class Fixture {
    @GossipTest(repetitions = 3)
    void seeds(@Seed long seed) {
      RECORDED.add(seed);
    }

    @GossipTest(fixedSeeds = {42, -7})
    void fixedSeeds(@Seed long seed) {
      RECORDED.add(seed);
    }

    @GossipTest(
        nodes = 10,
        topology = "random-regular:4",
        latency = "constant:5ms",
        loss = 0.01,
        settings = {"gossip.lifetime=1m", "gossip.network = a net"})
    void parameters(
        SimulatedNetwork net,
        TestInfo fromJUnit,
        Simulation simulation,
        RandomGenerator random,
        SimulatedNetwork twin) {
      RECORDED.add(net.isLinked());
      RECORDED.add(net.describe());
      RECORDED.add(simulation.start().describe());
      RECORDED.add(random.nextLong());
      net.runFor(A_WHILE);
      twin.runFor(A_WHILE);
      RECORDED.add(net.record().traceHash().equals(twin.record().traceHash()));
      RECORDED.add(fromJUnit.getDisplayName());
    }

    @GossipTest
    void failsByItself(SimulatedNetwork net) {
      net.node(4).publish("hello");
      net.runFor(A_WHILE);
      assertThat(net.nodes().size()).as("nodes").isEqualTo(7);
    }

    @GossipTest
    void failsByOurAssertion(SimulatedNetwork net) {
      MessageId id = net.node(4).publish("hello");
      net.runFor(A_WHILE);
      assertThat(net).message(id).reachedEveryone().within(5, MILLISECONDS);
    }

    @GossipTest
    void failsOtherwise(SimulatedNetwork net) {
      net.node(net.nodes().size());
    }

    @GossipTest(fixedSeeds = 42)
    void failsWithAFixedSeed(SimulatedNetwork net) {
      throw new AssertionError();
    }

    @GossipTest
    void isSkipped(SimulatedNetwork net) {
      assumeTrue(net.nodes().isEmpty(), "too many nodes");
    }

    @GossipTest
    @ManySeeds(1000)
    void swarm(SimulatedNetwork net, TestInfo info, @Seed long seed) {
      RECORDED.add(seed);
      RECORDED.add(net);
      assertThat(net.seed()).isEqualTo(seed);
      assertThat(info.getDisplayName()).isEqualTo("[1000 seeds from 5]");
      assertThat(RECORDED.size() / 2).as("how many").isLessThan(17);
    }

    @GossipTest
    @ManySeeds(30)
    void passingSwarm(SimulatedNetwork net, RandomGenerator random) {
      RECORDED.add(random.nextLong());
    }

    @GossipTest(topology = "moon")
    void unknownTopology(SimulatedNetwork net) {}

    @GossipTest(nodes = 7, topology = "six")
    void wrongNumber(SimulatedNetwork net) {}

    @GossipTest(relay = "moon")
    void unknownRelay(SimulatedNetwork net) {}

    @GossipTest(latency = "long")
    void badLatency(SimulatedNetwork net) {}

    @GossipTest(loss = 2)
    void badLoss(SimulatedNetwork net) {}

    @GossipTest(settings = "gossip.lifetime")
    void noSetting(SimulatedNetwork net) {}

    @GossipTest(settings = "gossip.lifetime=soon")
    void badSetting(SimulatedNetwork net) {}

    @GossipTest
    void badSeedType(@Seed int seed) {}

    @GossipTest(repetitions = 0)
    void noSeeds(SimulatedNetwork net) {}

    @GossipTest(fixedSeeds = 1, repetitions = 2)
    void twoKindsOfSeeds(SimulatedNetwork net) {}

    @GossipTest(fixedSeeds = 1)
    @ManySeeds(3)
    void twoOtherKindsOfSeeds(SimulatedNetwork net) {}

    @GossipTest(loss = 1)
    void neverLinked(SimulatedNetwork net) {}
  }

  private static EngineExecutionResults run(String method, Class<?>... parameters) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(Fixture.class, method, parameters))
        .configurationParameter("gossip.seed", "5")
        .execute();
  }

  private static Throwable failure(String method, Class<?>... parameters) {
    return run(method, parameters).allEvents().executions().failed().stream()
        .map(execution -> execution.getTerminationInfo().getExecutionResult())
        .map(result -> result.getThrowable().orElseThrow())
        .findFirst()
        .orElseThrow();
  }

  private static List<String> names(EngineExecutionResults results) {
    return results.testEvents().started().stream()
        .map(Event::getTestDescriptor)
        .map(descriptor -> descriptor.getDisplayName())
        .toList();
  }

  // ---- seeds and parameters ------------------------------------------------------------------

  @Test
  void propertySetsTheFirstSeedAndTheOthersAreDerivedFromIt() {
    EngineExecutionResults results = run("seeds", long.class);

    results.testEvents().assertStatistics(events -> events.succeeded(3));
    assertThat(RECORDED).hasSize(3).doesNotHaveDuplicates().startsWith(5L);
    assertThat(names(results))
        .containsExactlyElementsOf(RECORDED.stream().map(seed -> "[seed " + seed + "]").toList());
    List<Object> first = List.copyOf(RECORDED);
    RECORDED.clear();
    run("seeds", long.class);
    assertThat(RECORDED).isEqualTo(first);
  }

  @Test
  void seedWithoutThePropertyIsThatOfTheCommitOrOne() {
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(Fixture.class, "seeds", long.class))
        .execute();

    long expected = GitCommit.of(Path.of("")).map(SeedSource::ofCommit).orElse(1L);
    assertThat(RECORDED).hasSize(3).startsWith(expected);
  }

  @Test
  void systemPropertySetsTheFirstSeed() {
    String before = System.getProperty("gossip.seed");
    System.setProperty("gossip.seed", "1234");
    try {
      EngineTestKit.engine("junit-jupiter")
          .enableImplicitConfigurationParameters(true)
          .selectors(selectMethod(Fixture.class, "seeds", long.class))
          .execute();
    } finally {
      if (before == null) {
        System.clearProperty("gossip.seed");
      } else {
        System.setProperty("gossip.seed", before);
      }
    }
    assertThat(RECORDED).startsWith(1234L);
  }

  @Test
  void propertyDoesNotOverrideFixedSeeds() {
    run("fixedSeeds", long.class);

    assertThat(RECORDED).containsExactly(42L, -7L);
  }

  @Test
  void scaleMultipliesTheSeedsThatAreNotFixed() {
    scaled("4", "seeds", long.class).testEvents().assertStatistics(events -> events.succeeded(12));
    assertThat(RECORDED).hasSize(12).doesNotHaveDuplicates().startsWith(5L);

    RECORDED.clear();
    scaled("4", "passingSwarm", SimulatedNetwork.class, RandomGenerator.class);
    assertThat(RECORDED).hasSize(4 * 30).doesNotHaveDuplicates();

    RECORDED.clear();
    scaled("4", "fixedSeeds", long.class);
    assertThat(RECORDED).containsExactly(42L, -7L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"many", "0", "-1", "1.5"})
  void scaleThatIsNotAWholeNumberAboveZeroIsRejected(String scale) {
    EngineExecutionResults results = scaled(scale, "seeds", long.class);

    assertThat(RECORDED).isEmpty();
    assertThat(results.containerEvents().failed().stream()).hasSize(1);
  }

  private static EngineExecutionResults scaled(
      String scale, String method, Class<?>... parameters) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(Fixture.class, method, parameters))
        .configurationParameter("gossip.seed", "5")
        .configurationParameter("gossip.seeds.scale", scale)
        .execute();
  }

  @Test
  void seedThatIsNotANumberIsRejected() {
    EngineExecutionResults results =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectMethod(Fixture.class, "seeds", long.class))
            .configurationParameter("gossip.seed", "five")
            .execute();

    results.allEvents().assertThatEvents().hasSizeGreaterThan(0);
    assertThat(RECORDED).isEmpty();
    assertThat(results.containerEvents().failed().stream()).hasSize(1);
  }

  @Test
  void parametersFollowTheAnnotation() {
    EngineExecutionResults results =
        run(
            "parameters",
            SimulatedNetwork.class,
            TestInfo.class,
            Simulation.class,
            RandomGenerator.class,
            SimulatedNetwork.class);

    results.testEvents().assertStatistics(events -> events.succeeded(1));
    String run =
        "seed 5, 10 nodes, 20 links, random-regular:4, latency constant:PT0.005S,"
            + " gossip.relay.use=relay.flooding, gossip.lifetime=1m,"
            + " gossip.network=a net, faults [drop everywhere (share 0.01)]";
    assertThat(RECORDED.get(0)).as("linked").isEqualTo(true);
    assertThat(RECORDED.subList(1, 3)).containsExactly(run, run);
    assertThat(RECORDED.get(4)).as("the same run twice").isEqualTo(true);
    assertThat(RECORDED.get(5)).isEqualTo("[seed 5]");
  }

  // ---- failures ------------------------------------------------------------------------------

  @Test
  void failureContainsTheSeedTheRunAndTheLastEvents() {
    Throwable failure = failure("failsByItself", SimulatedNetwork.class);

    assertThat(failure)
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageStartingWith("[nodes]")
        .hasMessageContainingAll(
            "expected: 7",
            "seed 5; run it again with: mvn test -Dtest='GossipTestExtensionTest$Fixture"
                + "#failsByItself' -Dgossip.seed=5\n",
            "run: simulation, seed 5, 6 nodes, 6 links, the six-node network, latency ",
            ", gossip.relay.use=relay.flooding\n",
            "last events of message ",
            "published at node 4",
            "delivered at node 1, from node 4")
        .hasNoCause();
    assertThat(failure.getStackTrace()[0].getMethodName()).isEqualTo("failsByItself");
    assertThat(((AssertionFailedError) failure).getExpected().getStringRepresentation())
        .isEqualTo("7");
  }

  @Test
  void detailsInAnAssertionMessageAreNotRepeated() {
    String message =
        String.valueOf(failure("failsByOurAssertion", SimulatedNetwork.class).getMessage());

    assertThat(message)
        .contains("took more than 0.005 s to 5 of 6 nodes")
        .containsOnlyOnce("run: simulation, seed 5")
        .containsOnlyOnce("last events")
        .containsOnlyOnce("-Dgossip.seed=5");
  }

  @Test
  void exceptionKeepsItsTypeAndGetsTheRunAsSuppressed() {
    Throwable failure = failure("failsOtherwise", SimulatedNetwork.class);

    assertThat(failure).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(failure.getSuppressed())
        .singleElement()
        .extracting(Throwable::getMessage)
        .asString()
        .contains("-Dgossip.seed=5", "run: simulation, seed 5, 6 nodes");
  }

  @Test
  void failureWithAFixedSeedDoesNotNameTheProperty() {
    assertThat(failure("failsWithAFixedSeed", SimulatedNetwork.class))
        .hasMessageContaining("seed 42; run it again with: mvn test")
        .hasMessageNotContaining("-Dgossip.seed");
  }

  @Test
  void failedAssumptionAbortsTheTest() {
    run("isSkipped", SimulatedNetwork.class)
        .testEvents()
        .assertStatistics(events -> events.aborted(1).failed(0));
  }

  // ---- many seeds in one test ----------------------------------------------------------------

  @Test
  void manySeedsAreOneTestThatStopsAtTheFirstFailingSeed() {
    Throwable failure = failure("swarm", SimulatedNetwork.class, TestInfo.class, long.class);

    List<Object> seeds = RECORDED.stream().filter(Long.class::isInstance).toList();
    assertThat(seeds).hasSize(17).doesNotHaveDuplicates().startsWith(5L);
    assertThat(RECORDED).as("each seed has its own network").doesNotHaveDuplicates();
    assertThat(failure)
        .hasMessageStartingWith("[how many]")
        .hasMessageContainingAll(
            "seed " + seeds.get(16) + ", number 17 of 1000; run it again with: mvn test",
            "-Dgossip.seed=" + seeds.get(16),
            "run: simulation, seed " + seeds.get(16));
  }

  @Test
  void manySeedsWithoutFailureAreOnePassingTest() {
    EngineExecutionResults results =
        run("passingSwarm", SimulatedNetwork.class, RandomGenerator.class);

    results.testEvents().assertStatistics(events -> events.started(1).succeeded(1));
    assertThat(RECORDED).hasSize(30).doesNotHaveDuplicates();
    assertThat(names(results)).containsExactly("[30 seeds from 5]");
  }

  // ---- invalid annotations -------------------------------------------------------------------

  @Test
  void invalidAnnotationsAreRejectedWithOneLine() {
    assertRejected("unknownTopology", "unknownTopology: 'moon' is not a topology; write six,");
    assertRejected("wrongNumber", "wrongNumber: the six-node network has 6 nodes, not 7");
    assertRejected("unknownRelay", "there is no plugin 'relay.moon'; there is relay.flooding");
    assertRejected("badLatency", "badLatency: 'long' is not a latency; write");
    assertRejected("badLoss", "badLoss: a share is from 0 to 1, not 2.0");
    assertRejected("noSetting", "noSetting: 'gossip.lifetime' is not a setting; write key=value");
    assertRejected("badSetting", "badSetting: the simulation's builder: gossip.lifetime: ");
    assertRejected("noSeeds", "a test needs at least one seed, not 0");
    assertRejected(
        "twoKindsOfSeeds",
        "only one of @GossipTest(fixedSeeds), @GossipTest(repetitions) and @ManySeeds");
    assertRejected(
        "twoOtherKindsOfSeeds", "@GossipTest(fixedSeeds), @GossipTest(repetitions) and @ManySeeds");
    assertThat(failure("badSeedType", int.class))
        .hasMessage("badSeedType: @Seed needs a parameter of type long, not int");
  }

  private static void assertRejected(String method, String expected) {
    String message = String.valueOf(failure(method, SimulatedNetwork.class).getMessage());
    assertThat(message).contains(expected).doesNotContain("\n");
  }

  @Test
  void networkWhoseLinksDoNotComeUpFailsWithItsSeed() {
    assertThat(failure("neverLinked", SimulatedNetwork.class))
        .hasMessageContainingAll(
            "neverLinked: timed out after 1m waiting for all links to be up",
            "-Dgossip.seed=5",
            "drop everywhere");
  }
}
