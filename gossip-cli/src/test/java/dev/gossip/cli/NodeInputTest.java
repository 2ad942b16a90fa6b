package dev.gossip.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of the lines that are typed into {@code gossip node}. */
class NodeInputTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final ProcessNetwork network = new ProcessNetwork().edge("A", "B");

  @AfterEach
  void endAllProcesses() {
    network.close();
  }

  @Test
  void linesThatComeBeforeTheFirstPeerIsUpWaitForIt() {
    NodeProcess early = network.start("A");
    early.say("hello");
    early.process().endInput();
    // By then the node has run for so long that it has read what it is ever going to read.
    early.await(
        "misses its peer",
        () -> early.process().err().stream().anyMatch(line -> line.contains("not reachable")),
        LIMIT);

    NodeProcess late = network.start("B");

    late.await("hears the line", () -> late.bringersOf("hello").size() == 1, LIMIT);
    assertThat(early.events("refused")).as("%s", early.process()).isEmpty();
  }

  @Test
  void nodeThatWasNeverReadyLeavesPolitely() {
    NodeProcess alone = network.start("A");
    assumeThat(alone.process().canBeAskedToEnd()).isTrue();
    alone.say("hello");
    alone.await(
        "misses its peer",
        () -> alone.process().err().stream().anyMatch(line -> line.contains("not reachable")),
        LIMIT);

    network.askToLeave("A");
  }

  @Test
  void messageThatIsTooLargeIsRefusedAndTheNextOneIsSent() {
    network.startAll().awaitLinked(LIMIT);

    network.node("A").say("x".repeat(901));
    network.say("A", "short", "B");

    assertRefused(network.node("A"), "the payload has 901 bytes");
  }

  @Test
  void messageThatNobodyWouldHearIsRefused() {
    network.startAll().awaitLinked(LIMIT);
    network.kill("B");
    NodeProcess node = network.node("A");
    node.await("misses B", () -> node.lost(network.address("B")), LIMIT);

    node.say("anybody?");

    node.await("refuses", () -> !node.events("refused").isEmpty(), LIMIT);
    assertRefused(node, "no peer is up");
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
