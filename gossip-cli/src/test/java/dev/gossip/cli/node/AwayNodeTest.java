package dev.gossip.cli.node;

import dev.gossip.cli.testing.NodeProcess;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A node that does not run while others publish. The command repairs by default. */
class AwayNodeTest {
  // A limit for a busy machine, about ten times the usual duration.
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static NodeProcess linked(String name, NodeProcess peer) {
    return NodeProcess.startWith(name, LIMIT, "--peer", peer.address());
  }

  @Test
  void nodeGetsWhatWasPublishedWhileItWasAway() {
    try (NodeProcess one = NodeProcess.startWith("A", LIMIT);
        NodeProcess two = linked("B", one);
        NodeProcess away = linked("C", one)) {
      one.await("is linked with both", () -> one.peersUp().size() == 2, LIMIT);
      away.process().kill();
      one.await("notices that C is gone", () -> one.lost(away.address()), LIMIT);
      one.publish("while C is away");
      two.await("delivers", () -> two.sourcesOf("while C is away").size() == 1, LIMIT);

      try (NodeProcess back = linked("C", one)) {
        back.await("delivers", () -> back.sourcesOf("while C is away").size() == 1, LIMIT);
      }
    }
  }
}
