package dev.gossip.cli.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.cli.testing.CliRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Compiles and runs the relay of the README exactly as it is shown there. */
@Timeout(120)
class ReadmeRelayTest {
  private static final int MAX_LINES = 20;

  @TempDir private Path folder = Path.of("");

  private static String section() throws IOException {
    String readme = TutorialCode.read("../README.md");
    int start = readme.indexOf("## Write a relay");
    return readme.substring(start, readme.indexOf("\n## ", start));
  }

  private TutorialCode compiled() throws IOException {
    return TutorialCode.compile(folder, section(), Set.of("LateRelayPlugin", "LateRelayTest"));
  }

  @Test
  void pluginAndItsTestFitInTwentyLinesWithoutImports() throws IOException {
    String section = section();
    assertThat(
            Stream.of("java", "text")
                .flatMap(language -> TutorialCode.blocks(section, language).stream())
                .flatMap(String::lines)
                .filter(line -> !line.isBlank() && !line.matches("(package|import) .*")))
        .hasSizeLessThanOrEqualTo(MAX_LINES);
  }

  @Test
  void relayKeepsItsContractAndPluginTheContractOfPlugins() throws Exception {
    EngineExecutionResults results = compiled().runTests("LateRelayTest");

    assertThat(results.testEvents().failed().list()).isEmpty();
    assertThat(results.testEvents().succeeded().list())
        .extracting(event -> event.getTestDescriptor().getDisplayName().replaceFirst(":.*", ""))
        .contains("R1", "R6", "P1", "P9");
  }

  @Test
  void commandComparesItWithFlooding() throws Exception {
    CliRun run = CliRun.of(compiled().commands("simulate").get(0));

    assertThat(run.exitCode()).as("%s", run.err()).isZero();
    assertThat(run.out()).anyMatch(line -> line.matches(" *relay.flooding +relay.late"));
  }
}
