package dev.gossip.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gossip.cli.testing.CliProcess;
import dev.gossip.cli.testing.CliRun;
import dev.gossip.cli.testing.OutsidePlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests {@code gossip simulate}, from the command line to its results. */
@Timeout(60)
class SimulateTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

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
                "--mtu",
                "1200",
                "--bandwidth",
                "1MB:64kB",
                "--partition",
                "0.5:0s-1s",
                "--churn",
                "0.2:60s:5s",
                "--clock-drift",
                "100",
                "--clock-offset",
                "2s")
            .getAsJsonObject("setup");

    assertThat(setup)
        .isEqualTo(
            json(
                "{'topology': 'ring', 'latency': 'uniform:10ms-100ms', 'loss': 0.1, 'duplicate':"
                    + " 0.0, 'reorder': 0.0, 'down': 2, 'messages': 2, 'publishers': 14,"
                    + " 'payloadBytes': 128, 'intervalMillis': 100.0, 'limitMillis': 600000.0,"
                    + " 'relay': 'relay.flooding', 'spam': 'spam.none', 'signing':"
                    + " 'signing.none', 'transport': 'transport.udp', 'settings':"
                    + " {'gossip.lifetime': '1m'}, 'bytesPerSecond': 1000000, 'queueBytes': 64000,"
                    + " 'mtuBytes': 1200, 'partition': {'nodes': 10, 'fromMillis': 0.0, 'toMillis':"
                    + " 1000.0}, 'churn': {'nodes': 4, 'meanUpMillis': 60000.0, 'meanDownMillis':"
                    + " 5000.0}, 'clockDriftPpm': 100, 'clockOffsetMillis': 2000.0}"));
  }

  @Test
  void controlTrafficIsReported() {
    String[] options = {"--relay", "diffusion", "--messages", "5", "--seed", "7"};
    JsonObject json = results(options);

    assertThat(json.get("controlFrames").getAsLong()).isPositive();
    assertThat(json.getAsJsonObject("bytesByKind").keySet())
        .containsExactly("control", "link", "payload");
    assertThat(json.getAsJsonObject("bytesByKind").get("control").getAsLong()).isPositive();
    assertThat(CliRun.simulate(options).out())
        .anyMatch(line -> line.matches("control frames +" + json.get("controlFrames")));
  }

  @Test
  void supernodeDoesNotRaiseRedundancy() {
    JsonObject json =
        results("--nodes", "40", "--messages", "5", "--seed", "7", "--spies", "supernode:10");

    // 2E - (N - 1) per message, as without the spy.
    assertThat(json.get("transmissions").getAsLong()).isEqualTo(5 * (2 * 160 - 39));
  }

  @Test
  void partitionBlocksMessagesPublishedMeanwhile() {
    String[] options = {"--nodes", "40", "--messages", "20", "--seed", "7"};

    assertThat(results(with(options, "--partition", "0.5:0s-60s")).get("coverage").getAsDouble())
        .isBetween(0.3, 0.7);
    assertThat(results(with(options, "--partition", "0.5:0s-1ms")).get("coverage").getAsDouble())
        .isEqualTo(1.0);
  }

  @Test
  void bandwidthAndMtuLimitsDropDatagrams() {
    String[] options = {"--messages", "20", "--interval", "0", "--payload", "800", "--seed", "7"};

    assertThat(results(with(options, "--bandwidth", "20kB:4kB")).getAsJsonObject("drops").keySet())
        .contains("wire.queue-full");
    assertThat(results(with(options, "--mtu", "800")).getAsJsonObject("drops").keySet())
        .contains("wire.above-mtu");
  }

  @Test
  void churningNodesDoNotPublishAndRestart() throws IOException {
    List<String> origins =
        origins("--nodes", "20", "--churn", "0.3:2s:1s", "--messages", "28", "--interval", "1s");

    assertThat(origins.subList(0, 14)).doesNotHaveDuplicates().isEqualTo(origins.subList(14, 28));
    assertThat(Files.readString(folder.resolve("trace"))).contains(": crashed", ": restarted");
  }

  @Test
  void wrongClocksChangeTheRun() {
    String[] options = {"--messages", "2", "--seed", "7"};
    JsonObject right = results(options);

    for (String[] clocks : new String[][] {{"--clock-drift", "1000"}, {"--clock-offset", "1h"}}) {
      assertThat(results(with(options, clocks)).get("traceHash"))
          .isNotEqualTo(right.get("traceHash"));
    }
  }

  @Test
  void floodingReachesTheSixNodesWithSevenTransmissionsPerMessage() {
    JsonObject json = results("--seed", "7");

    assertThat(json.get("relay").getAsString()).isEqualTo("relay.flooding");
    assertThat(json.get("nodes").getAsInt()).isEqualTo(6);
    assertThat(json.get("edges").getAsInt()).isEqualTo(6);
    assertThat(json.get("messages").getAsInt()).isEqualTo(100);
    assertThat(json.get("seed").getAsLong()).isEqualTo(7);
    assertThat(json.get("coverage").getAsDouble()).isEqualTo(1.0);
    // 2E - (N - 1), of which N - 1 are first copies.
    assertThat(json.get("transmissions").getAsLong()).isEqualTo(100 * (2 * 6 - (6 - 1)));
    assertThat(json.get("duplicates").getAsLong()).isEqualTo(100 * (7 - 5));
    assertThat(json.get("rmr").getAsDouble()).isCloseTo(7.0 / 5 - 1, within(1e-9));
    assertThat(json.get("hops").getAsDouble()).isBetween(2.0, 4.0);
    assertThat(json.getAsJsonObject("latencyMillis").get("max").getAsDouble())
        .isBetween(20.0, 500.0);
    assertThat(json.getAsJsonObject("drops").keySet()).isEmpty();
  }

  @Test
  void seedIsAStringInJson() {
    JsonObject json = results("--messages", "1", "--seed", "9223372036854775807");

    assertThat(json.getAsJsonPrimitive("seed").isString()).isTrue();
    assertThat(json.get("seed").getAsString()).isEqualTo("9223372036854775807");
  }

  @Test
  void spiesAddTheirResultsAndChangeNothingElse() {
    String[] options = {"--nodes", "40", "--messages", "20", "--seed", "7"};
    JsonObject without = withoutClock(results(options));
    JsonObject with = withoutClock(results(with(options, "--spies", "0.2")));

    JsonObject spy = with.remove("spy").getAsJsonObject();
    // Spies do not publish.
    assertThat(with.remove("setup")).isNotEqualTo(without.remove("setup"));
    assertThat(with).isEqualTo(without);
    assertThat(spy.keySet())
        .containsExactly(
            "share", "estimator", "precision", "precisionInterval", "recall", "recallInterval");
    assertThat(spy.get("share").getAsDouble()).isEqualTo(0.2);
    assertThat(spy.get("estimator").getAsString()).isEqualTo("first-spy");
    double precision = spy.get("precision").getAsDouble();
    assertThat(precision).isBetween(0.05, 1.0);
    assertThat(spy.get("recall").getAsDouble()).isBetween(precision, 1.0);
    assertThat(spy.getAsJsonArray("precisionInterval").get(0).getAsDouble()).isLessThan(precision);
    assertThat(spy.getAsJsonArray("precisionInterval").get(1).getAsDouble())
        .isGreaterThan(precision);
  }

  @Test
  void supernodeFindsMostOriginsOfFloodingAndFewOfDandelion() {
    String[] options = {"--nodes", "40", "--messages", "40", "--seed", "7", "--spies"};
    String[] supernode = with(options, "supernode:5");

    JsonObject flood = results(supernode);
    JsonObject dandelion = results(with(supernode, "--relay", "dandelion"));

    assertThat(flood.get("nodes").getAsInt()).isEqualTo(40);
    assertThat(flood.get("coverage").getAsDouble()).isEqualTo(1.0);
    assertThat(flood.getAsJsonObject("spy").get("supernode").getAsInt()).isEqualTo(5);
    assertThat(flood.getAsJsonObject("spy").get("recall").getAsDouble()).isGreaterThan(0.6);
    assertThat(dandelion.get("coverage").getAsDouble()).isEqualTo(1.0);
    assertThat(dandelion.getAsJsonObject("spy").get("recall").getAsDouble()).isLessThan(0.3);
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
  void topologyFileSetsTheNumberOfNodes() throws IOException {
    Path file = Files.writeString(folder.resolve("triangle.txt"), "a b\nb c\nc a\nc d\n");

    JsonObject json = results("--topology", "file:" + file, "--messages", "4");

    assertThat(json.get("nodes").getAsInt()).isEqualTo(4);
    assertThat(json.get("edges").getAsInt()).isEqualTo(4);
    assertThat(json.get("transmissions").getAsLong()).isEqualTo(4 * (2 * 4 - 3));
  }

  @Test
  void defaultTopologyDependsOnTheNumberOfNodes() {
    assertThat(results("--messages", "1").get("nodes").getAsInt()).isEqualTo(6);
    assertThat(results("--messages", "1", "--nodes", "6").get("edges").getAsInt()).isEqualTo(6);
    assertThat(results("--messages", "1", "--nodes", "30").get("edges").getAsInt()).isEqualTo(120);
    assertThat(results("--messages", "1", "--topology", "ring").get("nodes").getAsInt())
        .isEqualTo(50);
  }

  @Test
  void lossMatchesItsOptionAndIncompleteCoverageIsNotAnError() {
    JsonObject json = results("--loss", "0.2", "--messages", "200", "--seed", "3");

    long lost = json.getAsJsonObject("drops").get("wire.fault").getAsLong();
    assertThat((double) lost / json.get("datagrams").getAsLong()).isCloseTo(0.2, within(0.05));
    assertThat(json.get("coverage").getAsDouble()).isBetween(0.5, 0.95);
  }

  @Test
  void onlyLiveNodesPublishAndCountForCoverage() {
    JsonObject json = results("--nodes", "50", "--down", "0.3", "--seed", "1");

    assertThat(json.get("nodes").getAsInt()).isEqualTo(50);
    assertThat(json.get("messages").getAsInt()).isEqualTo(100);
    // 15 of the 50 nodes are down: over all nodes, coverage could be at most 0.7.
    assertThat(json.get("coverage").getAsDouble()).isEqualTo(1.0);
    assertThat(json.getAsJsonObject("drops").get("wire.node-down").getAsLong()).isPositive();
    // Each message has 34 deliveries: 35 live nodes without the origin.
    assertThat(json.get("transmissions").getAsDouble() / (100 * 34) - 1)
        .isCloseTo(json.get("rmr").getAsDouble(), within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void publishersTakeTurns(int count) throws IOException {
    List<String> origins = origins("--publishers", Integer.toString(count), "--messages", "20");

    assertThat(origins).hasSize(20);
    assertThat(origins.subList(0, count)).doesNotHaveDuplicates();
    assertThat(origins.subList(count, 20)).isEqualTo(origins.subList(0, 20 - count));
  }

  @Test
  void originsDoNotRepeatBeforeEveryLiveNodeHasPublished() throws IOException {
    List<String> origins = origins("--nodes", "20", "--down", "0.2", "--messages", "17");

    assertThat(origins.subList(0, 16)).doesNotHaveDuplicates();
    assertThat(origins.get(16)).isEqualTo(origins.get(0));
  }

  private List<String> origins(String... options) throws IOException {
    Path trace = folder.resolve("trace");
    results(with(options, "--seed", "9", "--trace", trace.toString()));
    Pattern published = Pattern.compile("\\d+ us (node \\d+): published .*");
    return Files.readAllLines(trace).stream()
        .map(published::matcher)
        .filter(matcher -> matcher.matches())
        .map(matcher -> matcher.group(1))
        .toList();
  }

  @Test
  void traceHasAHeadingPerRunAndChangesNothing() throws IOException {
    Path trace = folder.resolve("trace");
    String[] options = {"--messages", "1", "--compare", "flooding,diffusion", "--seed", "2"};
    List<JsonObject> runs = allResults(with(options, "--trace", trace.toString()));

    assertThat(runs.get(0).get("traceHash")).isEqualTo(allResults(options).get(0).get("traceHash"));
    List<String> lines = Files.readAllLines(trace);
    int second = lines.indexOf("# relay.diffusion, seed 2");
    assertThat(lines.indexOf("# relay.flooding, seed 2")).isZero();
    assertThat(second).isPositive();
    for (List<String> run :
        List.of(lines.subList(0, second), lines.subList(second, lines.size()))) {
      assertThat(run).filteredOn(line -> line.contains("delivered")).hasSize(5);
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

  private static JsonObject results(String... options) {
    List<JsonObject> all = allResults(options);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static List<JsonObject> allResults(String... options) {
    CliRun run = CliRun.simulate(with(options, "--json"));
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.err()).isEmpty();
    return run.out().stream().map(SimulateTest::json).toList();
  }

  private static JsonObject json(String line) {
    return JsonParser.parseString(line).getAsJsonObject();
  }

  private static JsonObject withoutClock(JsonObject json) {
    JsonObject copy = json.deepCopy();
    assertThat(copy.remove("framesPerSecond").getAsLong()).isPositive();
    assertThat(copy.remove("wallMillis").getAsLong()).isPositive();
    return copy;
  }

  private static String[] with(String[] options, String... more) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
