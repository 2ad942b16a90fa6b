package dev.gossip.cli.simulate;

import static dev.gossip.cli.simulate.SimulationResults.json;
import static dev.gossip.cli.simulate.SimulationResults.results;
import static dev.gossip.cli.simulate.SimulationResults.with;
import static dev.gossip.cli.simulate.SimulationResults.withoutClock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import dev.gossip.cli.testing.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the options of {@code gossip simulate} have their effect on the network. */
@Timeout(60)
class SimulatedNetworksTest {
  @TempDir private Path folder = Path.of("");

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
    CliRun brief = CliRun.simulate(with(options, "--partition", "0.5:0s-1ms", "--json"));
    assertThat(json(brief.out().get(0)).get("coverage").getAsDouble()).isEqualTo(1.0);
    assertThat(brief.err())
        .singleElement()
        .asString()
        .contains("the fault 'drop between {", "' never hit anything; it was in force too briefly");
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
    assertThat(Files.readString(folder.resolve("trace")))
        .contains("\"change\":\"crashed\"", "\"change\":\"restarted\"");
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
  void runThatStopsAtTheFirstReportsNamesTheSameOrigins() {
    String[] options = {
      "--nodes",
      "60",
      "--messages",
      "40",
      "--interval",
      "0",
      "--relay",
      "diffusion",
      "--spies",
      "supernode:1",
      "--seed",
      "7"
    };
    JsonObject whole = results(options);
    JsonObject stopped = results(with(options, "--stop", "first-report"));

    JsonObject spy = stopped.getAsJsonObject("spy");
    assertThat(spy.remove("stop").getAsString()).isEqualTo("first-report");
    assertThat(spy).isEqualTo(whole.getAsJsonObject("spy"));
    assertThat(stopped.get("datagrams").getAsDouble())
        .isLessThan(whole.get("datagrams").getAsDouble());
    assertThat(stopped.get("coverage").getAsDouble()).isLessThan(1);
    assertThat(whole.get("coverage").getAsDouble()).isEqualTo(1);
  }

  @Test
  void latencyOfATopologyFileIsUsed() throws IOException {
    Path file = Files.writeString(folder.resolve("line.txt"), "0 1 {'latency': 25}\n");

    CliRun run =
        CliRun.simulate(
            "--topology", "file:" + file, "--latency", "topology", "--messages", "4", "--json");

    assertThat(run.err()).singleElement().asString().contains("count only as latency");
    JsonObject latency = json(run.out().get(0)).getAsJsonObject("latencyMillis");
    assertThat(latency.get("p50").getAsDouble()).isEqualTo(25);
    assertThat(latency.get("max").getAsDouble()).isEqualTo(25);
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
    return Files.readAllLines(trace).stream()
        .map(line -> json(line))
        .filter(event -> event.get("event").getAsString().equals("published"))
        .map(event -> event.get("node").getAsString())
        .toList();
  }
}
