package dev.gossip.cli;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The network of the original, with a real process for each node:
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
class SixProcessesTest {
  // Most limits are for a busy machine; what they bound takes a tenth of it.
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  // A killed node is noticed after 6 s of silence.
  private static final Duration DETECTION_LIMIT = Duration.ofSeconds(12);
  private static final Duration RESTART_LIMIT = Duration.ofSeconds(8);
  private static final Duration LINKS_LIMIT = Duration.ofSeconds(5);
  // Far less than those 6 s, so what is noticed within it was said.
  private static final Duration GOODBYE_LIMIT = Duration.ofSeconds(2);

  private final ProcessNetwork network = new ProcessNetwork();

  @AfterEach
  void endAllProcesses() {
    network.close();
  }

  @Test
  void everyOtherNodeGetsEachMessageOnceAndSoDoesOneThatJoinsLater() {
    startSix();

    network.say("A", "from the middle", "B", "C", "D", "E", "F");
    network.say("D", "from the edge", "A", "B", "C", "E", "F");

    network.edge("G", "D").edge("G", "F").start("G");
    network.awaitLinked(START_LIMIT);
    network.say("G", "from the newcomer", "A", "B", "C", "D", "E", "F");
    network.say("C", "to the newcomer", "A", "B", "D", "E", "F", "G");

    network.leaveAndCheckDeliveries();
  }

  @Test
  void killedNodeCutsOffOnlyThoseBehindItUntilItIsStartedAgain() {
    startSix();

    network.kill("C");
    network.say("A", "while nobody misses C yet", "B", "D", "E", "F");
    network.awaitMissed("C", DETECTION_LIMIT);
    network.say("A", "A without C", "B", "D", "E", "F");
    network.say("D", "D without C", "A", "B", "E", "F");

    network.kill("B");
    network.say("A", "while nobody misses B yet", "F");
    network.awaitMissed("B", DETECTION_LIMIT);
    network.say("A", "A without B", "F");
    network.say("F", "F without B", "A");

    restart("B");
    network.say("A", "A with B again", "B", "D", "E", "F");
    network.say("D", "D with B again", "A", "B", "E", "F");

    network.leaveAndCheckDeliveries();
  }

  @Test
  void nodeThatIsAskedToLeaveSaysGoodbyeToItsNeighbours() {
    network.edge("A", "C").edge("A", "F").edge("C", "F").startAll();
    network.awaitLinked(START_LIMIT);
    assumeThat(network.node("C").process().canBeAskedToEnd())
        .as("processes can be asked to end on this system")
        .isTrue();

    network.askToLeave("C");
    network.awaitMissed("C", GOODBYE_LIMIT);
    network.say("A", "without C", "F");

    network.leaveAndCheckDeliveries();
  }

  private void startSix() {
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

  /** Starts a node where it was before; its links have to be back soon after its JVM is. */
  private void restart(String name) {
    long began = System.nanoTime();
    NodeProcess node = network.start(name);
    node.await("its first peer-up", () -> !node.events("peer-up").isEmpty(), RESTART_LIMIT);
    Duration left = RESTART_LIMIT.minusNanos(System.nanoTime() - began);
    network.awaitLinked(left.compareTo(LINKS_LIMIT) < 0 ? left : LINKS_LIMIT);
  }
}
