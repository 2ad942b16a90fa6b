package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.QuietWatch;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.PublishOutcome;
import dev.gossip.api.transport.LinkStats;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Six nodes over loopback, one of which publishes. Every message that is not delivered is accounted
 * for by a counter.
 */
@Timeout(300)
class OverloadTest {
  private static final int[][] PEERS = {{1, 2, 5}, {0, 3, 4}, {0, 5}, {1}, {1}, {0, 2}};
  private static final int ATTEMPTS = 20_000;
  private static final int PAYLOAD_BYTES = 900;

  /** Long: on a busy machine a flood takes its time. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final List<GossipNode> nodes = new ArrayList<>();
  private final List<BitSet> delivered = new ArrayList<>();
  private final BitSet accepted = new BitSet();
  private List<SortedMap<String, Long>> dropsAtStart = List.of();

  @AfterEach
  void close() {
    nodes.forEach(GossipNode::close);
  }

  /**
   * @param receiveBufferBytes if small, the system drops datagrams that are not read at once
   */
  private void start(int receiveBufferBytes) throws Exception {
    for (int i = 0; i < PEERS.length; i++) {
      GossipNodeBuilder builder =
          GossipNode.builder()
              .set("gossip.transport.udp.receive-buffer-bytes", "" + receiveBufferBytes)
              .set("gossip.transport.udp.ping-after", "500ms")
              // On a busy machine, pongs may queue behind the flood for a long time.
              .set("gossip.transport.udp.down-after", "120s");
      GossipNode node = builder.start();
      BitSet got = new BitSet();
      delivered.add(got);
      node.subscribe(
          GossipMessage.DEFAULT_TOPIC,
          delivery -> {
            synchronized (got) {
              got.set(delivery.message().payload().asReadOnlyByteBuffer().getInt());
            }
          },
          Runnable::run);
      nodes.add(node);
    }
    for (int i = 0; i < PEERS.length; i++) {
      for (int peer : PEERS[i]) {
        nodes.get(i).addPeer(nodes.get(peer).address());
      }
    }
    await("all links are up", this::isLinked);
    // The last datagrams of second links arrive.
    QuietWatch watch = new QuietWatch(Duration.ofSeconds(1)).alsoUnchanged(this::drops);
    RealNodes.awaitQuiet(LIMIT, watch, nodes);
    dropsAtStart = drops();
  }

  private List<SortedMap<String, Long>> drops() {
    return nodes.stream().map(OverloadTest::drops).toList();
  }

  private static void await(String what, BooleanSupplier condition) {
    RealNodes.await(LIMIT, what, condition);
  }

  private boolean isLinked() {
    for (int i = 0; i < PEERS.length; i++) {
      if (nodes.get(i).peers().size() != PEERS[i].length) {
        return false;
      }
    }
    return true;
  }

  private void publish(int number) {
    byte[] payload = new byte[PAYLOAD_BYTES];
    ByteBuffer.wrap(payload).putInt(number);
    PublishOutcome outcome =
        nodes.get(0).publish(GossipMessage.DEFAULT_TOPIC, ByteString.copyFrom(payload));
    if (outcome instanceof PublishOutcome.Accepted) {
      accepted.set(number);
    } else {
      assertThat(outcome).isInstanceOf(PublishOutcome.QueueFull.class);
    }
  }

  private boolean has(int node, int message) {
    BitSet got = delivered.get(node);
    synchronized (got) {
      return node == 0 || got.get(message);
    }
  }

  private int missing(int node) {
    BitSet missing = (BitSet) accepted.clone();
    BitSet got = delivered.get(node);
    synchronized (got) {
      missing.andNot(got);
    }
    return missing.cardinality();
  }

  private static long metric(GossipNode node, String name) {
    return node.metrics().asMap().getOrDefault(name, 0L);
  }

  private static SortedMap<String, Long> drops(GossipNode node) {
    SortedMap<String, Long> drops = new TreeMap<>(node.metrics().asMap());
    drops.keySet().removeIf(name -> !name.startsWith("dropped."));
    return drops;
  }

  /** Missing messages that no loss on the link from a peer with the message explains. */
  private List<String> unexplainedLosses() {
    List<String> unexplainedLosses = new ArrayList<>();
    for (int node = 1; node < nodes.size(); node++) {
      Map<PeerId, LinkStats> stats = nodes.get(node).linkStats();
      for (int peer : PEERS[node]) {
        LinkStats link = stats.getOrDefault(nodes.get(peer).id(), LinkStats.NONE);
        int missing = 0;
        for (int m = accepted.nextSetBit(0); m >= 0; m = accepted.nextSetBit(m + 1)) {
          missing += has(peer, m) && !has(node, m) ? 1 : 0;
        }
        if (missing > 0 && link.datagramsLost() == 0) {
          unexplainedLosses.add(node + " misses " + missing + " that " + peer + " has: " + link);
        }
      }
    }
    return unexplainedLosses;
  }

  @Test
  void messagesMissingAfterAFloodAreReportedAsLostOnTheLinks() throws Exception {
    start(1 << 13);
    for (int i = 0; i < ATTEMPTS; i++) {
      publish(i);
    }
    await(
        "everything accepted is published",
        () -> metric(nodes.get(0), "messages-published") == accepted.cardinality());
    await("every loss is explained: " + unexplainedLosses(), () -> unexplainedLosses().isEmpty());

    assertThat(accepted.cardinality()).isPositive();
    assertThat(drops(nodes.get(0))).isEqualTo(dropsAtStart.get(0));
    int missing = 0;
    long lost = 0;
    for (int node = 1; node < nodes.size(); node++) {
      missing += missing(node);
      lost += metric(nodes.get(node), "datagrams-lost");
    }
    assertThat(missing).as("messages lost in small receive buffers").isPositive();
    assertThat(lost).isPositive();
  }

  @Test
  void lowRateCausesNeitherLossNorDrops() throws Exception {
    start(4 << 20);
    for (int i = 0; i < 300; i++) {
      int number = i;
      publish(number);
      await(
          "message " + number + " is everywhere",
          () -> {
            for (int node = 1; node < nodes.size(); node++) {
              if (!has(node, number)) {
                return false;
              }
            }
            return true;
          });
    }
    assertThat(drops()).isEqualTo(dropsAtStart);
    for (GossipNode node : nodes) {
      assertThat(metric(node, "datagrams-lost")).isZero();
      node.linkStats()
          .forEach(
              (peer, stats) -> {
                assertThat(stats.datagramsLost()).isZero();
                assertThat(stats.datagramsExpected()).isPositive();
              });
    }
  }
}
