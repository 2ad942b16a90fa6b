package dev.gossip.simulation.large;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages from a few bytes to a quarter of a mebibyte, with losses. Round trip: 50 ms. */
class LargeMessagesTest {
  private static final int[] SIZES = {
    128, 900, 1_100, 1_400, 4 << 10, 8 << 10, 16 << 10, 64 << 10, 256 << 10
  };

  private static final int NODES = 100;

  /** Most of it is the time in which lost announcements and parts are repeated. */
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static Simulation network(long seed, int nodes, double loss) {
    return Simulation.seeded(seed)
        .nodes(nodes)
        .latency(Latency.constant(Duration.ofMillis(25)))
        .loss(loss)
        .set("gossip.max-payload-bytes", "1048576");
  }

  private static ByteString payload(SplittableRandom random, int bytes) {
    byte[] payload = new byte[bytes];
    random.nextBytes(payload);
    return ByteString.copyFrom(payload);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.05})
  void messagesOfAllSizesReachAllNodes(double loss) {
    for (long seed = 1; seed <= Math.max(2, Integer.getInteger("gossip.seeds.scale", 1)); seed++) {
      SimulatedNetwork network =
          network(seed, NODES, loss).topology(Topologies.randomRegular(8)).start();
      network.awaitLinks(Duration.ofSeconds(30));
      SplittableRandom random = new SplittableRandom(seed);
      List<MessageId> ids = new ArrayList<>();
      for (int size : SIZES) {
        ids.add(network.node(random.nextInt(NODES)).publish("main", payload(random, size)));
      }
      assertThat(network.runUntilQuiet(LIMIT)).as("seed %d", seed).isTrue();

      for (int i = 0; i < SIZES.length; i++) {
        assertThat(network.coverage(ids.get(i)))
            .as("seed %d, %d bytes, loss %s", seed, SIZES[i], loss)
            .isEqualTo(1);
      }
    }
  }

  @Test
  void twoNodesWithLossOfThirtyPercentExchangeLargeMessages() {
    for (long seed = 1; seed <= 20L * Integer.getInteger("gossip.seeds.scale", 1); seed++) {
      SimulatedNetwork network = network(seed, 2, 0.3).topology(Topologies.line()).start();
      network.awaitLinks(Duration.ofSeconds(60));
      SplittableRandom random = new SplittableRandom(seed);
      MessageId there = network.node(0).publish("main", payload(random, 256 << 10));
      MessageId back = network.node(1).publish("main", payload(random, 256 << 10));
      network.runUntilQuiet(LIMIT);

      assertThat(network.coverage(there)).as("seed %d", seed).isEqualTo(1);
      assertThat(network.coverage(back)).as("seed %d", seed).isEqualTo(1);
    }
  }
}
