package dev.gossip.cli.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

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
  // For a busy machine: what happens within it usually takes less than a second, six at a loss.
  // SecureLinkTest checks in virtual time how soon a killed node is noticed.
  private static final Duration LIMIT = Duration.ofMinutes(2);

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
        .awaitLinked(LIMIT);
  }

  /** All six run again after each test. */
  @AfterEach
  void checkThatSixAreLinked() {
    network.awaitLinked(LIMIT);
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
    network.awaitLinked(LIMIT);
    network.publish("G", "from the newcomer", "A", "B", "C", "D", "E", "F");
    network.publish("C", "to the newcomer", "A", "B", "D", "E", "F", "G");

    network.terminate("G");
    network.awaitClosed("G", LIMIT);
  }

  @Test
  void killedNodeCutsOffOnlyNodesBehindItUntilItRestarts() {
    network.kill("C");
    network.publish("A", "before the others notice", "B", "D", "E", "F");
    network.awaitDown("C", LIMIT);
    network.publish("A", "A without C", "B", "D", "E", "F");
    network.publish("D", "D without C", "A", "B", "E", "F");

    network.kill("B");
    network.publish("A", "before the others notice B yet", "F");
    network.awaitDown("B", LIMIT);
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
    network.awaitClosed("C", LIMIT);
    network.publish("A", "without C", "B", "D", "E", "F");

    restart("C");
  }

  /** Restarts a node at its old address. */
  private void restart(String name) {
    network.start(name);
    network.awaitLinked(LIMIT);
  }
}
