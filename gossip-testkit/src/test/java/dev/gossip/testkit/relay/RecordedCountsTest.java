package dev.gossip.testkit.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayMetric;
import dev.gossip.api.relay.RelayStrategy;
import org.junit.jupiter.api.Test;

class RecordedCountsTest {
  private static final GossipMessage HELLO = RecordingRelayContext.message("hello");
  private static final GossipMessage OTHER = RecordingRelayContext.message("other");

  private final RecordingRelayContext node = new RecordingRelayContext(42);

  private record Counting(RelayContext context) implements RelayStrategy {
    @Override
    public void onPublish(GossipMessage message) {
      context.count(RelayMetric.REPAIR_BYTES_SENT, 3);
      if (message.equals(OTHER)) {
        context.count(RelayMetric.REPAIR_BYTES_SENT, -1);
      }
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {}

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return false;
    }
  }

  @Test
  void countsOfTheStrategyAddUp() {
    node.start(Counting::new);

    node.publish(HELLO);
    node.publish(HELLO);

    assertThat(node.counted(RelayMetric.REPAIR_BYTES_SENT)).isEqualTo(6);
    assertThat(node.counted(RelayMetric.MESSAGES_RECOVERED)).isZero();
    assertThat(node.transcript()).isEmpty();
    assertThatThrownBy(() -> node.publish(OTHER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
    assertThat(node.counted(RelayMetric.REPAIR_BYTES_SENT)).isEqualTo(6);
    node.clear();
    assertThat(node.counted(RelayMetric.REPAIR_BYTES_SENT)).isZero();
  }
}
