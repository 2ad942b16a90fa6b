package dev.gossip.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * One node in ten acknowledges and drops everything it receives, and one datagram in twenty is
 * lost. Dandelion++ uses its defaults: q = 0.1, epsilon = 0.1 and epochs of 10 minutes.
 */
class BlackHoleValidationTest {
  private static final int NODES = 50;
  private static final int BLACK_HOLES = 5;
  private static final int MESSAGES = 60;
  private static final Duration HOP = Duration.ofMillis(50);
  private static final Duration LIFETIME = Duration.ofMinutes(5);

  @Test
  void blackHolesDelayMessagesButLoseNone() {
    int seeds = Validation.scaled(4);
    List<Duration> diffusion = new ArrayList<>();
    List<Duration> dandelion = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      diffusion.addAll(latencies("relay.diffusion", seed));
      dandelion.addAll(latencies("relay.dandelion", seed));
    }

    Duration embargo = new HopTime(HOP).meanEmbargo(0.1, 0.1, 1_000);
    Duration fluffP99 = quantile(diffusion, 0.99);
    Duration limit = embargo.multipliedBy(3).plus(fluffP99);
    Duration p99 = quantile(dandelion, 0.99);
    Validation.print(
        String.format(
            Locale.ROOT,
            "black holes, %d seeds: p50 %s, p99 %s, max %s; limit %s (embargo %s, diffusion's p99"
                + " %s)",
            seeds,
            quantile(dandelion, 0.5),
            p99,
            quantile(dandelion, 1),
            limit,
            embargo,
            fluffP99));
    assertThat(p99).as("p99 over %d seeds", seeds).isLessThan(limit);
  }

  /** The latency of each message to each honest node; fails if a node does not get a message. */
  private static List<Duration> latencies(String relay, int seed) {
    SimulatedNetwork network =
        Simulation.seeded(seed)
            .nodes(NODES)
            .topology(Topologies.parse("random-outbound:4"))
            .latency(Latency.constant(HOP))
            .relay(relay)
            .set("gossip.relay.dandelion.hop-time", HOP.toMillis() + "ms")
            .hostile(index -> index < BLACK_HOLES, variant -> variant.with(new BlackHole(relay)))
            .loss(0.05)
            .start();
    network.awaitLinks(Duration.ofMinutes(2));
    SplittableRandom random = new SplittableRandom(seed);
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      int origin = BLACK_HOLES + random.nextInt(NODES - BLACK_HOLES);
      ids.add(network.node(origin).publish("message " + i));
      // At a higher rate, messages would queue for diffusion's batches.
      network.runFor(Duration.ofSeconds(1));
    }
    network.runFor(LIFETIME);
    List<Duration> latencies = new ArrayList<>();
    for (MessageId id : ids) {
      var message = network.record().message(id).orElseThrow();
      for (SimulatedNode node : network.nodes()) {
        if (!node.isHostile() && node.index() != message.origin()) {
          Optional<Duration> latency = message.latency(node.index());
          assertThat(latency)
              .as("message of %d at %s, %s, seed %d", message.origin(), node, relay, seed)
              .isPresent();
          latency.ifPresent(latencies::add);
        }
      }
    }
    return latencies;
  }

  private static Duration quantile(List<Duration> times, double share) {
    List<Duration> sorted = times.stream().sorted().toList();
    return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
  }
}
