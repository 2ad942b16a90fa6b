package dev.gossip.cli.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gossip.cli.testing.NodeProcess;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Nodes in their own processes that get only the address of a seed. */
class SeededProcessesTest {
  // A limit for a busy machine, about ten times the usual duration.
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static NodeProcess seeded(String name, NodeProcess seed) {
    return NodeProcess.startWith(name, LIMIT, "--seed", seed.address());
  }

  @Test
  void nodesFindEachOtherThroughTheirSeedAndStayLinkedWithoutIt() {
    try (NodeProcess first = NodeProcess.startWith("A", LIMIT, "--discovery", "bootstrap");
        NodeProcess one = seeded("B", first);
        NodeProcess two = seeded("C", first)) {
      one.await("is linked with both", () -> one.peersUp().size() == 2, LIMIT);
      assertThat(one.peersUp()).containsExactlyInAnyOrder(first.address(), two.address());

      first.process().kill();
      two.await("notices that the seed is gone", () -> two.lost(first.address()), LIMIT);
      one.publish("without the seed");

      two.await("delivers", () -> two.sourcesOf("without the seed").size() == 1, LIMIT);
    }
  }

  @Test
  void nodeWhoseSeedDoesNotAnswerNamesItAndEndsCleanly() {
    try (NodeProcess gone = NodeProcess.startWith("A", LIMIT)) {
      gone.process().kill();
      assertThat(gone.process().awaitExit(LIMIT)).isNotZero();

      try (NodeProcess alone = seeded("B", gone)) {
        assumeThat(alone.process().canBeAskedToEnd()).isTrue();
        alone.await(
            "names its seed",
            () ->
                alone.process().err().stream()
                    .anyMatch(line -> line.contains(gone.address() + " is unreachable: ")),
            LIMIT);

        alone.process().terminate();

        assertThat(alone.process().awaitExit(LIMIT)).as("%s", alone.process()).isZero();
        assertThat(alone.events("stopped")).as("%s", alone.process()).hasSize(1);
      }
    }
  }
}
