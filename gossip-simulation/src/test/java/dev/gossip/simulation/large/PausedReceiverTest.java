package dev.gossip.simulation.large;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.api.node.Metric;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node that sends as fast as it can to one that stands still for a while. */
class PausedReceiverTest {
  private static final Duration STEP = Duration.ofMillis(10);
  private static final int STEPS_PER_SECOND = 100;

  /** 20 Mbit/s with a queue of 50 ms. */
  private static final int BYTES_PER_SECOND = 2_500_000;

  private static final ByteString PAYLOAD = ByteString.copyFrom(new byte[900]);

  private final SimulatedNetwork network =
      Simulation.seeded(3)
          .nodes(2)
          .topology(Topologies.line())
          .latency(Latency.constant(Duration.ofMillis(10)))
          .bandwidth(BYTES_PER_SECOND, BYTES_PER_SECOND / 20)
          // A link survives the pause.
          .set("gossip.transport.udp.down-after", "30s")
          .start();

  private final List<MessageId> published = new ArrayList<>();
  private long mostUnsentBytes;

  @Test
  void senderLosesNothingAndIsBackToSpeedWithinTwoSeconds() {
    network.awaitLinks(Duration.ofSeconds(5));
    sendFor(10);
    long speed = deliveriesWithin(5);
    sendFor(5);
    network.node(1).pause();
    sendFor(10);
    network.node(1).resume();
    sendFor(2);
    long speedAfter = deliveriesWithin(5);
    sendFor(23);
    assertThat(network.runUntilQuiet(Duration.ofMinutes(1))).isTrue();

    assertThat(speed * PAYLOAD.size()).as("of 12.5 MB").isGreaterThan(8_000_000);
    assertThat(speedAfter).isGreaterThan(speed * 8 / 10);
    assertThat(published)
        .allSatisfy(
            id -> assertThat(network.record().message(id).orElseThrow().reached(1)).isTrue());
    assertThat(mostUnsentBytes).isLessThanOrEqualTo(8 << 20);
  }

  private void sendFor(int seconds) {
    for (int i = 0; i < seconds * STEPS_PER_SECOND; i++) {
      for (var id = network.node(0).publishIfRoom("main", PAYLOAD);
          id.isPresent();
          id = network.node(0).publishIfRoom("main", PAYLOAD)) {
        published.add(id.get());
      }
      mostUnsentBytes = Math.max(mostUnsentBytes, metric(0, Metric.UNSENT_BYTES));
      network.runFor(STEP);
    }
  }

  /** How many messages arrive while the other node sends for so long. */
  private long deliveriesWithin(int seconds) {
    long before = delivered();
    sendFor(seconds);
    return delivered() - before;
  }

  private long delivered() {
    return metric(1, Metric.MESSAGES_DELIVERED);
  }

  private long metric(int node, Metric metric) {
    return network.node(node).metrics().getOrDefault(metric.label(), 0L);
  }
}
