package dev.gossip.testkit.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Delays that no clock in nanoseconds can express. */
class LongDelayTest {
  private final RecordingRelayContext node = new RecordingRelayContext(42);

  private record Flooding(RelayContext context) implements RelayStrategy {
    @Override
    public void onPublish(GossipMessage message) {
      context.peers().forEach(peer -> context.send(peer.id(), message, ByteString.EMPTY));
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {
      onPublish(message);
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return context.delivered(id);
    }
  }

  @Test
  void timerWithTheLongestDelayStaysPending() {
    node.advance(Duration.ofDays(1));
    List<String> ran = new ArrayList<>();
    node.start(
        context -> {
          context.schedule(ChronoUnit.FOREVER.getDuration(), "never", () -> ran.add("never"));
          return new Flooding(context);
        });

    node.advance(Duration.ofDays(1));

    assertThat(ran).isEmpty();
    assertThat(node.timers()).singleElement().asString().startsWith("never");
  }
}
