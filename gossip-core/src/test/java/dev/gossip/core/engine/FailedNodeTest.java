package dev.gossip.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.node.NodeEvent.Stopped;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node fails, and so does its transport when it is to close the links. */
@Timeout(30)
class FailedNodeTest {
  private final MemoryNetwork network = new MemoryNetwork(8);

  private MemoryNode failWithBrokenTransport(Runnable breakage) {
    MemoryNode node = network.start(1, 2);
    network.start(2);
    network.runFor(Duration.ofSeconds(1));
    assertThat(network.hasLink(1, 2)).isTrue();
    network.rule(
        (from, to, frame) -> {
          breakage.run();
          return true;
        });
    node.node.run(
        () -> {
          throw new IllegalStateException("the first failure");
        });
    return node;
  }

  private static void assertStoppedOnce(MemoryNode node) {
    assertThat(node.eventsOf(Stopped.class))
        .singleElement()
        .satisfies(
            stopped -> {
              assertThat(stopped.failed()).isTrue();
              assertThat(stopped.reason()).contains("the first failure");
            });
  }

  @Test
  void exceptionOfTheTransportIsCounted() {
    MemoryNode node =
        failWithBrokenTransport(
            () -> {
              throw new IllegalStateException("the second failure");
            });

    assertStoppedOnce(node);
    assertThat(node.metric("dropped.goodbye-failed")).isEqualTo(1);
  }

  @Test
  void nodeWithoutMemoryToCloseItsLinksStops() {
    MemoryNode node =
        failWithBrokenTransport(
            () -> {
              throw new OutOfMemoryError("thrown by a test");
            });

    assertStoppedOnce(node);
  }
}
