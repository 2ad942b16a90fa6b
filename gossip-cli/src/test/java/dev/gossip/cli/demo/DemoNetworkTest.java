package dev.gossip.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.GossipNode;
import dev.gossip.cli.text.JsonPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DemoNetworkTest {
  /** No node is there. */
  private static final String OUTSIDE = "127.0.0.1:9";

  private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

  private DemoNetwork network = network(() -> {}, NOWHERE);

  private static DemoNetwork network(Runnable onStart, PrintStream err) {
    return new DemoNetwork(
        () -> {
          onStart.run();
          return GossipNode.builder()
              .peer(OUTSIDE)
              .set("gossip.transport.udp.connect-retry", "100ms")
              .set("gossip.transport.udp.connect-timeout", "500ms");
        },
        GossipNode::builder,
        new JsonPrinter(NOWHERE, err),
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
            },
            NOWHERE);
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

  @Test
  @Timeout(60)
  void nodeThatIsNotStartedYetIsNotReportedAsUnreachable() throws IOException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    network = network(() -> {}, new PrintStream(err, true, UTF_8));
    try (DemoPorts ports = DemoPorts.firstFree(2, notice -> {})) {
      int port = ports.base();
      ports.release(port);
      network.add(port, Set.of(DemoPorts.of(port, 2).last()));
      while (!err.toString(UTF_8).contains(OUTSIDE + " is unreachable")
          && !Thread.currentThread().isInterrupted()) {
        Thread.onSpinWait();
      }
      network.close();

      assertThat(err.toString(UTF_8)).containsOnlyOnce("is unreachable");
    }
  }
}
