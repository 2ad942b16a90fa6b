package dev.gossip.testkit;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.opentest4j.AssertionFailedError;

/** Runs the tests of {@link GossipTestFixture} with JUnit and checks the results. */
class GossipTestExtensionTest {

  @BeforeEach
  @AfterEach
  void forget() {
    GossipTestFixture.RECORDED.clear();
  }

  private static EngineExecutionResults run(String method, Class<?>... parameters) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(GossipTestFixture.class, method, parameters))
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
    assertThat(GossipTestFixture.RECORDED).hasSize(3).doesNotHaveDuplicates().startsWith(5L);
    assertThat(names(results))
        .containsExactlyElementsOf(
            GossipTestFixture.RECORDED.stream().map(seed -> "[seed " + seed + "]").toList());
    List<Object> first = List.copyOf(GossipTestFixture.RECORDED);
    GossipTestFixture.RECORDED.clear();
    run("seeds", long.class);
    assertThat(GossipTestFixture.RECORDED).isEqualTo(first);
  }

  @Test
  void seedWithoutThePropertyIsThatOfTheCommitOrOne() {
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(GossipTestFixture.class, "seeds", long.class))
        .execute();

    long expected = GitCommit.of(Path.of("")).map(SeedSource::ofCommit).orElse(1L);
    assertThat(GossipTestFixture.RECORDED).hasSize(3).startsWith(expected);
  }

  @Test
  void systemPropertySetsTheFirstSeed() {
    String before = System.getProperty("gossip.seed");
    System.setProperty("gossip.seed", "1234");
    try {
      EngineTestKit.engine("junit-jupiter")
          .enableImplicitConfigurationParameters(true)
          .selectors(selectMethod(GossipTestFixture.class, "seeds", long.class))
          .execute();
    } finally {
      if (before == null) {
        System.clearProperty("gossip.seed");
      } else {
        System.setProperty("gossip.seed", before);
      }
    }
    assertThat(GossipTestFixture.RECORDED).startsWith(1234L);
  }

  @Test
  void propertyDoesNotOverrideFixedSeeds() {
    run("fixedSeeds", long.class);

    assertThat(GossipTestFixture.RECORDED).containsExactly(42L, -7L);
  }

  @Test
  void namesFollowThePattern() {
    assertThat(names(run("named", SimulatedNetwork.class)))
        .containsExactly(
            "named(SimulatedNetwork): 1 of 2, with 42", "named(SimulatedNetwork): 2 of 2, with -7");
  }

  @Test
  void scaleMultipliesTheSeedsThatAreNotFixed() {
    scaled("4", "seeds", long.class).testEvents().assertStatistics(events -> events.succeeded(12));
    assertThat(GossipTestFixture.RECORDED).hasSize(12).doesNotHaveDuplicates().startsWith(5L);

    GossipTestFixture.RECORDED.clear();
    scaled("4", "passingSwarm", SimulatedNetwork.class, RandomGenerator.class);
    assertThat(GossipTestFixture.RECORDED).hasSize(4 * 30).doesNotHaveDuplicates();

    GossipTestFixture.RECORDED.clear();
    scaled("4", "fixedSeeds", long.class);
    assertThat(GossipTestFixture.RECORDED).containsExactly(42L, -7L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"many", "0", "-1", "1.5"})
  void scaleThatIsNotAWholeNumberAboveZeroIsRejected(String scale) {
    EngineExecutionResults results = scaled(scale, "seeds", long.class);

    assertThat(GossipTestFixture.RECORDED).isEmpty();
    assertThat(results.containerEvents().failed().stream()).hasSize(1);
  }

  private static EngineExecutionResults scaled(
      String scale, String method, Class<?>... parameters) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(GossipTestFixture.class, method, parameters))
        .configurationParameter("gossip.seed", "5")
        .configurationParameter("gossip.seeds.scale", scale)
        .execute();
  }

  @Test
  void seedThatIsNotANumberIsRejected() {
    EngineExecutionResults results =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectMethod(GossipTestFixture.class, "seeds", long.class))
            .configurationParameter("gossip.seed", "five")
            .execute();

    results.allEvents().assertThatEvents().hasSizeGreaterThan(0);
    assertThat(GossipTestFixture.RECORDED).isEmpty();
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
        "seed 5, 10 nodes, 20 links, random-regular:4, latency constant:5ms,"
            + " gossip.relay.use=relay.flooding, gossip.lifetime=1m,"
            + " gossip.network=a net, faults [drop everywhere (share 0.01)]";
    assertThat(GossipTestFixture.RECORDED.get(0)).as("linked").isEqualTo(true);
    assertThat(GossipTestFixture.RECORDED.subList(1, 3)).containsExactly(run, run);
    assertThat(GossipTestFixture.RECORDED.get(4)).as("the same run twice").isEqualTo(true);
    assertThat(GossipTestFixture.RECORDED.get(5)).isEqualTo("[seed 5]");
  }

  // ---- failures ------------------------------------------------------------------------------

  @Test
  void failureNamesThePageOfItsRunIfPagesAreWanted(@TempDir Path folder) {
    System.setProperty("gossip.pages", folder.toString());
    try {
      Throwable failure = failure("failsByItself", SimulatedNetwork.class);

      assertThat(failure).hasMessageContaining("a page that shows the run: " + folder);
      assertThat(folder).isDirectoryContaining("glob:**/GossipTestFixture.failsByItself-5.html");
    } finally {
      System.clearProperty("gossip.pages");
    }
  }

  @Test
  void failureContainsTheSeedTheRunAndTheLastEvents() {
    Throwable failure = failure("failsByItself", SimulatedNetwork.class);

    assertThat(failure)
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageStartingWith("[nodes]")
        .hasMessageContainingAll(
            "expected: 7",
            "seed 5; run it again with: mvn test -Dtest='GossipTestFixture#failsByItself'"
                + " -Dgossip.seed=5\n",
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
  void failureThatComparesNothingGetsNoValues() {
    Throwable failure = failure("failsWithoutValues", SimulatedNetwork.class);

    assertThat(failure)
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageStartingWith("no values\n  seed 5; run it again with: ");
    assertThat(((AssertionFailedError) failure).isExpectedDefined())
        .as("an expected value")
        .isFalse();
    assertThat(((AssertionFailedError) failure).isActualDefined()).as("an actual value").isFalse();
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

    List<Object> seeds =
        GossipTestFixture.RECORDED.stream().filter(Long.class::isInstance).toList();
    assertThat(seeds).hasSize(17).doesNotHaveDuplicates().startsWith(5L);
    assertThat(GossipTestFixture.RECORDED)
        .as("each seed has its own network")
        .doesNotHaveDuplicates();
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
    assertThat(GossipTestFixture.RECORDED).hasSize(30).doesNotHaveDuplicates();
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
            "neverLinked: timed out after 60s waiting for all links to be up",
            "-Dgossip.seed=5",
            "drop everywhere");
  }
}
