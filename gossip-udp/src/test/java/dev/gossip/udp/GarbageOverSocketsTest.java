package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PublishOutcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stranger sends garbage at a steady rate while three real nodes exchange messages. */
@Timeout(120)
class GarbageOverSocketsTest {
  private static final long SEED = Long.getLong("gossip.seed", 20_260_731);
  private static final int DATAGRAMS = Integer.getInteger("gossip.garbage", 20_000);
  private static final int PER_SECOND = 20_000;
  private static final int MESSAGES = 100;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Mutator mutator = new Mutator(random);
  private final List<GossipNode> nodes = new ArrayList<>();
  private final Queue<NodeEvent> unexpected = new ConcurrentLinkedQueue<>();
  // Number of deliveries by message and node.
  private final Map<String, AtomicInteger> deliveryCounts = new ConcurrentSkipListMap<>();

  private GossipNode start(GossipNode... peers) throws IOException {
    int number = nodes.size();
    GossipNodeBuilder builder =
        GossipNode.builder()
            .listen("127.0.0.1:0")
            .set("gossip.transport.udp.security", "none")
            .onEvent(this::watch);
    for (GossipNode peer : peers) {
      builder.peer(peer.address().toString());
    }
    GossipNode node = builder.start();
    nodes.add(node);
    node.subscribe(
        delivery ->
            deliveryCounts
                .computeIfAbsent(delivery.text() + " at " + number, unused -> new AtomicInteger())
                .incrementAndGet());
    return node;
  }

  private void watch(NodeEvent event) {
    if (event instanceof NodeEvent.PeerDown
        || (event instanceof NodeEvent.Stopped stopped && stopped.failed())) {
      unexpected.add(event);
    }
  }

  @Test
  void steadyGarbageChangesNothingButCounters() throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      GossipNode one = start();
      GossipNode two = start(one);
      start(one, two);
      RealNodes.await(
          "all linked; seed " + SEED,
          () -> nodes.stream().allMatch(node -> node.peers().size() == 2));
      unexpected.clear();

      bombard(channel);

      int expected = MESSAGES * (nodes.size() - 1);
      RealNodes.await(
          "every honest message is delivered at both other nodes; seed " + SEED,
          () -> deliveryCounts.size() == expected && dropped() >= DATAGRAMS / 2);
      assertThat(deliveryCounts.values()).as("delivered once").allMatch(count -> count.get() == 1);
      for (GossipNode node : nodes) {
        assertThat(node.peers()).as("seed " + SEED).hasSize(2);
        assertThat(node.stopped()).as("seed " + SEED).isNotDone();
        assertThat(node.metrics().asMap())
            .as("seed " + SEED)
            .containsEntry("seen-ids", (long) MESSAGES)
            .containsKeys("dropped.not-gossip", "dropped.unknown-connection");
      }
      assertThat(unexpected).as("seed " + SEED).isEmpty();
    } finally {
      nodes.forEach(GossipNode::close);
    }
  }

  private long dropped() {
    return nodes.stream()
        .flatMap(node -> node.metrics().asMap().entrySet().stream())
        .filter(entry -> entry.getKey().startsWith("dropped."))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Sends garbage at the given rate and publishes honest messages from each node in turn. */
  private void bombard(DatagramChannel channel) throws IOException {
    long startNanos = System.nanoTime();
    for (int i = 0; i < DATAGRAMS; i++) {
      PeerAddress to = nodes.get(random.nextInt(nodes.size())).address();
      channel.send(ByteBuffer.wrap(garbage()), new InetSocketAddress(to.host(), to.port()));
      if (i % (DATAGRAMS / MESSAGES) == 0) {
        int number = i / (DATAGRAMS / MESSAGES);
        PublishOutcome outcome = nodes.get(number % nodes.size()).publish("honest " + number);
        assertThat(outcome).isInstanceOf(PublishOutcome.Accepted.class);
      }
      long aheadNanos =
          startNanos + i * TimeUnit.SECONDS.toNanos(1) / PER_SECOND - System.nanoTime();
      // Parking for less than this takes longer than requested.
      if (aheadNanos > 200_000) {
        LockSupport.parkNanos(aheadNanos);
      }
    }
  }

  private byte[] garbage() {
    long id = random.nextLong();
    byte[] connect = DatagramCodec.connect(ByteString.copyFrom(mutator.bytes(32)), id);
    byte[] data = DatagramCodec.data(id, mutator.frames(List.of()));
    return switch (random.nextInt(6)) {
      case 0 -> mutator.bytesOfAnyLength();
      case 1 -> mutator.mutate(connect, data);
      case 2 -> mutator.mutate(data, connect);
      case 3 -> DatagramCodec.datagram((byte) random.nextInt(9), id, mutator.fields());
      case 4 ->
          DatagramCodec.datagram(
              (byte) random.nextInt(9), id, mutator.bytes(random.nextInt(1_180)));
      default -> data;
    };
  }
}
