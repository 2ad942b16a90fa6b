package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.GossipNode;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A thread of a node runs out of memory. */
@Timeout(120)
@ExtendWith(ExpectedOutOfMemory.class)
class OutOfMemoryTest {
  /** Throws {@link OutOfMemoryError} on every message. */
  private static class NoMemoryRelay extends TestPlugins.Flood {
    NoMemoryRelay(RelayContext context) {
      super(context);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {
      throw new OutOfMemoryError("thrown by a test");
    }
  }

  @Test
  void nodeReportsThatItStoppedWhenItRunsOutOfMemory() throws Exception {
    BlockingQueue<NodeEvent> events = new LinkedBlockingQueue<>();
    try (GossipNode one =
            GossipNode.builder()
                .with(new TestPlugins.AnyRelay(NoMemoryRelay::new))
                .onEvent(events::add)
                .start();
        GossipNode two =
            GossipNode.builder()
                .with(new TestPlugins.AnyRelay(TestPlugins.Flood::new))
                .peer(one.address().toString())
                .start()) {
      RealNodes.awaitReady(two);

      two.publish("hello");

      NodeEvent.Stopped stopped = one.stopped().get(10, TimeUnit.SECONDS);
      assertThat(stopped.failed()).isTrue();
      assertThat(stopped.reason())
          .isEqualTo("out of memory; give the JVM a larger heap, as in -Xmx512m");
      assertThat(events).contains(stopped);
    }
  }

  @Test
  void deliveriesContinueWhenAListenerAndItsExceptionHandlerThrow() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (GossipNode one = GossipNode.builder().start();
        GossipNode two = GossipNode.builder().peer(one.address().toString()).start()) {
      one.subscribe(
          delivery -> {
            heard.add(delivery.text());
            Thread.currentThread()
                .setUncaughtExceptionHandler(
                    (thread, thrown) -> {
                      throw new IllegalStateException("thrown by a test's handler");
                    });
            throw new OutOfMemoryError("thrown by a test");
          });
      RealNodes.awaitReady(two);

      two.publish("first");
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("first");
      two.publish("second");

      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("second");
    }
  }
}
