package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.Delivery;
import dev.gossip.GossipNode;
import dev.gossip.api.Verdict;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A verification thread of a node dies while it checks a message. */
@Timeout(120)
@ExtendWith(ExpectedOutOfMemory.class)
class VerifyThreadOutOfMemoryTest {
  @Test
  void outOfMemoryInAWorkerFailsOnlyItsOwnVerification() throws Exception {
    BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    AtomicInteger validated = new AtomicInteger();
    try (GossipNode one =
            GossipNode.builder()
                .validate(
                    "main",
                    message -> {
                      // As many as run at a time: a slot that is never freed would block the rest.
                      if (validated.incrementAndGet() <= 16) {
                        throw new OutOfMemoryError("thrown by a test");
                      }
                      return Verdict.ACCEPT;
                    })
                .start();
        GossipNode two = GossipNode.builder().peer(one.address().toString()).start()) {
      one.subscribe("main", deliveries::add);
      RealNodes.awaitReady(two);
      for (int i = 0; i < 17; i++) {
        two.publish("main", ByteString.copyFromUtf8("message " + i));
      }

      Delivery delivery = deliveries.poll(10, TimeUnit.SECONDS);
      assertThat(delivery).as("a delivery within 10 s").isNotNull();
      assertThat(one.metrics().asMap())
          .containsEntry("dropped.check-failed", 16L)
          .containsEntry("messages-delivered", 1L);
    }
  }
}
