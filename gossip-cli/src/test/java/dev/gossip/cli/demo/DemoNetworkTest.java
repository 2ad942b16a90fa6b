package dev.gossip.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.GossipNode;
import dev.gossip.cli.text.JsonPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DemoNetworkTest {
  private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

  private DemoNetwork network = network(() -> {});

  private static DemoNetwork network(Runnable onStart) {
    return new DemoNetwork(
        () -> {
          onStart.run();
          return GossipNode.builder();
        },
        GossipNode::builder,
        new JsonPrinter(NOWHERE, NOWHERE),
        new DemoMessages());
  }

  @Test
  @Timeout(60)
  void networkIsClosedWhileANodeStillStarts() throws IOException, InterruptedException {
    Thread[] closing = new Thread[1];
    network =
        network(
            () -> {
              closing[0] = new Thread(network::close);
              closing[0].start();
              while (!network.isClosed() && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
              }
            });
    try (DemoPorts ports = DemoPorts.firstFree(1, notice -> {})) {
      int port = ports.base();
      ports.release(port);

      network.add(port, Set.of());
      closing[0].join();

      assertThat(network.running()).isEmpty();
      network.add(port, Set.of());
      assertThat(network.running()).isEmpty();
    }
  }
}
