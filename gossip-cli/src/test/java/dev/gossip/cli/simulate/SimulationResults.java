package dev.gossip.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gossip.cli.testing.CliRun;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code gossip simulate --json} in this process. */
final class SimulationResults {
  private SimulationResults() {}

  /** The results of a run of one relay. */
  static JsonObject results(String... options) {
    List<JsonObject> all = allResults(options);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  /** The results of each relay. */
  static List<JsonObject> allResults(String... options) {
    CliRun run = CliRun.simulate(with(options, "--json"));
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.err()).isEmpty();
    return run.out().stream().map(SimulationResults::json).toList();
  }

  /** Parses an object. */
  static JsonObject json(String line) {
    return JsonParser.parseString(line).getAsJsonObject();
  }

  /** The results without those that depend on real time. */
  static JsonObject withoutClock(JsonObject json) {
    JsonObject copy = json.deepCopy();
    assertThat(copy.remove("framesPerSecond").getAsLong()).isPositive();
    assertThat(copy.remove("wallMillis").getAsLong()).isPositive();
    return copy;
  }

  /** Adds options to others. */
  static String[] with(String[] options, String... more) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
