package dev.gossip.testkit;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.gossip.simulation.wire.PacketOutcome;
import dev.gossip.testkit.world.Capability;
import dev.gossip.testkit.world.World;
import dev.gossip.testkit.world.WorldKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Execution;

/** Runs the tests of {@link Fixture} with JUnit and checks the results. */
@Timeout(60)
class WorldTestExtensionTest {
  private static final List<World> WORLDS = new ArrayList<>();

  @BeforeEach
  @AfterEach
  void forget() {
    WORLDS.clear();
  }

  static class Fixture {
    @WorldTest(nodes = 5, topology = "complete", settings = "gossip.lifetime=1m")
    void parameters(World world, @Seed long seed, RandomGenerator random) {
      WORLDS.add(world);
      assertThat(world.nodes()).isEqualTo(5);
      assertThat(seed).isEqualTo(5);
      assertThat(random).isNotNull();
    }

    @WorldTest
    void fails(World world) {
      WORLDS.add(world);
      world.publish(4, "hello");
      world.awaitQuiet();
      throw new AssertionError("no reason");
    }

    @WorldTest(needs = Capability.VIRTUAL_TIME)
    void declaresWhatItNeeds(World world) {
      world.runFor(Duration.ofSeconds(1));
    }

    @WorldTest(in = WorldKind.LOOPBACK, needs = Capability.VIRTUAL_TIME)
    void needsWhatNoWorldHas(World world) {}

    @WorldTest
    void faultThatHitsNothingAgainstItsProbability(World world) {
      world.faults().everywhere().share(0.99).rule("dud", (packet, random) -> PacketOutcome.PASS);
      world.awaitEverywhere(world.publish(0, "nothing happens to this"));
    }

    @WorldTest
    void faultThatHasNothingToHit(World world) {
      world.cut(0, 0);
    }

    @WorldTest
    void needsVirtualTime(World world) {
      assertThat(world).isSilent();
    }

    @WorldTest(topology = "moon")
    void unknownTopology(World world) {}

    @WorldTest(relay = "moon")
    void unknownRelay(World world) {}

    @WorldTest
    @ManySeeds(3)
    void manySeeds(World world) {}

    @WorldTest(plan = "nowhere")
    void planThatIsMissing(World world) {}

    @WorldTest(waitLimitSeconds = 0)
    void zeroWaitLimit(World world) {}
  }

  private static List<TestExecutionResult> run(String method, Class<?>... parameters) {
    EngineExecutionResults results =
        EngineTestKit.engine("junit-jupiter")
            .configurationParameter(TestNotes.PARAMETER, "false")
            .selectors(selectMethod(Fixture.class, method, parameters))
            .configurationParameter("gossip.seed", "5")
            .execute();
    assertThat(results.testEvents().started().stream())
        .extracting(event -> event.getTestDescriptor().getDisplayName())
        .containsExactly("[simulation, seed 5]", "[loopback UDP, seed 5]");
    return results.testEvents().executions().stream()
        .map(Execution::getTerminationInfo)
        .map(info -> info.getExecutionResult())
        .toList();
  }

  private static List<String> messages(List<TestExecutionResult> results) {
    return results.stream()
        .map(result -> String.valueOf(result.getThrowable().orElseThrow().getMessage()))
        .toList();
  }

  @Test
  void testRunsInEveryWorldWithTheSameLinks() {
    List<TestExecutionResult> results =
        run("parameters", World.class, long.class, RandomGenerator.class);

    assertThat(results).extracting(TestExecutionResult::getStatus).containsOnly(Status.SUCCESSFUL);
    assertThat(WORLDS).hasSize(2);
    assertThat(WORLDS.get(0).edges()).hasSize(10).isEqualTo(WORLDS.get(1).edges());
  }

  @Test
  void failureNamesItsWorldAndTheWorldIsClosed() {
    List<TestExecutionResult> results = run("fails", World.class);

    assertThat(messages(results))
        .allSatisfy(
            message ->
                assertThat(message)
                    .startsWith("no reason\n  seed 5; run it again with: mvn test -Dtest=")
                    .contains("#fails' -Dgossip.seed=5")
                    .contains("published at node 4", "delivered at node 1, from node 4"));
    assertThat(messages(results).get(0)).contains("run: simulation, seed 5, 6 nodes, 6 links");
    assertThat(messages(results).get(1))
        .contains("run: loopback UDP, seed 5, 6 nodes, 6 links, the six-node");
    assertThat(WORLDS.get(1).isUp(0)).as("a node of a closed world is up").isFalse();
  }

  @Test
  void missingPlanMethodIsReportedWithItsSignature() {
    EngineExecutionResults results =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectMethod(Fixture.class, "planThatIsMissing", World.class))
            .execute();

