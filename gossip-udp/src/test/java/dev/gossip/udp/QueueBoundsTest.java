package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.GossipNode;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.PublishOutcome;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The queues between application threads and the node's thread are bounded and report overflow. */
@Timeout(300)
class QueueBoundsTest {
  private static final int BOUND = 16;

  /** Long, since the machine may be busy with other tests. */
  private static final long LIMIT_SECONDS = 60;

  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch blocked = new CountDownLatch(1);

  private void block() {
    blocked.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long metric(GossipNode node, String name) {
    return node.metrics().asMap().getOrDefault(name, 0L);
  }

  @Test
  void publishReturnsQueueFullWhileTheNodeIsBusyAndLosesNothingAccepted() throws Exception {
    try (GossipNode one = GossipNode.builder().set("gossip.publish-queue", "" + BOUND).start();
        GossipNode two = GossipNode.builder().peer(one.address().toString()).start()) {
      RealNodes.awaitReady(one, two);
      BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
      two.subscribe(delivery -> arrived.add(delivery.text()));
      // Runs on the node's own thread and blocks it.
      one.subscribe(GossipMessage.DEFAULT_TOPIC, delivery -> block(), Runnable::run);
      two.publish("block");
      assertThat(blocked.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      try {
        for (int i = 0; i < BOUND; i++) {
          assertThat(one.publish("message " + i)).isInstanceOf(PublishOutcome.Accepted.class);
        }
        assertThat(one.publish("one too many")).isEqualTo(new PublishOutcome.QueueFull(BOUND));
      } finally {
        release.countDown();
      }

      for (int i = 0; i < BOUND; i++) {
        assertThat(arrived.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("message " + i);
      }
      assertThat(one.publish("room again")).isInstanceOf(PublishOutcome.Accepted.class);
    }
  }

  @Test
  void publishWithATimeoutWaitsForRoomInTheQueue() throws Exception {
    int messages = 8 * BOUND;
    try (GossipNode one = GossipNode.builder().set("gossip.publish-queue", "" + BOUND).start();
        GossipNode two = GossipNode.builder().peer(one.address().toString()).start()) {
      RealNodes.awaitReady(one, two);
      BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
      two.subscribe(delivery -> arrived.add(delivery.text()));
      one.subscribe(GossipMessage.DEFAULT_TOPIC, delivery -> block(), Runnable::run);
      two.publish("block");
      assertThat(blocked.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();

      Thread publisher = new Thread(() -> publishAll(one, messages));
      publisher.start();
      RealNodes.await(
          "the publisher waits", () -> publisher.getState() == Thread.State.TIMED_WAITING);
      release.countDown();

      for (int i = 0; i < messages; i++) {
        assertThat(arrived.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("message " + i);
      }
    } finally {
      release.countDown();
    }
  }

  private static void publishAll(GossipNode node, int messages) {
    for (int i = 0; i < messages; i++) {
      assertThat(publishWithoutTimeout(node, "message " + i))
          .isInstanceOf(PublishOutcome.Accepted.class);
    }
  }

  private static PublishOutcome publishWithoutTimeout(GossipNode node, String text) {
    try {
      return node.publish(
          GossipMessage.DEFAULT_TOPIC,
          ByteString.copyFromUtf8(text),
          ChronoUnit.FOREVER.getDuration());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void publishWithATimeoutWaitsForTheFirstPeer() throws Exception {
    BlockingQueue<PublishOutcome> outcomes = new LinkedBlockingQueue<>();
    try (GossipNode one = GossipNode.builder().start()) {
      Thread publisher = new Thread(() -> outcomes.add(publishWithoutTimeout(one, "hello")));
      publisher.start();
      RealNodes.await(
          "the publisher waits", () -> publisher.getState() == Thread.State.TIMED_WAITING);
      assertThat(outcomes).isEmpty();

      try (GossipNode two = GossipNode.builder().peer(one.address().toString()).start()) {
        assertThat(outcomes.poll(LIMIT_SECONDS, TimeUnit.SECONDS))
            .isInstanceOf(PublishOutcome.Accepted.class);
        assertThat(two.address()).isNotEqualTo(one.address());
      }
    }
  }

  @Test
  void publishWithATimeoutReturnsWhenTheNodeCloses() throws Exception {
    BlockingQueue<PublishOutcome> outcomes = new LinkedBlockingQueue<>();
    try (GossipNode node = GossipNode.builder().start()) {
      Thread publisher = new Thread(() -> outcomes.add(publishWithoutTimeout(node, "hello")));
      publisher.start();
      RealNodes.await(
          "the publisher waits", () -> publisher.getState() == Thread.State.TIMED_WAITING);
    }

    assertThat(outcomes.poll(LIMIT_SECONDS, TimeUnit.SECONDS))
        .isEqualTo(new PublishOutcome.Closed());
  }

  @Test
  void publishReturnsTheReasonWhenItsTimeoutExpires() throws Exception {
    try (GossipNode node = GossipNode.builder().start()) {
      ByteString payload = ByteString.copyFromUtf8("hello");

      assertThat(node.publish(GossipMessage.DEFAULT_TOPIC, payload, Duration.ofMillis(1)))
          .isEqualTo(new PublishOutcome.NoPeers());
      assertThat(node.publish(GossipMessage.DEFAULT_TOPIC, payload, Duration.ZERO))
          .isEqualTo(new PublishOutcome.NoPeers());
    }
  }

  @Test
  void publishWithATimeoutIsRejectedOnTheNodesOwnThread() throws Exception {
    BlockingQueue<String> failures = new LinkedBlockingQueue<>();
    try (GossipNode one = GossipNode.builder().start();
        GossipNode two = GossipNode.builder().peer(one.address().toString()).start()) {
      RealNodes.awaitReady(two);
      one.subscribe(
          GossipMessage.DEFAULT_TOPIC,
          delivery -> {
            try {
              publishWithoutTimeout(one, "never");
            } catch (IllegalStateException e) {
              failures.add(String.valueOf(e.getMessage()));
            }
          },
          Runnable::run);

      two.publish("hello");

      assertThat(failures.poll(LIMIT_SECONDS, TimeUnit.SECONDS))
          .contains("publish from another thread");
    }
  }

  @Test
  void fullDeliveryQueueDropsAndCountsWithoutBlockingTheNode() throws Exception {
    int sent = 50;
    try (GossipNode one = GossipNode.builder().set("gossip.delivery-queue", "" + BOUND).start();
        GossipNode two = GossipNode.builder().peer(one.address().toString()).start()) {
      RealNodes.awaitReady(one, two);
      BlockingQueue<String> heard = new LinkedBlockingQueue<>();
      one.subscribe(
          delivery -> {
            heard.add(delivery.text());
            block();
          });
      try {
        two.publish("first");
        assertThat(blocked.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < sent; i++) {
          two.publish("message " + i);
        }
        RealNodes.await("all arrive", () -> metric(one, "messages-delivered") == sent + 1);
        assertThat(metric(one, "dropped.delivery-queue-full")).isEqualTo(sent + 1 - BOUND);
        assertThat(one.peers()).hasSize(1);
      } finally {
        release.countDown();
      }

      RealNodes.await("queued messages are heard", () -> heard.size() == BOUND);
    }
  }
}
