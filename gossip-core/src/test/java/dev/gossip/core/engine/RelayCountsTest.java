package dev.gossip.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.Metric;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayMetric;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.TestPlugins.AnyRelay;
import dev.gossip.core.engine.network.TestPlugins.Flood;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a relay strategy counts itself. */
class RelayCountsTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private final MemoryNetwork network = new MemoryNetwork(5);
  private final List<String> refused = new ArrayList<>();

  /** Counts what it receives, and finds malformed what begins with "bad". */
  private final class Counting extends Flood {
    Counting(RelayContext context) {
      super(context);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival)
        throws InvalidProtocolBufferException {
      context.count(RelayMetric.MESSAGES_RECOVERED, 2);
      context.count(RelayMetric.MESSAGES_RECOVERED, 0);
      if (message.payload().toStringUtf8().startsWith("bad")) {
        throw new InvalidProtocolBufferException("malformed");
      }
      super.onMessage(message, arrival);
    }

    @Override
    public void onPublish(GossipMessage message) {
      try {
        context.count(RelayMetric.MESSAGES_RECOVERED, -1);
      } catch (IllegalArgumentException e) {
        refused.add(e.getMessage());
      }
      super.onPublish(message);
    }
  }

  private long recovered(int node) {
    return network.node(node).metric(Metric.MESSAGES_RECOVERED.label());
  }

  private void start() {
    AnyRelay plugin = new AnyRelay(Counting::new);
    network.start(1, Map.of(), List.of(plugin), 2);
    network.start(2, Map.of(), List.of(plugin));
    network.runFor(A_WHILE);
  }

  @Test
  void countsOfTheRelayAreMetricsOfItsNode() {
    start();

    network.node(2).publish("one");
    network.node(2).publish("two");
    network.runFor(A_WHILE);

    assertThat(recovered(1)).isEqualTo(4);
    assertThat(recovered(2)).isZero();
  }

  @Test
  void callbackThatThrowsCountsNothing() {
    start();

    network.node(2).publish("bad");
    network.runFor(A_WHILE);

    assertThat(recovered(1)).isZero();
  }

  @Test
  void negativeAmountIsRefused() {
    start();

    network.node(2).publish("hello");
    network.runFor(A_WHILE);

    assertThat(refused).containsExactly("a counter only grows, not by -1");
    assertThat(recovered(2)).isZero();
  }

  @Test
  void eachCountIsACounterOfItsOwn() {
    List<Metric> metrics = Arrays.stream(RelayMetric.values()).map(RelayMetric::metric).toList();

    assertThat(metrics).doesNotHaveDuplicates().noneMatch(Metric::isGauge);
    assertThat(Arrays.stream(RelayMetric.values()).map(Enum::name))
        .containsExactlyElementsOf(metrics.stream().map(Enum::name).toList());
  }
}