    assertThat(results.containerEvents().failed().list())
        .extracting(event -> event.getRequiredPayload(TestExecutionResult.class))
        .extracting(result -> result.getThrowable().orElseThrow().getMessage())
        .containsExactly(
            "@WorldTest(plan = \"nowhere\") needs a method 'static NetworkPlan nowhere(NetworkPlan.Builder"
                + " plan)' in "
                + Fixture.class.getName());
  }

  @Test
  void testIsAbortedInWorldsThatLackACapability() {
    List<TestExecutionResult> time = run("needsVirtualTime", World.class);

    assertThat(time)
        .extracting(TestExecutionResult::getStatus)
        .containsExactly(Status.SUCCESSFUL, Status.ABORTED);
    assertThat(time.get(1).getThrowable().orElseThrow())
        .hasMessageContaining("a world of loopback UDP has no virtual time");
  }

  @Test
  void testRunsOnlyInWorldsWithTheDeclaredCapabilitiesAndSaysWhy() {
    StringBuilder notes = new StringBuilder();
    EngineExecutionResults results = printed("declaresWhatItNeeds", notes);

    assertThat(results.testEvents().started().stream())
        .extracting(event -> event.getTestDescriptor().getDisplayName())
        .containsExactly("[simulation, seed 5]");
    assertThat(notes).contains("not run in the world of loopback UDP, which has no virtual time");
  }

  @Test
  void testThatNoWorldCanRunIsAnError() {
    EngineExecutionResults results = printed("needsWhatNoWorldHas", new StringBuilder());

    assertThat(results.containerEvents().failed().list())
        .extracting(event -> event.getRequiredPayload(TestExecutionResult.class))
        .extracting(result -> result.getThrowable().orElseThrow().getMessage())
        .containsExactly(
            "no world of [loopback UDP] has all of [virtual time]; change 'in' or 'needs' of"
                + " @WorldTest");
  }

  @Test
  void faultThatHitsNothingAgainstItsProbabilityFailsTheTest() {
    assertThat(messages(run("faultThatHitsNothingAgainstItsProbability", World.class)))
        .hasSize(2)
        .allSatisfy(
            message ->
                assertThat(message)
                    .startsWith("the fault 'dud everywhere (share 0.99)' never hit anything, which")
                    .contains("; it does not work, so this test shows nothing"));
  }

  @Test
  void faultThatHasNothingToHitIsNoted() {
    StringBuilder notes = new StringBuilder();
    EngineExecutionResults results = printed("faultThatHasNothingToHit", notes);

    assertThat(results.testEvents().succeeded().count()).isEqualTo(2);
    assertThat(notes)
        .contains(
            "[simulation, seed 5]: the fault 'drop from 0 to 0' never hit anything; it was in"
                + " force too briefly, or where nothing happened")
        .contains("[loopback UDP, seed 5]: the fault 'drop from 0 to 0' never hit anything");
  }

  private static EngineExecutionResults printed(String method, StringBuilder output) {
    PrintStream stdout = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, UTF_8));
    try {
      return EngineTestKit.engine("junit-jupiter")
          .selectors(selectMethod(Fixture.class, method, World.class))
          .configurationParameter("gossip.seed", "5")
          .execute();
    } finally {
      System.setOut(stdout);
      output.append(bytes.toString(UTF_8));
    }
  }

  @Test
  void invalidAnnotationsAreRejectedWithOneLine() {
    assertThat(messages(run("unknownTopology", World.class)))
        .allSatisfy(
            message ->
                assertThat(message)
                    .startsWith("unknownTopology: 'moon' is not a topology; write six,")
                    .doesNotContain("\n"));
    assertThat(messages(run("unknownRelay", World.class)))
        .allSatisfy(
            message ->
                assertThat(message)
                    .startsWith("unknownRelay: ")
                    .contains("there is no plugin 'relay.moon'; there is relay.flooding")
                    .doesNotContain("\n"));
  }

  @Test
  void manySeedsAreRejectedOutsideSimulations() {
    EngineExecutionResults results =
        EngineTestKit.engine("junit-jupiter")
            .configurationParameter(TestNotes.PARAMETER, "false")
            .selectors(selectMethod(Fixture.class, "manySeeds", World.class))
            .execute();

    assertThat(results.allEvents().executions().failed().stream())
        .extracting(failed -> failed.getTerminationInfo().getExecutionResult().getThrowable())
        .singleElement()
        .asString()
        .contains("@ManySeeds works only with @GossipTest");
  }

  @Test
  void worldWhoseLinksDoNotComeUpInTimeFailsWithTheReason() {
    assertThat(messages(run("zeroWaitLimit", World.class)))
        .allSatisfy(
            message ->
                assertThat(message)
                    .startsWith(
                        "zeroWaitLimit: timed out after 0s waiting for all links to be up, and no")
                    .contains("-Dgossip.seed=5"));
  }
}
