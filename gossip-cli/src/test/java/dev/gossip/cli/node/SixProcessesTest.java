package dev.gossip.cli.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gossip.cli.testing.NodeProcess;
import dev.gossip.cli.testing.ProcessNetwork;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The example network, with one real process per node. All tests use the same six processes, since
 * starting them takes most of the time, and restart those that they end:
 *
 * <pre>
 *   D   E
 *    \ /
 *     B
 *     |
 *     A
 *    / \
 *   C - F
 * </pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SixProcessesTest {
  // Limits for a busy machine, about ten times the usual duration.
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  // A killed node is noticed after 6 s of silence.
  private static final Duration DETECTION_LIMIT = Duration.ofSeconds(12);
  private static final Duration RESTART_LIMIT = Duration.ofSeconds(8);
  private static final Duration LINKS_LIMIT = Duration.ofSeconds(5);
  // Far less than those 6 s: within it only an explicit close can be noticed.
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final ProcessNetwork network = new ProcessNetwork();

  @BeforeAll
  void startSix() {
    network
        .edge("A", "B")
        .edge("A", "C")
        .edge("A", "F")
        .edge("B", "D")
        .edge("B", "E")
        .edge("C", "F")
        .startAll()
        .awaitLinked(START_LIMIT);
  }

  /** All six run again after each test. */
  @AfterEach
  void checkThatSixAreLinked() {
    network.awaitLinked(LINKS_LIMIT);
    assertThat(network.runningNames()).containsExactly("A", "B", "C", "D", "E", "F");
  }

  @AfterAll
  void endAllProcessesAndCheckDeliveries() {
    try (network) {
      network.terminateAndCheckDeliveries();
    }
  }

  @Test
  void messagesReachAllNodesOnceIncludingOneThatJoinsLater() {
    network.publish("A", "from the middle", "B", "C", "D", "E", "F");
    network.publish("D", "from the edge", "A", "B", "C", "E", "F");

    network.edge("G", "D").edge("G", "F").start("G");
    network.awaitLinked(START_LIMIT);
    network.publish("G", "from the newcomer", "A", "B", "C", "D", "E", "F");
    network.publish("C", "to the newcomer", "A", "B", "D", "E", "F", "G");

    network.terminate("G");
    network.awaitDown("G", CLOSE_LIMIT);
  }

  @Test
  void killedNodeCutsOffOnlyNodesBehindItUntilItRestarts() {
    network.kill("C");
    network.publish("A", "before the others notice", "B", "D", "E", "F");
    network.awaitDown("C", DETECTION_LIMIT);
    network.publish("A", "A without C", "B", "D", "E", "F");
    network.publish("D", "D without C", "A", "B", "E", "F");

    network.kill("B");
    network.publish("A", "before the others notice B yet", "F");
    network.awaitDown("B", DETECTION_LIMIT);
    network.publish("A", "A without B", "F");
    network.publish("F", "F without B", "A");

    restart("B");
    network.publish("A", "A with B again", "B", "D", "E", "F");
    network.publish("D", "D with B again", "A", "B", "E", "F");

    restart("C");
  }

  @Test
  void terminatedNodeClosesItsLinksBeforeItEnds() {
    assumeThat(network.node("C").process().canBeAskedToEnd())
        .as("processes can be asked to end on this system")
        .isTrue();

    network.terminate("C");
    network.awaitDown("C", CLOSE_LIMIT);
    network.publish("A", "without C", "B", "D", "E", "F");

    restart("C");
  }

  /** Restarts a node at its old address. Its links must be up soon after its JVM has started. */
  private void restart(String name) {
    long began = System.nanoTime();
    NodeProcess node = network.start(name);
    node.await("its first peer-up", () -> !node.events("peer-up").isEmpty(), RESTART_LIMIT);
    Duration left = RESTART_LIMIT.minusNanos(System.nanoTime() - began);
    network.awaitLinked(left.compareTo(LINKS_LIMIT) < 0 ? left : LINKS_LIMIT);
  }
}
