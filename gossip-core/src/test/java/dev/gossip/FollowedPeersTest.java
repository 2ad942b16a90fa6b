package dev.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node reads its list of allowed peers before it runs, and again on another thread. */
@Timeout(60)
class FollowedPeersTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final PeerId ONE = PeerId.parse("1".repeat(64));
  private static final PeerId TWO = PeerId.parse("2".repeat(64));

  @TempDir private Path folder = Path.of("");

  private final BlockingQueue<NodeEvent> events = new LinkedBlockingQueue<>();
  private final HandDriver driver = new HandDriver();
  private final AskingTransport transport = new AskingTransport(driver);
  private Path list = Path.of("");

  @BeforeEach
  void writeTheList() throws IOException {
    list = folder.resolve("peers.txt");
    Files.writeString(list, ONE + "\n");
  }

  private GossipNode start() throws IOException {
    return GossipNode.builder()
        .with(transport)
        .set("gossip.transport.use", transport.id())
        .set("gossip.allowed-peers", list.toString())
        .onEvent(events::add)
        .start();
  }

  @Test
  void listAppliesBeforeTheNodeReceivesAnything() throws Exception {
    List<Boolean> accepted = new ArrayList<>();
    driver.onRun(
        node -> {
          accepted.add(transport.mayAccept(ONE));
          accepted.add(transport.mayAccept(TWO));
        });
    try (GossipNode node = start()) {
      assertThat(accepted).containsExactly(true, false);
      assertThat(node.peers()).isEmpty();
    }
  }

  @Test
  void changedListIsReadByOneOtherThreadAtATime() throws Exception {
    try (GossipNode node = start()) {
      driver.pass(Duration.ZERO);
      assertThat(driver.offloaded()).isZero();
      Files.writeString(list, ONE + "\n" + TWO + "\n");

      driver.pass(SECOND);
      driver.pass(SECOND.multipliedBy(10));

      assertThat(driver.offloaded()).isEqualTo(1);
      assertThat(transport.mayAccept(TWO)).isFalse();

      driver.work();
      driver.pass(Duration.ZERO);

      assertThat(transport.mayAccept(TWO)).isTrue();
      assertThat(nextWarningAboutTheList().what())
          .isEqualTo(list + ": the list of allowed peers has changed: 2 ids, 1 added, 0 removed");
      assertThat(driver.offloaded()).isZero();
      driver.pass(SECOND);
      assertThat(driver.offloaded()).isEqualTo(1);
      assertThat(node.peers()).isEmpty();
    }
  }

  private NodeEvent.Warning nextWarningAboutTheList() throws InterruptedException {
    while (true) {
      if (events.take() instanceof NodeEvent.Warning warning
          && warning.what().startsWith(list.toString())) {
        return warning;
      }
    }
  }
}
