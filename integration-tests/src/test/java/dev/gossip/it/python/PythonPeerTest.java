package dev.gossip.it.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.Delivery;
import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PublishOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code docs/wire-format.md} is enough to write a peer: the one in Python was written from it, and
 * speaks with a node over loopback.
 */
@RequiresPython
@Timeout(120)
class PythonPeerTest {
  private static final int LARGE_BYTES = 60_000;

  private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
  private final BlockingQueue<NodeEvent.PeerDown> downs = new LinkedBlockingQueue<>();

  @ParameterizedTest
  @CsvSource({"aes, aes, aes", "aes, chacha20, chacha20"})
  void peerThatDialsTheNodeKeepsALink(String ofNode, String ofPeer, String used)
      throws IOException, InterruptedException {
    try (GossipNode node = node(ofNode).start();
        PythonPeer peer = peer(ofPeer, "--dial", String.valueOf(node.address().port()))) {
      String id = peer.await("id").get(0);

      assertThat(peer.await("link")).containsExactly(node.id().hex(), used);
      assertThatLinkWorks(node, peer, id);
      peer.command("close");

      assertThat(next(downs).reason()).contains("the peer stopped");
      assertThat(peer.awaitEnd()).isZero();
      assertThat(peer.output()).noneMatch(line -> line.startsWith("dropped"));
    }
  }

  @ParameterizedTest
  @CsvSource({"aes, aes, aes", "chacha20, aes, chacha20"})
  void peerThatIsDialedByTheNodeKeepsALink(String ofNode, String ofPeer, String used)
      throws IOException, InterruptedException {
    try (PythonPeer peer = peer(ofPeer)) {
      String id = peer.await("id").get(0);
      String address = "127.0.0.1:" + peer.await("port").get(0);
      try (GossipNode node = node(ofNode).peer(address).start()) {
        assertThat(peer.await("link")).containsExactly(node.id().hex(), used);
        assertThatLinkWorks(node, peer, id);
      }

      assertThat(peer.await("closed")).isNotEmpty();
      assertThat(peer.awaitEnd()).isZero();
      assertThat(peer.output()).noneMatch(line -> line.startsWith("dropped"));
    }
  }

  @Test
  void largeMessageTravelsInFragmentsInBothDirections() throws IOException, InterruptedException {
    try (GossipNode node = node("aes").start();
        PythonPeer peer = peer("aes", "--dial", String.valueOf(node.address().port()))) {
      node.subscribe(deliveries::add);
      peer.await("peer");

      peer.command("publish-large p " + LARGE_BYTES);
      String published = peer.await("published").get(0);
      Delivery delivery = next(deliveries);
      assertThat(delivery.id().hex()).isEqualTo(published);
      assertThat(delivery.text()).isEqualTo("p".repeat(LARGE_BYTES));
      assertThat(peer.await("request")).as("Java requests it").containsExactly(published);

      String text = "j".repeat(LARGE_BYTES);
      String id = node.publish(text).orElseThrow().hex();
      assertThat(peer.await("announced")).contains(id);
      int frameBytes = Integer.parseInt(peer.await("reassembled").get(0));
      assertThat(frameBytes).isGreaterThan(LARGE_BYTES);
      assertThat(peer.await("message")).containsExactly(id, text);
      assertThat(peer.output()).noneMatch(line -> line.startsWith("dropped"));
      assertThat(peer.output()).as("larger datagrams are tried").contains("probe 1372");
      assertThat(node.metrics().asMap()).doesNotContainKey("dropped.bad-fragment");
      assertThat(node.metrics().asMap()).doesNotContainKey("dropped.bad-acknowledgement");
    }
  }

  /** Both ends send before and after several changes of the keys. */
  private void assertThatLinkWorks(GossipNode node, PythonPeer peer, String peerId)
      throws IOException, InterruptedException {
    node.subscribe(deliveries::add);
    peer.await("peer");
    assertThatMessagesArrive(node, peer, peerId, "before");

    List<String> epochs;
    do {
      epochs = peer.await("epochs");
    } while (Integer.parseInt(epochs.get(0)) < 2 || Integer.parseInt(epochs.get(1)) < 2);

    assertThatMessagesArrive(node, peer, peerId, "after");
    assertThat(downs).isEmpty();
  }

  private void assertThatMessagesArrive(
      GossipNode node, PythonPeer peer, String peerId, String text)
      throws IOException, InterruptedException {
    peer.command("publish " + text);
    String published = peer.await("published").get(0);
    Delivery delivery = next(deliveries);
    assertThat(delivery.id().hex()).isEqualTo(published);
    assertThat(delivery.text()).isEqualTo(text);
    assertThat(delivery.from().id().hex()).isEqualTo(peerId);

    PublishOutcome outcome = node.publish(text + " from Java");
    assertThat(outcome).isInstanceOf(PublishOutcome.Accepted.class);
    String id = outcome.orElseThrow().hex();
    assertThat(String.join(" ", peer.await("message"))).isEqualTo(id + " " + text + " from Java");
  }

  private <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(30, TimeUnit.SECONDS);
    assertThat(next).as("within 30 s").isNotNull();
    return next;
  }

  /** A node that neither signs nor limits, as is the default of the library. */
  private GossipNodeBuilder node(String cipher) {
    return GossipNode.builder()
        .listen("127.0.0.1:0")
        .set("gossip.transport.udp.cipher", cipher)
        .set("gossip.transport.udp.ping-after", "500ms")
        .set("gossip.transport.udp.down-after", "2s")
        .set("gossip.transport.udp.rekey-after", "4s")
        .onEvent(
            event -> {
              if (event instanceof NodeEvent.PeerDown down) {
                downs.add(down);
              }
            });
  }

  private static PythonPeer peer(String cipher, String... more) throws IOException {
    List<String> options = new ArrayList<>(List.of("--cipher", cipher, "--rekey-after", "1"));
    options.addAll(List.of(more));
    return new PythonPeer(options);
  }
}
