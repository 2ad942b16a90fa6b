package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.gossip.Delivery;
import dev.gossip.GossipNode;
import dev.gossip.NodeListener;
import dev.gossip.NotReadyException;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PeerInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Listeners of an application, and waiting for peers, over real sockets. */
@Timeout(60)
class ListenersTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final List<Instant> times = new CopyOnWriteArrayList<>();

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(next).as("within %s", LIMIT).isNotNull();
    return next;
  }

  @Test
  void listenersOfTheBuilderMissNoMessage() throws Exception {
    byte[] payload = {1, 2, -3};
    try (GossipNode origin = GossipNode.builder().network("orders").start()) {
      origin.addListener(
          new NodeListener() {
            @Override
            public void onPeerUp(PeerInfo peer) {
              origin.publish("others", "not for the listeners");
              heard.add(origin.publish("orders", payload).orElseThrow().hex());
            }
          });
      try (GossipNode node =
          GossipNode.builder()
              .network("orders")
              .peers(origin.address().toString())
              .onMessage("orders", deliveries::add)
              .onMessage("orders", deliveries::add, Runnable::run)
              .start()) {
        String id = next(heard);
        for (int i = 0; i < 2; i++) {
          Delivery delivery = next(deliveries);
          assertThat(delivery.id().hex()).isEqualTo(id);
          assertThat(delivery.topic()).isEqualTo("orders");
          assertThat(delivery.bytes()).isEqualTo(payload);
          assertThat(delivery.author()).isEqualTo(AuthorId.NONE);
        }
        assertThat(node.metrics().get(Metric.MESSAGES_DELIVERED)).isPositive();
      }
    }
    assertThat(deliveries).isEmpty();
  }

  @Test
  void listenerHearsPeersAndMessagesInTheirOrder() throws Exception {
    try (GossipNode one = GossipNode.builder().listener(new Recorder()).start()) {
      GossipNode two = GossipNode.builder().peers(one.address().toString()).start();
      two.awaitReady(LIMIT);
      assertThat(next(heard)).isEqualTo("up " + two.address());
      assertThat(next(heard)).isEqualTo("ready");
      two.publish("news", "hello").orElseThrow();
      assertThat(next(heard)).isEqualTo("news hello");
      assertThat(one.publish("answer", "welcome").isAccepted()).isTrue();
      assertThat(next(heard)).isEqualTo("published on answer to 1");
      two.close();
      assertThat(next(heard)).startsWith("down " + two.address());
    }
    assertThat(next(heard)).isEqualTo("stopped: closed");
    // The clock may be set while the test runs.
    Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
    assertThat(times)
        .isNotEmpty()
        .allSatisfy(time -> assertThat(time).isCloseTo(now, within(1, ChronoUnit.DAYS)));
  }

  private final class Recorder implements NodeListener {
    @Override
    public void onEvent(NodeEvent event, Instant time) {
      times.add(time);
    }

    @Override
    public void onReady() {
      heard.add("ready");
    }

    @Override
    public void onPeerUp(PeerInfo peer) {
      heard.add("up " + peer.address());
    }

    @Override
    public void onPeerDown(PeerInfo peer, String reason) {
      heard.add("down " + peer.address() + " " + reason);
    }

    @Override
    public void onPublished(GossipMessage message, int peers) {
      heard.add("published on " + message.topic() + " to " + peers);
    }

    @Override
    public void onMessage(Delivery delivery) {
      heard.add(delivery.topic() + " " + delivery.text());
    }

    @Override
    public void onStopped(boolean failed, String reason) {
      heard.add("stopped: " + reason);
    }
  }

  @Test
  void awaitReadySaysWhyAPeerWasNotReached() throws Exception {
    try (GossipNode other = GossipNode.builder().network("other").start()) {
      BlockingQueue<PeerAddress> refused = new LinkedBlockingQueue<>();
      NodeListener listener =
          new NodeListener() {
            @Override
            public void onRefused(NodeEvent.Refused event) {
              refused.add(other.address());
            }
          };
      try (GossipNode node =
          GossipNode.builder()
              .network("mine")
              .peers(other.address().toString())
              .listener(listener)
              .start()) {
        PeerAddress peer = next(refused);

        NotReadyException notReady =
            catchThrowableOfType(
                NotReadyException.class, () -> node.awaitReady(Duration.ofMillis(1)));

        assertThat(notReady.unreached()).containsOnlyKeys(peer);
        assertThat(notReady.unreached().get(peer)).startsWith("refused: ").contains("network");
      }
    }
  }

  @Test
  void awaitReadyReturnsWhenAPeerIsUpAlsoOnTheListenersThread() throws Exception {
    try (GossipNode one = GossipNode.builder().start();
        GossipNode two = GossipNode.builder().start()) {
      two.addListener(
          new NodeListener() {
            @Override
            public void onReady() {
              try {
                two.awaitReady(LIMIT);
                heard.add("ready");
              } catch (NotReadyException | InterruptedException e) {
                heard.add(e.toString());
              }
            }
          });
      two.addPeer(one.address());
      two.awaitReady(LIMIT);

      assertThat(two.peers()).hasSize(1);
      assertThat(next(heard)).isEqualTo("ready");
    }
  }

  @Test
  void nodeHasTheSameIdWithTheSameDataFolder(@TempDir Path folder) throws Exception {
    String id;
    try (GossipNode node = GossipNode.builder().dataDir(folder).start()) {
      id = node.id().hex();
    }
    try (GossipNode node = GossipNode.builder().dataDir(folder).start()) {
      assertThat(node.id().hex()).isEqualTo(id);
    }
    try (GossipNode node = GossipNode.builder().identity(folder.resolve("node.key")).start()) {
      assertThat(node.id().hex()).isEqualTo(id);
    }
  }
}
