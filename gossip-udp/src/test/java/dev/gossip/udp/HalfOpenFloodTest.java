package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.udp.ManualNetwork.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A flood of connects from forged addresses does not keep a distant node from linking. */
@Timeout(120)
class HalfOpenFloodTest {
  private static final PeerAddress NODE = ManualNetwork.address(1);
  private static final long SEED = 20_260_731;
  private static final long ONE_WAY_NANOS = 75_000_000;

  private final ManualNetwork network = ManualNetwork.plain(SEED);
  private final SplittableRandom random = new SplittableRandom(SEED);

  HalfOpenFloodTest() {
    network.tracing = false;
    network.latency((from, to) -> ONE_WAY_NANOS);
  }

  private void flood(int connectsPerSecond, Duration duration) {
    Duration gap = Duration.ofSeconds(1).dividedBy(connectsPerSecond);
    for (long i = 0; i < duration.dividedBy(gap); i++) {
      byte[] id = new byte[32];
      random.nextBytes(id);
      PeerAddress forged =
          new PeerAddress(
              "10." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256),
              10_000 + random.nextInt(50_000));
      network.inject(
          forged, NODE, DatagramCodec.connect(ByteString.copyFrom(id), 1 + random.nextInt(1_000)));
      network.runFor(gap);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 5_000})
  void newPeerWithARoundTripOf150MillisecondsLinksDuringAFlood(int connectsPerSecond) {
    TestNode node = network.start(1);
    flood(connectsPerSecond, Duration.ofSeconds(2));

    network.start(2, 1);
    flood(connectsPerSecond, Duration.ofSeconds(2));

    assertThat(node.peers()).as("seed %d", SEED).containsExactly(2);
    assertThat(node.metric("timers")).as("timers do not grow with the flood").isLessThan(10);
  }

  @Test
  void newPeerLinksWhileTheHalfOpenTableIsFull() {
    TestNode node =
        network.start(1, Map.of("gossip.transport.udp.max-half-open", "1024"), List.of());
    flood(5_000, Duration.ofSeconds(2));

    network.start(2, 1);
    flood(5_000, Duration.ofSeconds(10));

    assertThat(node.peers()).as("seed %d", SEED).containsExactly(2);
    assertThat(node.metric("dropped.half-open-replaced")).isGreaterThan(1_000);
  }
}
