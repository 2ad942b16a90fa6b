package dev.gossip.cli.completion;

import static dev.gossip.cli.testing.BadInput.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.cli.testing.CliRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what bash completes with the script of {@code gossip completion bash}. */
@DisabledOnOs(OS.WINDOWS)
class CompletionTest {
  @TempDir private Path folder = Path.of("");

  private Path script() throws Exception {
    CliRun run = CliRun.of("completion", "bash");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    return Files.write(folder.resolve("script"), run.out());
  }

  private String bash(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", "--norc", "--noprofile"));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(out)).isZero();
    return Files.readString(out).strip();
  }

  @Test
  void scriptIsValid() throws Exception {
    assertThat(bash("-n", script().toString())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "sim, simulate",
    "decr, decrypt",
    "war, ''",
    "node --rel, --relay",
    "node --relay da, dandelion",
    "simulate --spam rate, rate-limit",
    "completion z, zsh",
    "help lin, lint-scores",
    "help war, ''"
  })
  void wordsAreCompleted(String typed, String completed) throws Exception {
    String asked =
        "compopt() { :; }\nsource "
            + script()
            + "\n"
            + "COMP_WORDS=(gossip "
            + typed
            + ")\n"
            + "COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))\n"
            + "COMP_LINE='gossip "
            + typed
            + "'\n"
            + "COMP_POINT=${#COMP_LINE}\n"
            + "_complete_gossip || true\n"
            + "echo \"${COMPREPLY[*]}\"\n";
    Path question = Files.writeString(folder.resolve("question"), asked);

    assertThat(bash(question.toString())).isEqualTo(completed);
  }

  @Test
  void zshGetsAScriptThatPreparesItself() {
    assertThat(CliRun.of("completion", "zsh").out())
        .anyMatch(line -> line.contains("bashcompinit"));
  }

  @Test
  void unknownShellIsRejected() {
    assertRejected(CliRun.of("completion", "fish"), List.of("fish", "bash or zsh"));
    assertRejected(CliRun.of("completion"), List.of("SHELL"));
  }
}
