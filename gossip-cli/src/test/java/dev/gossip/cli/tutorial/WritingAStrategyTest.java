package dev.gossip.cli.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.cli.testing.CliRun;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Compiles and runs the code of docs/writing-a-strategy.md exactly as it is shown there. */
@Timeout(120)
class WritingAStrategyTest {
  @TempDir private Path folder = Path.of("");

  private TutorialCode tutorial() throws Exception {
    return TutorialCode.compile(
        folder,
        TutorialCode.read("writing-a-strategy.md"),
        Set.of("PatientRelay", "PatientRelayPlugin", "PatientRelayTest", "PatientRelayStepsTest"));
  }

  @Test
  void relayOfThePageKeepsItsContract() throws Exception {
    EngineExecutionResults results = tutorial().runTests("PatientRelayTest");

    assertThat(results.testEvents().failed().list()).isEmpty();
    assertThat(results.testEvents().succeeded().count()).isGreaterThanOrEqualTo(12);
  }

  @Test
  void stepsOfThePageAreThoseOfItsRelay() throws Exception {
    EngineExecutionResults results = tutorial().runTests("PatientRelayStepsTest");

    assertThat(results.testEvents().failed().list()).isEmpty();
    assertThat(results.testEvents().succeeded().count()).isEqualTo(1);
  }

  @Test
  void comparisonPrintsTheOutputThatThePageShows() throws Exception {
    TutorialCode tutorial = tutorial();
    CliRun run = CliRun.of(tutorial.commands("simulate").get(0));

    assertThat(run.exitCode()).as("%s", run.err()).isZero();
    assertThat(run.out()).containsSequence(tutorial.blocks("text").get(1).lines().toList());
  }
}
