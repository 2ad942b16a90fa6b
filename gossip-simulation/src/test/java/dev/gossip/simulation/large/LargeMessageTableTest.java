package dev.gossip.simulation.large;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.api.node.Metric;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Latency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/large-messages.md} is measured in virtual time, so it is the same on every machine.
 * With {@code -Dgossip.docs.write=true} this test writes it.
 */
class LargeMessageTableTest {
  private static final int NODES = 100;
  private static final int BYTES_PER_SECOND = 50_000_000 / 8;
  private static final int QUEUE_BYTES = BYTES_PER_SECOND / 20;
  private static final int[] SIZES = {64 << 10, 256 << 10, 1 << 20};
  private static final double[] LOSSES = {0, 0.01, 0.05};
  private static final long SEED = 1;

  private static final String INTRODUCTION =
      """
      # Large messages

      A message whose frame does not fit a datagram travels in fragments, which are sent again until
      they are acknowledged. A frame above 8 KiB is announced first, and each node requests it from
      one of the peers that announced it, so the payload crosses few links more than once. How fast
      a link sends is the subject of [pacing](pacing.md); the bytes on the wire are in
      [wire-format](wire-format.md).

      The payload may have 65,536 bytes by default and up to 1,048,576 with
      `gossip.max-payload-bytes`, which all nodes of a network should have alike: a node drops and
      counts what is larger than it accepts.

      ## One message to 100 nodes

      Flooding over a random graph with eight links at each node, round trip 50 ms, 50 Mbit/s for
      each direction of each link with a queue of 50 ms, seed 1, in virtual time. The time is until
      the last node has the message. The bytes are all UDP payload that the nodes sent meanwhile,
      for each byte of payload that was delivered.

      | payload | random loss | time | bytes sent for each byte delivered |
      | --- | --- | --- | --- |
      """;

  private final Path page =
      Path.of(System.getProperty("basedir", "")).resolve("../docs/large-messages.md");

  @Test
  void pageIsUpToDate() throws IOException {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    for (int size : SIZES) {
      for (double loss : LOSSES) {
        text.append(row(size, loss));
      }
    }
    if (Boolean.getBoolean("gossip.docs.write")) {
      Files.writeString(page, text);
    }
    assertThat(Files.readString(page))
        .as("%s; the tests with -Dgossip.docs.write=true write it", page)
        .isEqualTo(text.toString());
  }

  private static String row(int payloadBytes, double loss) {
    SimulatedNetwork network =
        Simulation.seeded(SEED)
            .nodes(NODES)
            .topology(Topologies.randomRegular(8))
            .latency(Latency.constant(Duration.ofMillis(25)))
            .bandwidth(BYTES_PER_SECOND, QUEUE_BYTES)
            .loss(loss)
            .set("gossip.max-payload-bytes", "1048576")
            .start();
    network.awaitLinks(Duration.ofSeconds(30));
    network.runFor(Duration.ofSeconds(5));
    byte[] payload = new byte[payloadBytes];
    new SplittableRandom(SEED).nextBytes(payload);
    long sentBefore = sentBytes(network);
    MessageId id = network.node(0).publish("main", ByteString.copyFrom(payload));
    network.runUntilQuiet(Duration.ofMinutes(10));
    double perByte = (double) (sentBytes(network) - sentBefore) / ((NODES - 1L) * payloadBytes);

    assertThat(network.coverage(id)).as("%d bytes, loss %s", payloadBytes, loss).isEqualTo(1);
    if (loss == 0) {
      assertThat(perByte).as("%d bytes", payloadBytes).isLessThanOrEqualTo(1.3);
    }
    return String.format(
        Locale.ROOT,
        "| %d KiB | %.0f %% | %.1f s | %.2f |\n",
        payloadBytes >> 10,
        100 * loss,
        network.report().latencyMillis().max() / 1_000,
        perByte);
  }

  private static long sentBytes(SimulatedNetwork network) {
    return network.metrics().getOrDefault(Metric.DATAGRAM_BYTES_SENT.label(), 0L);
  }
}
