package dev.gossip.cli.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gossip.cli.testing.CliProcess;
import dev.gossip.cli.testing.NodeProcess;
import dev.gossip.cli.testing.ProcessNetwork;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests how {@code gossip node} handles the lines of stdin. */
class NodeInputTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final ProcessNetwork network = new ProcessNetwork().edge("A", "B");

  @AfterEach
  void endAllProcesses() {
    network.close();
  }

  @Test
  void linesBeforeTheFirstPeerWaitAndTheNodeSaysSo() {
    NodeProcess early = network.start("A");
    early.publish("hello");
    early.publish("world");
    early.process().endInput();
    early.await("reports that the lines wait", () -> !early.events("waiting").isEmpty(), LIMIT);

    NodeProcess late = network.start("B");

    late.await("delivers the lines", () -> late.sourcesOf("world").size() == 1, LIMIT);
    assertThat(late.sourcesOf("hello")).hasSize(1);
    assertThat(early.events("refused")).as("%s", early.process()).isEmpty();
    assertThat(early.events("waiting")).as("%s", early.process()).hasSize(1);
  }

  @Test
  void linesAfterTheLastPeerIsLostWaitAndTheNodeSaysSo() {
    network.startAll().awaitLinked(LIMIT);
    network.kill("B");
    NodeProcess node = network.node("A");
    node.await("reports that B is down", () -> node.lost(network.address("B")), LIMIT);

    node.publish("anybody?");
    node.await("reports that the line waits", () -> !node.events("waiting").isEmpty(), LIMIT);
    NodeProcess again = network.start("B");

    again.await("delivers the line", () -> again.sourcesOf("anybody?").size() == 1, LIMIT);
    assertThat(node.events("refused")).as("%s", node.process()).isEmpty();
  }

  @Test
  void lineThatWaitsWhenTheNodeIsTerminatedIsRefused() {
    NodeProcess alone = network.start("A");
    assumeThat(alone.process().canBeAskedToEnd()).isTrue();
    alone.publish("hello");
    alone.await("reports that the line waits", () -> !alone.events("waiting").isEmpty(), LIMIT);

    network.terminate("A");

    assertRefused(alone, "the node is closed");
    assertThat(alone.process().out().get(alone.process().out().size() - 1)).contains("\"stopped\"");
  }

  @Test
  void pipedLinesWaitForRoomInTheQueueAndNoneIsRefused() {
    List<String> lines = IntStream.rangeClosed(1, 300).mapToObj(i -> "line " + i).toList();
    try (CliProcess one = CliProcess.start("node", "--json");
        CliProcess two =
            CliProcess.start(
                "node", "--json", "--set", "gossip.publish-queue=1", "--peer", nodeOf(one))) {
      two.type(String.join("\n", lines));

      assertThat(two.await(() -> count(two, "published") == lines.size(), LIMIT))
          .as("%s", two)
          .isTrue();
      assertThat(count(two, "refused")).as("%s", two).isZero();
    }
  }

  private static String nodeOf(CliProcess process) {
    assertThat(process.await(() -> count(process, "listening") == 1, LIMIT))
        .as("%s", process)
        .isTrue();
    return JsonParser.parseString(process.out().get(0)).getAsJsonObject().get("node").getAsString();
  }

  private static long count(CliProcess process, String event) {
    return process.out().stream().filter(line -> line.startsWith("{\"event\":\"" + event)).count();
  }

  @Test
  void nodeSaysHowItRelays() {
    try (CliProcess one = CliProcess.start("node", "--relay", "diffusion");
        CliProcess two = CliProcess.start("node", "--no-repair")) {
      assertThat(one.await(() -> one.out().contains("relay diffusion, repaired"), LIMIT))
          .as("%s", one)
          .isTrue();
      assertThat(two.await(() -> two.out().contains("relay flooding"), LIMIT))
          .as("%s", two)
          .isTrue();
    }
  }

  @Test
  void tooLargeMessageIsRefusedAndTheNextOneIsSent() {
    network.startAll().awaitLinked(LIMIT);

    network.node("A").publish("x".repeat(65_537));
    network.publish("A", "short", "B");

    assertRefused(network.node("A"), "the payload has 65537 bytes");
  }

  private static void assertRefused(NodeProcess node, String reason) {
    assertThat(node.events("refused"))
        .as("%s", node.process())
        .singleElement()
        .satisfies(
            (JsonObject event) -> {
              assertThat(event.has("peer")).isFalse();
              assertThat(NodeProcess.text(event, "reason")).startsWith(reason);
              assertThat(NodeProcess.text(event, "remedy")).isNotBlank();
            });
  }
}
