package dev.gossip.cli.simulate;

import static dev.gossip.cli.simulate.SimulationResults.allResults;
import static dev.gossip.cli.simulate.SimulationResults.json;
import static dev.gossip.cli.simulate.SimulationResults.with;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that knows nothing but the trace computes the same figures, to the last digit. */
@Timeout(120)
class TraceFiguresTest {
  private static final String SCRIPT = "figures_from_trace.py";

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void needsPython() throws InterruptedException {
    boolean isThere = isThere();
    if (!isThere && Boolean.parseBoolean(System.getenv("GOSSIP_REQUIRE_PYTHON"))) {
      throw new IllegalStateException(
          "there is no python3, and GOSSIP_REQUIRE_PYTHON is set; install python3, or unset it");
    }
    if (!isThere) {
      System.err.println("Tests of traces are skipped: there is no python3 in PATH.");
    }
    Assumptions.assumeTrue(isThere, "there is no python3 in PATH");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--nodes 12 --compare flooding,diffusion,dandelion --loss 0.1 --duplicate 0.1",
        "--nodes 12 --down 0.1 --spies 0.2 --churn 0.2:2s:1s --relay diffusion",
        "--nodes 12 --spies supernode:2",
        "--nodes 12 --attack 0.25:replayer --for 60s --spam reputation,rate-limit --signing ed25519",
        "--nodes 12 --discovery"
      })
  void figuresOfTheTraceAreThoseOfTheRun(String options) throws Exception {
    Path trace = folder.resolve("trace.jsonl");
    String[] words = ("--seed 11 --messages 30 " + options).split(" ");

    List<JsonObject> expected = allResults(with(words, "--trace", trace.toString()));

    List<JsonObject> computed = computed(trace);
    assertThat(computed).hasSameSizeAs(expected);
    for (int i = 0; i < computed.size(); i++) {
      for (String figure : computed.get(i).keySet()) {
        assertThat(numbers(computed.get(i).get(figure)))
            .as("%s of %s", figure, options)
            .isEqualTo(numbers(expected.get(i).get(figure)));
      }
    }
  }

  /** As Java prints them, whatever they are printed like in the file. */
  private static Object numbers(JsonElement value) {
    if (value.isJsonObject()) {
      JsonObject same = new JsonObject();
      value.getAsJsonObject().asMap().keySet().stream()
          .sorted()
          .forEach(
              key ->
                  same.addProperty(
                      key, value.getAsJsonObject().get(key).getAsBigDecimal().doubleValue()));
      return same;
    }
    return value.getAsJsonPrimitive().isString()
        ? value.getAsString()
        : value.getAsBigDecimal().doubleValue();
  }

  private List<JsonObject> computed(Path trace) throws IOException, InterruptedException {
    Path script = folder.resolve(SCRIPT);
    try (InputStream in =
        Objects.requireNonNull(TraceFiguresTest.class.getResourceAsStream(SCRIPT))) {
      Files.copy(in, script, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    Path out = folder.resolve("out");
    Process python =
        new ProcessBuilder("python3", script.toString(), trace.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(out.toFile())
            .start();
    assertThat(python.waitFor(60, TimeUnit.SECONDS)).as("python3 ended").isTrue();
    assertThat(python.exitValue()).isZero();
    return Files.readAllLines(out, UTF_8).stream().map(line -> json(line)).toList();
  }

  private static boolean isThere() throws InterruptedException {
    try {
      Process python =
          new ProcessBuilder("python3", "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return python.waitFor(60, TimeUnit.SECONDS) && python.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
