package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.node.Metric;
import dev.gossip.api.relay.RelayMetric;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.testkit.relay.RecordingRelayContext;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What repair counts: at one node, of which the test plays the peers, and in a network. */
class RepairMetricsTest extends OneRepairNode {
  private static final int SEEDS = Integer.getInteger("gossip.seeds.scale", 1);
  private static final GossipMessage OTHER = RecordingRelayContext.message("other");

  private void receive(Peer from, GossipMessage message) throws InvalidProtocolBufferException {
    node.receive(from, message, ByteString.EMPTY);
  }

  private void assertRecovered(long messages) {
    assertThat(node.counted(RelayMetric.MESSAGES_RECOVERED)).isEqualTo(messages);
  }

  @Test
  void requestedMessageCountsAsRecoveredOnce() throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    promise(peer, HELLO);
    assertThat(requested(peer)).containsExactly(HELLO.id());
    assertRecovered(0);

    receive(peer, HELLO);
    receive(peer, HELLO);

    assertRecovered(1);
  }

  @Test
  void messageThatArrivesFromAnotherPeerIsNotRecovered() throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    Peer other = up(2);
    promise(peer, HELLO);

    receive(other, HELLO);
    receive(peer, HELLO);
    receive(peer, OTHER);

    assertRecovered(0);
  }

  @Test
  void messageThatArrivesTooLateIsRecoveredAllTheSame() throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    promise(peer, HELLO);
    node.advance(Duration.ofSeconds(30));

    receive(peer, HELLO);

    assertRecovered(1);
  }

  @Test
  void comparisonCountsWhenItEnds() throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    assertThat(node.counted(RelayMetric.REPAIR_COMPARISONS)).isZero();

    answer(peer);

    assertThat(node.counted(RelayMetric.REPAIR_COMPARISONS)).isEqualTo(1);
    assertThat(node.counted(RelayMetric.REPAIR_COMPARISONS_FOUND)).isZero();

    promise(up(2), HELLO);

    assertThat(node.counted(RelayMetric.REPAIR_COMPARISONS)).isEqualTo(2);
    assertThat(node.counted(RelayMetric.REPAIR_COMPARISONS_FOUND)).isEqualTo(1);
  }

  @Test
  void bytesAreThoseOfTheControlFramesOfRepairAlone() throws InvalidProtocolBufferException {
    start(InnerRelays.diffusion());
    Peer peer = up(1);
    promise(peer, HELLO);
    node.publish(OTHER);
    node.advance(Duration.ofMinutes(1));
    compareAsPeer(peer, 1);

    assertThat(bytesSent(false)).isPositive();
    assertThat(node.counted(RelayMetric.REPAIR_BYTES_SENT)).isEqualTo(bytesSent(true)).isPositive();
  }

  /** The bytes of control frames: those of repair, or those of the relay that it wraps. */
  private long bytesSent(boolean byRepair) {
    return node.controls().stream()
        .filter(sent -> sent.slot().isEmpty() == byRepair)
        .mapToLong(sent -> sent.body().size())
        .sum();
  }

  @Test
  void networkWithoutLossRecoversNothing() {
    for (int i = 0; i < SEEDS; i++) {
      long seed = RandomSeeds.draw(i);
      SimulatedNetwork network = run(seed, 0);

      assertThat(network.report().coverage()).as("seed %d", seed).isEqualTo(1);
      assertThat(count(network, Metric.MESSAGES_RECOVERED)).as("seed %d", seed).isZero();
      assertThat(count(network, Metric.REPAIR_COMPARISONS)).as("seed %d", seed).isPositive();
      assertThat(count(network, Metric.REPAIR_BYTES_SENT)).as("seed %d", seed).isPositive();
    }
  }

  @Test
  void networkWithLossCountsWhatItRecovers() {
    for (int i = 0; i < SEEDS; i++) {
      long seed = RandomSeeds.draw(i);
      SimulatedNetwork network = run(seed, 0.4);

      assertThat(network.report().coverage()).as("seed %d", seed).isEqualTo(1);
      assertThat(count(network, Metric.MESSAGES_RECOVERED))
          .as("seed %d", seed)
          .isPositive()
          .isLessThanOrEqualTo(count(network, Metric.MESSAGES_DELIVERED));
      assertThat(count(network, Metric.REPAIR_COMPARISONS_FOUND))
          .as("seed %d", seed)
          .isPositive()
          .isLessThan(count(network, Metric.REPAIR_COMPARISONS));
      assertThat(count(network, Metric.REPAIR_BYTES_SENT))
          .as("seed %d", seed)
          .isLessThan(count(network, Metric.CONTROL_BYTES_SENT));
    }
  }

  /** Ten messages on a ring, and a quarter of an hour to repair. */
  private static SimulatedNetwork run(long seed, double loss) {
    SimulatedNetwork network =
        Simulation.seeded(seed)
            .nodes(12)
            .topology(Topologies.ring())
            .relay("repair")
            .loss(loss)
            .start();
    network.awaitLinks(Duration.ofMinutes(1));
    for (int i = 0; i < 10; i++) {
      network.node(i).publish("message " + i);
      network.runFor(Duration.ofMillis(100));
    }
    network.runFor(Duration.ofMinutes(15));
    return network;
  }

  private static long count(SimulatedNetwork network, Metric metric) {
    return network.metrics().getOrDefault(metric.label(), 0L);
  }
}
