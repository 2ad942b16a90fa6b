package dev.gossip.testkit.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.testkit.swarm.Saboteurs.CountsOverRuns;
import dev.gossip.testkit.swarm.Saboteurs.DropsDuplicatedMessages;
import dev.gossip.testkit.swarm.Saboteurs.Forges;
import dev.gossip.testkit.swarm.Saboteurs.GreetsEndlessly;
import dev.gossip.testkit.swarm.Saboteurs.MissesRestarts;
import dev.gossip.testkit.swarm.Saboteurs.NeverRests;
import dev.gossip.testkit.swarm.Saboteurs.StrikesOff;
import dev.gossip.testkit.swarm.Saboteurs.ThrowsOnReturn;
import dev.gossip.testkit.swarm.TransportSaboteurs.DialsOnce;
import dev.gossip.testkit.swarm.TransportSaboteurs.HidesRestarts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** The swarm finds plugins with a bug, and shrinks each failure to the smallest scenario. */
class SaboteursAreFoundTest {
  // Not every seed shrinks this far. Use another one if the protocol has changed.
  private static final long FIRST_SEED = 15;

  private static final int ENOUGH_SCENARIOS = 300;

  private static final List<FaultKind> NONE = List.of();
  private static final List<FaultKind> MAKES_A_PEER_SILENT =
      List.of(
          FaultKind.LOSS,
          FaultKind.PARTITION,
          FaultKind.CUT,
          FaultKind.CRASH_KEEPING_STATE,
          FaultKind.PAUSE);

  /**
   * Saboteur, violated invariant, number of nodes, and the kinds of fault that reveal it, if any.
   */
  static Stream<Arguments> saboteurs() {
    return Stream.of(
        expected(new StrikesOff(), Invariant.QUIET_PHASE_REACHES_ALL, 2, MAKES_A_PEER_SILENT),
        expected(
            new MissesRestarts(), Invariant.QUIET_PHASE_REACHES_ALL, 2, List.of(FaultKind.CRASH)),
        expected(
            new DropsDuplicatedMessages(),
            Invariant.LOSSLESS_CHAOS_REACHES_ALL,
            3,
            List.of(FaultKind.DUPLICATION)),
        expected(new ThrowsOnReturn(), Invariant.NODES_LIVE, 2, MAKES_A_PEER_SILENT),
        expected(new DialsOnce(), Invariant.LINKS_RECOVER, 2, List.of(FaultKind.values())),
        expected(new HidesRestarts(), Invariant.WITHIN_BOUNDS, 2, List.of(FaultKind.CRASH)),
        expected(new Forges(), Invariant.DELIVERED_AS_PUBLISHED, 2, NONE),
        expected(new GreetsEndlessly(), Invariant.SILENT_WHEN_IDLE, 2, NONE),
        expected(new NeverRests(), Invariant.BECOMES_QUIET, 2, NONE),
        expected(new CountsOverRuns(), Invariant.REPEATABLE, 2, NONE));
  }

  private static Arguments expected(
      GossipPlugin saboteur, Invariant invariant, int nodes, List<FaultKind> revealedBy) {
    return Arguments.of(Named.of(saboteur.id(), saboteur), invariant, nodes, revealedBy);
  }

  @ParameterizedTest
  @MethodSource("saboteurs")
  void bugIsFoundShrunkAndReproducedByTheWrittenTest(
      GossipPlugin saboteur,
      Invariant invariant,
      int nodes,
      List<FaultKind> revealedBy,
      @TempDir Path folder) {
    SwarmFailure failure =
        catchThrowableOfType(
            SwarmFailure.class, () -> swarm(saboteur).run(FIRST_SEED, ENOUGH_SCENARIOS));

    assertThat(failure).as("no scenario from seed %s failed", FIRST_SEED).isNotNull();
    assertThat(failure.violation().invariant()).isEqualTo(invariant);
    SwarmScenario scenario = failure.scenario();
    assertThat(scenario.nodes()).as(failure.getMessage()).isEqualTo(nodes);
    assertThat(scenario.faults()).as(failure.getMessage()).hasSize(revealedBy.isEmpty() ? 0 : 1);
    assertThat(revealedBy).containsAll(scenario.faults().stream().map(SwarmFault::kind).toList());
    assertThatCode(() -> new Swarm("relay.flooding").check(scenario)).doesNotThrowAnyException();

    assertThat(failure).hasMessageEndingWith(failure.replay());
    assertThat(violationOfWrittenTest(failure.replay(), folder))
        .isPresent()
        .hasValueSatisfying(violation -> assertThat(violation.invariant()).isEqualTo(invariant));
  }

  private static Swarm swarm(GossipPlugin saboteur) {
    return saboteur.id().startsWith("relay.")
        ? new Swarm(saboteur)
        : new Swarm("relay.flooding").with(saboteur);
  }

  /** Compiles a test and runs it with JUnit. */
  private static Optional<Violation> violationOfWrittenTest(String source, Path folder) {
    Class<?> test =
        SourceCompiler.compile(folder, "dev.gossip.testkit.swarm.SwarmReplayTest", source);
    Events tests =
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(test)).execute().testEvents();
    return tests.failed().stream()
        .flatMap(event -> event.getPayload(TestExecutionResult.class).stream())
        .flatMap(result -> result.getThrowable().stream())
        .map(thrown -> ((SwarmFailure) thrown).violation())
        .findFirst();
  }
}
