package dev.gossip.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.Delivery;
import dev.gossip.GossipNode;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GossipMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void metersHaveTheValuesOfTheNode() throws Exception {
    BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    try (GossipNode one = GossipNode.builder().onMessage("news", deliveries::add).start();
        GossipNode two = GossipNode.builder().peers(one.address().toString()).start()) {
      new GossipMetrics(one).bindTo(registry);
      two.awaitReady(Duration.ofSeconds(20));
      two.publish("news", "hello").orElseThrow();
      assertThat(deliveries.poll(20, TimeUnit.SECONDS)).isNotNull();

      assertThat(registry.get("gossip.messages.delivered").functionCounter().count()).isEqualTo(1);
      assertThat(registry.get("gossip.peers").gauge().value()).isEqualTo(1);
      assertThat(registry.get("gossip.datagram.received.bytes").functionCounter().count())
          .isPositive();
    }
    assertThat(registry.get("gossip.messages.delivered").functionCounter().count()).isEqualTo(1);
  }

  @Test
  void everyMetricAndEveryReasonHasAMeter() throws Exception {
    try (GossipNode node = GossipNode.builder().start()) {
      new GossipMetrics(node, Tags.of("node", "one")).bindTo(registry);

      assertThat(registry.getMeters())
          .hasSize(Metric.values().length + DropReason.values().length)
          .allSatisfy(meter -> assertThat(meter.getId().getTag("node")).isEqualTo("one"));
      for (DropReason reason : DropReason.values()) {
        assertThat(
                registry
                    .get("gossip.dropped")
                    .tag("reason", reason.label())
                    .functionCounter()
                    .count())
            .isEqualTo((double) node.metrics().dropped(reason));
      }
    }
  }

  @Test
  void nodesWithDifferentTagsShareARegistry() throws Exception {
    try (GossipNode one = GossipNode.builder().start();
        GossipNode two = GossipNode.builder().peers(one.address().toString()).start()) {
      new GossipMetrics(one, Tags.of("node", "one")).bindTo(registry);
      new GossipMetrics(two, Tags.of("node", "two")).bindTo(registry);

      assertThat(registry.get("gossip.peers").gauges()).hasSize(2);
    }
  }

  @Test
  void nameOfAMeterInBytesEndsWithItsUnit() throws Exception {
    try (GossipNode node = GossipNode.builder().start()) {
      new GossipMetrics(node).bindTo(registry);
    }
    assertThat(registry.getMeters())
        .extracting(Meter::getId)
        .allSatisfy(
            id ->
                assertThat(id.getName().endsWith(".bytes"))
                    .isEqualTo("bytes".equals(id.getBaseUnit())))
        .allSatisfy(id -> assertThat(id.getDescription()).isNotBlank());
    assertThat(Arrays.stream(Metric.values()).map(GossipMetrics::name))
        .doesNotHaveDuplicates()
        .allSatisfy(name -> assertThat(name).matches("gossip(\\.[a-z]+)+"))
        .contains("gossip.unsent.bytes", "gossip.payload.sent.bytes", "gossip.peers");
  }
}
