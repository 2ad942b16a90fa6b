package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.GossipNode;
import dev.gossip.api.node.PublishOutcome;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More messages at once than a link carries. */
@Timeout(900)
class BurstTest {
  private static final int MESSAGES = 100_000;
  private static final ByteString PAYLOAD = ByteString.copyFrom(new byte[900]);
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @Test
  void everyAcceptedMessageOfATightLoopArrives() throws Exception {
    allAcceptedArrive(sender -> sender.publish("main", PAYLOAD));
  }

  @Test
  void everyMessageOfAProducerThatWaitsArrives() throws Exception {
    int accepted = allAcceptedArrive(sender -> sender.publish("main", PAYLOAD, LIMIT));

    assertThat(accepted).isEqualTo(MESSAGES);
  }

  private interface Publisher {
    PublishOutcome publish(GossipNode sender) throws InterruptedException;
  }

  /** Returns how many messages were accepted. */
  private static int allAcceptedArrive(Publisher publisher) throws Exception {
    AtomicInteger delivered = new AtomicInteger();
    AtomicInteger expected = new AtomicInteger(Integer.MAX_VALUE);
    CountDownLatch done = new CountDownLatch(1);
    try (GossipNode receiver = GossipNode.builder().start();
        GossipNode sender = GossipNode.builder().peer(receiver.address().toString()).start()) {
      receiver.subscribe(
          delivery -> {
            if (delivered.incrementAndGet() >= expected.get()) {
              done.countDown();
            }
          });
      RealNodes.awaitReady(sender, receiver);

      int accepted = 0;
      int full = 0;
      for (int i = 0; i < MESSAGES; i++) {
        PublishOutcome outcome = publisher.publish(sender);
        accepted += outcome instanceof PublishOutcome.Accepted ? 1 : 0;
        full += outcome instanceof PublishOutcome.QueueFull ? 1 : 0;
      }
      assertThat(accepted).isPositive();
      assertThat(accepted + full).isEqualTo(MESSAGES);
      expected.set(accepted);
      boolean isComplete = delivered.get() >= accepted || done.await(600, TimeUnit.SECONDS);

      assertThat(isComplete)
          .as(
              "%d of %d accepted messages arrived; sender %s; receiver %s",
              delivered.get(), accepted, sender.metrics().asMap(), receiver.metrics().asMap())
          .isTrue();
      return accepted;
    }
  }
}
