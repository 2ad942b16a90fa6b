package dev.gossip.cli.simulate;

import static dev.gossip.cli.simulate.SimulationResults.allResults;
import static dev.gossip.cli.simulate.SimulationResults.json;
import static dev.gossip.cli.simulate.SimulationResults.results;
import static dev.gossip.cli.simulate.SimulationResults.with;
import static dev.gossip.cli.simulate.SimulationResults.withoutClock;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.gossip.cli.testing.CliProcess;
import dev.gossip.cli.testing.CliRun;
import dev.gossip.cli.testing.OutsidePlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests the output of {@code gossip simulate}, and that a seed repeats it. */
@Timeout(300)
class SimulateTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir private Path folder = Path.of("");

  @Test
  void jsonHasExactlyTheExpectedKeys() {
    JsonObject json = results("--seed", "7");

    assertThat(json.keySet())
        .containsExactly(
            "relay",
            "nodes",
            "edges",
            "messages",
            "seed",
            "coverage",
            "transmissions",
            "duplicates",
            "controlFrames",
            "bytes",
            "bytesByKind",
            "datagrams",
            "rmr",
            "hops",
            "latencyMillis",
            "framesPerSecond",
            "wallMillis",
            "traceHash",
            "drops",
            "parts",
            "largestPart",
            "linksNotUp",
            "refusals",
            "setup",
            "notices");
    assertThat(json.getAsJsonObject("latencyMillis").keySet())
        .containsExactly("p50", "p90", "p99", "max");
  }

  @Test
  void jsonDescribesTheSetupOfTheRun() {
    JsonObject setup =
        results(
                "--nodes",
                "20",
                "--topology",
                "ring",
                "--loss",
                "0.1",
                "--down",
                "0.1",
                "--messages",
                "2",
                "--set",
                "gossip.lifetime=1m",
                "--interface-mtu",
                "9000",
                "--mtu",
                "1200",
                "--bandwidth",
                "1MB:64kB",
                "--partition",
                "0.5:0s-1s",
                "--churn",
                "0.2:500ms:5s",
                "--clock-drift",
                "100",
                "--clock-offset",
                "2s",
                // With some seeds, no node goes down before the run ends, and a notice says so.
                "--seed",
                "1")
            .getAsJsonObject("setup");

    assertThat(setup)
        .isEqualTo(
            json(
                "{'topology': 'ring', 'latency': 'uniform:10ms-100ms', 'loss': 0.1, 'duplicate':"
                    + " 0.0, 'reorder': 0.0, 'down': 2, 'messages': 2, 'publishers': 14,"
                    + " 'payloadBytes': 128, 'intervalMillis': 100.0, 'limitMillis': 600000.0,"
                    + " 'relay': 'relay.flooding', 'spam': 'spam.none', 'signing':"
                    + " 'signing.none', 'transport': 'transport.udp', 'settings':"
                    + " {'gossip.lifetime': '1m', 'gossip.transport.udp.security': 'none'},"
                    + " 'bytesPerSecond': 1000000, 'queueBytes': 64000,"
                    + " 'interfaceMtu': 9000, 'mtuBytes': 1200,"
                    + " 'partition': {'nodes': 10, 'fromMillis': 0.0, 'toMillis':"
                    + " 1000.0}, 'churn': {'nodes': 4, 'meanUpMillis': 500.0, 'meanDownMillis':"
                    + " 5000.0}, 'clockDriftPpm': 100, 'clockOffsetMillis': 2000.0}"));
  }

  @Test
  void allSpamControlsAreShownInTheOrderOfTheOption() {
    JsonObject setup =
        results("--messages", "1", "--spam", "rate-limit,none").getAsJsonObject("setup");

    assertThat(setup.get("spam").getAsString()).isEqualTo("spam.rate-limit,spam.none");
    assertThat(setup.getAsJsonObject("settings").get("gossip.spam.use").getAsString())
        .isEqualTo("rate-limit,none");
  }

  @Test
  void seedIsAStringInJson() {
    JsonObject json = results("--messages", "1", "--seed", "9223372036854775807");

    assertThat(json.getAsJsonPrimitive("seed").isString()).isTrue();
    assertThat(json.get("seed").getAsString()).isEqualTo("9223372036854775807");
  }

  @Test
  void equalSeedsGiveEqualResultsExceptForRealTime() {
    String[] faulty = {
      "--nodes",
      "30",
      "--loss",
      "0.1",
      "--duplicate",
      "0.1",
      "--reorder",
      "0.1",
      "--down",
      "0.2",
      "--messages",
      "20",
      "--latency",
      "lognormal:50ms:0.5",
      "--publishers",
      "3",
      "--seed"
    };
    JsonObject first = withoutClock(results(with(faulty, "5")));

    assertThat(withoutClock(results(with(faulty, "5")))).isEqualTo(first);
    assertThat(withoutClock(results(with(faulty, "6"))).get("traceHash"))
        .isNotEqualTo(first.get("traceHash"));
  }

  @Test
  void equalSeedsGiveEqualResultsInAnotherProcess() {
    String[] options = {"--nodes", "60", "--loss", "0.1", "--down", "0.2", "--seed", "5"};
    CliProcess process =
        CliProcess.run(LIMIT, List.of(), with(with(new String[] {"simulate"}, options), "--json"));

    assertThat(process.awaitExit(LIMIT)).as("exit code of %s", process).isZero();
    assertThat(process.err()).as("%s", process).isEmpty();
    assertThat(withoutClock(json(process.out().get(0)))).isEqualTo(withoutClock(results(options)));
  }

  @Test
  void randomSeedIsReportedAndRepeatsTheRun() {
    JsonObject first = results("--messages", "3");

    JsonObject again = results("--messages", "3", "--seed", first.get("seed").getAsString());
    assertThat(withoutClock(again)).isEqualTo(withoutClock(first));
  }

  @Test
  void traceHasAHeadingPerRunAndChangesNothing() throws IOException {
    Path trace = folder.resolve("trace");
    String[] options = {"--messages", "1", "--compare", "flooding,diffusion", "--seed", "2"};
    List<JsonObject> runs = allResults(with(options, "--trace", trace.toString()));

    assertThat(runs.get(0).get("traceHash")).isEqualTo(allResults(options).get(0).get("traceHash"));
    List<String> lines = Files.readAllLines(trace);
    String heading = "{\"event\":\"run\",\"version\":1,\"name\":\"%s\",\"seed\":\"2\"}";
    int second = lines.indexOf(heading.formatted("relay.diffusion"));
    assertThat(lines.indexOf(heading.formatted("relay.flooding"))).isZero();
    assertThat(second).isPositive();
    assertThat(lines).allSatisfy(line -> assertThat(json(line).has("event")).isTrue());
    for (List<String> run :
        List.of(lines.subList(0, second), lines.subList(second, lines.size()))) {
      assertThat(run).filteredOn(line -> line.contains("\"event\":\"delivered\"")).hasSize(5);
    }
  }

  @Test
  void relaysAreComparedOnTheSameNetwork() throws IOException {
    String plugins = OutsidePlugin.compile(folder).toString();

    List<JsonObject> runs =
        allResults("--compare", "flooding,relay.outside", "--plugins", plugins, "--seed", "8");

    assertThat(runs)
        .extracting(json -> json.get("relay").getAsString())
        .containsExactly("relay.flooding", "relay.outside");
    assertThat(runs)
        .extracting(json -> json.get("transmissions").getAsLong())
        .containsExactly(700L, 1400L);
    assertThat(runs).allMatch(json -> json.get("seed").getAsLong() == 8);
    assertThat(runs).allMatch(json -> json.get("coverage").getAsDouble() == 1.0);
  }

  @Test
  void comparedRelaysHaveTheirOwnSettingsAndColumns() throws IOException {
    String plugins = OutsidePlugin.compile(folder).toString();

    CliRun run =
        CliRun.simulate(
            "--compare",
            "outside,flooding",
            "--plugins",
            plugins,
            "--set",
            "gossip.relay.outside.copies=3",
            "--seed",
            "8");

    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out()).anyMatch(line -> line.matches(" +relay.outside +relay.flooding"));
    assertThat(run.out()).anyMatch(line -> line.matches("payload transmissions +2,100 +700"));
  }

  @Test
  void textOutputHasAHeadingWithTheSeedAndATable() {
    CliRun run =
        CliRun.simulate("--nodes", "20", "--topology", "ring", "--down", "0.1", "--loss", "0.05");

    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out().get(0))
        .matches(
            Pattern.quote(
                    "20 nodes (2 down), 20 links (ring), latency uniform:10ms-100ms, 5 % lost,"
                        + " seed ")
                + "\\d+");
    assertThat(run.out().get(1))
        .isEqualTo("100 messages of 128 bytes, one every 100 ms, from 18 nodes");
    assertThat(run.out().get(2)).isEmpty();
    assertThat(run.out().subList(3, run.out().size()))
        .extracting(String::length)
        .as("%s", run)
        .containsOnly(run.out().get(3).length());
    assertThat(run.err()).isEmpty();
  }

  @Test
  void readmeShowsTheOutputOfTheCommand() throws IOException {
    List<String> readme = Files.readAllLines(Path.of("../README.md"));
    String prompt = "$ ./gossip ";
    int start = 0;
    while (!readme.get(start).startsWith(prompt + "simulate")) {
      start++;
    }
    List<String> shown = readme.subList(start + 1, readme.size());
    shown = shown.subList(0, shown.indexOf("```"));

    CliRun run = CliRun.of(readme.get(start).substring(prompt.length()).split(" ", -1));

    assertThat(run.out().subList(0, 3)).isEqualTo(shown.subList(0, 3));
    // The numbers change with the protocol, and some with the machine.
    assertThat(run.out())
        .map(SimulateTest::label)
        .isEqualTo(shown.stream().map(SimulateTest::label).toList());
  }

  private static String label(String line) {
    return line.replaceFirst("(?<=\\S) {2,}.*", "");
  }

  @Test
  void helpNamesTheDefaults() {
    CliRun run = CliRun.simulate("--help");

    assertThat(run.exitCode()).isZero();
    assertThat(String.join(" ", run.out()).replaceAll("\\s+", " "))
        .contains(
            "Default: six for 6 nodes or if --nodes is not given, else random-regular:8.",
            "Number of messages. Default: 100.",
            "Default: uniform:10ms-100ms.",
            "Message signing. Default: ed25519, or none for simulated nodes.",
            "when no work is left for any message. Default: 10m.");
  }
}
