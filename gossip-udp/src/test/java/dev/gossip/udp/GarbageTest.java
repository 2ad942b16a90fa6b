package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.udp.ManualNetwork.TestNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three nodes exchange messages while they receive mutated datagrams: from strangers, spoofed in
 * the name of their peers, and from a faulty peer. Every decoder is reached: datagram, greeting,
 * packet, frame, message, and that of the strategy.
 */
class GarbageTest {
  private static final long SEED = Long.getLong("gossip.seed", 20_260_731);

  /** In every build, and in full builds, which scale the seeds of random tests. */
  private static final int DATAGRAMS =
      Integer.getInteger("gossip.seeds.scale", 1) > 1 ? 500_000 : 100_000;

  private static final int ROUND = 250;
  private static final int MESSAGES = 200;

  /** Of this many datagrams that would end a link of the faulty peer, one does. */
  private static final int ENDING_SHARE = DATAGRAMS / 10_000;

  private static final List<Integer> HONEST = List.of(1, 2, 3);

  /** A peer of the honest nodes; its garbage may end its links. */
  private static final int FAULTY = 4;

  private static final int STRANGERS = 40;
  private static final int MAX_LINKS = 125;

  private final ManualNetwork network = ManualNetwork.plain(SEED);
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Mutator mutator = new Mutator(random);

  // A sample of the latest genuine datagrams, by type.
  private final SortedMap<Byte, List<byte[]>> genuine = new TreeMap<>();
  private final List<ByteString> genuineFrames = new ArrayList<>();
  private final Map<String, Long> connectionIds = new HashMap<>();

  private final Map<MessageId, Integer> origins = new LinkedHashMap<>();
  private final Map<String, Integer> deliveryCounts = new HashMap<>();
  private final SortedMap<String, Long> drops = new TreeMap<>();
  private final List<GossipPlugin> plugins = new ArrayList<>();
  private int faultyRestarts;

  /** Flooding that checks headers and control bodies, as a real strategy does. */
  private static final class CheckingFlood extends TestPlugins.Flood {
    private static final ByteString HEADER = ByteString.copyFrom(new byte[] {7});

    CheckingFlood(RelayContext context) {
      super(context);
    }

    @Override
    public void onPublish(GossipMessage message) {
      context.deliver(message);
      for (Peer peer : context.peers()) {
        context.send(peer.id(), message, HEADER);
        context.sendControl(peer.id(), message.id().bytes());
      }
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival)
        throws InvalidProtocolBufferException {
      if (!arrival.header().isEmpty() && !arrival.header().equals(HEADER)) {
        throw new InvalidProtocolBufferException("unknown header");
      }
      super.onMessage(message, arrival);
    }

    @Override
    public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
      if (body.size() != 32) {
        throw new InvalidProtocolBufferException("not an id");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Timeout(300)
  void nodesKeepDeliveringUnderMutatedDatagrams(boolean signed) {
    String seed = "run with -Dgossip.seed=" + SEED;
    plugins.add(new TestPlugins.AnyRelay(CheckingFlood::new));
    if (signed) {
      plugins.add(new TestPlugins.StampSigning());
    }
    startAll();

    for (int round = 0; round < DATAGRAMS / ROUND; round++) {
      if (round % (DATAGRAMS / ROUND / MESSAGES) == 0) {
        publish(HONEST.get(random.nextInt(HONEST.size())), round);
      }
      for (int i = 0; i < ROUND; i++) {
        inject();
      }
      network.runFor(Duration.ofMillis(10));
      processEvents(seed + ", round " + round);
      restartFaultyNodeIfDisconnected();
    }
    network.runFor(Duration.ofSeconds(15));
    processEvents(seed);

    assertThat(genuine.keySet()).as(seed).containsExactly(allTypes());
    assertEveryHonestMessageIsDeliveredOnce(seed);
    assertMemoryIsBounded(seed);
    assertThat(drops.keySet())
        .as("every decoder was reached; " + seed)
        .contains(
            "datagram-size",
            "not-gossip",
            "other-version",
            "malformed-datagram",
            "unknown-connection",
            "wrong-address",
            "malformed-frame",
            "expired",
            "from-the-future",
            "lifetime-too-long",
            "bad-signature");
    assertThat(drops.keySet()).as(seed).doesNotContain("not-awaiting-delivery", "never-delivered");
    assertThat(faultyRestarts).as("HELLOs were mutated; " + seed).isGreaterThan(1);
  }

  private static Byte[] allTypes() {
    return new Byte[] {
      DatagramCodec.CONNECT,
      DatagramCodec.ACCEPT,
      DatagramCodec.DATA,
      DatagramCodec.PING,
      DatagramCodec.PONG,
      DatagramCodec.CLOSE,
      DatagramCodec.RESET
    };
  }

  // ---- the network ---------------------------------------------------------------------------

  private void startAll() {
    network.tracing = false;
    network.rule(this::capture);
    start(1, 2, 3);
    start(2, 1, 3);
    start(3, 1, 2);
    start(FAULTY, 1, 2);
    // Provide a genuine close and reset to mutate, so that there is a sample of each type.
    start(5, 1);
    network.runFor(Duration.ofSeconds(1));
    network.node(5).node.close();
    network.runFor(Duration.ofSeconds(1));
    network.inject(ManualNetwork.address(1), ManualNetwork.address(2), DatagramCodec.ping(4711));
    publish(1, -1);
    network.runFor(Duration.ofSeconds(5));
    for (int port : HONEST) {
      assertThat(network.node(port).peers())
          .containsAll(HONEST.stream().filter(p -> p != port).toList());
    }
    processEvents("before the garbage");
  }

  private TestNode start(int port, int... peers) {
    // A small store, so that duplicates of evicted messages occur too.
    return network.start(
        port,
        Map.of("gossip.store-messages", "1000", "gossip.transport.udp.max-links", "" + MAX_LINKS),
        plugins,
        peers);
  }

  private void restartFaultyNodeIfDisconnected() {
    long linked = network.node(1).metric("peers") + network.node(2).metric("peers");
    if (linked < 6) {
      faultyRestarts++;
      network.kill(FAULTY);
      start(FAULTY, 1, 2);
      network.runFor(Duration.ofMillis(10));
    }
  }

  private void publish(int port, int number) {
    GossipMessage message = network.node(port).publish("honest " + number);
    origins.put(message.id(), port);
  }

  private boolean capture(PeerAddress from, PeerAddress to, byte[] datagram) {
    byte type = DatagramCodec.type(datagram);
    if (type == DatagramCodec.DATA || type == DatagramCodec.PING || type == DatagramCodec.PONG) {
      connectionIds.put(from.port() + ">" + to.port(), DatagramCodec.connectionId(datagram));
    }
    // Sample data datagrams: they are most of the traffic, and some are forwarded garbage.
    if (type != DatagramCodec.DATA) {
      sample(genuine.computeIfAbsent(type, unused -> new ArrayList<>()), datagram.clone());
    } else if (random.nextInt(8) == 0) {
      sample(genuine.computeIfAbsent(type, unused -> new ArrayList<>()), datagram.clone());
      for (ByteString frame : DatagramCodec.frames(datagram)) {
        // Garbage triggers many HELLOs, which would crowd out other frames.
        if (frame.byteAt(0) != DatagramCodec.HELLO_FRAME || random.nextInt(50) == 0) {
          sample(genuineFrames, frame);
        }
      }
    }
    return true;
  }

  private <T> void sample(List<T> samples, T item) {
    if (samples.size() < 64) {
      samples.add(item);
    } else {
      samples.set(random.nextInt(64), item);
    }
  }

  // ---- the garbage ---------------------------------------------------------------------------

  private void inject() {
    int to = random.nextInt(8) == 0 ? FAULTY : mutator.pick(HONEST);
    int from = 1 + random.nextInt(6);
    if (from > FAULTY || from == to) {
      from = 10_000 + random.nextInt(STRANGERS);
    }
    byte[] garbage = garbage(from, to);
    boolean honest = HONEST.contains(from) && HONEST.contains(to);
    // The faulty peer ends its link at times, but not so often that it is never linked.
    if ((honest || random.nextInt(ENDING_SHARE) != 0) && wouldEndLink(from, to, garbage)) {
      // Use a wrong id: only the peer itself knows the right one and can end the link.
      DatagramCodec.setConnectionId(garbage, ~DatagramCodec.connectionId(garbage));
    }
    network.inject(ManualNetwork.address(from), ManualNetwork.address(to), garbage);
  }

  private byte[] garbage(int from, int to) {
    Long connectionId = connectionIds.get(from + ">" + to);
    long id = connectionId == null ? random.nextLong() : connectionId;
    byte[] one = anyGenuine().clone();
    if (random.nextBoolean()) {
      DatagramCodec.setConnectionId(one, id);
    }
    return switch (random.nextInt(12)) {
      case 0 -> mutator.flipBits(one);
      case 1 -> mutator.truncate(one);
      case 2 -> mutator.extend(one);
      case 3 -> mutator.splice(one, anyGenuine());
      case 4 -> mutator.bytesOfAnyLength();
      case 5 -> mutator.flipBitsOfBody(one);
      case 6 -> DatagramCodec.datagram(type(), id, mutator.bytes(random.nextInt(1_180)));
      case 7 -> DatagramCodec.datagram(type(), id, mutator.fields());
      case 8 -> mutator.mutate(DatagramCodec.data(id, mutator.frames(genuineFrames)), one);
      default -> DatagramCodec.data(id, mutator.frames(genuineFrames));
    };
  }

  private byte[] anyGenuine() {
    return mutator.pick(
        genuine.getOrDefault(mutator.pick(List.copyOf(genuine.keySet())), List.of()));
  }

  private byte type() {
    return (byte) random.nextInt(9);
  }

  private boolean wouldEndLink(int from, int to, byte[] garbage) {
    if (!DatagramCodec.hasHeader(garbage)) {
      return false;
    }
    long id = DatagramCodec.connectionId(garbage);
    return switch (DatagramCodec.type(garbage)) {
      case DatagramCodec.CLOSE -> isConnectionId(id, from, to);
      case DatagramCodec.RESET -> isConnectionId(id, to, from);
      // A mutated HELLO may name another network, which ends the link.
      case DatagramCodec.DATA ->
          isConnectionId(id, from, to)
              && DatagramCodec.frames(garbage).stream()
                  .anyMatch(
                      frame -> !frame.isEmpty() && frame.byteAt(0) == DatagramCodec.HELLO_FRAME);
      default -> false;
    };
  }

  private boolean isConnectionId(long id, int from, int to) {
    Long known = connectionIds.get(from + ">" + to);
    return known != null && known == id;
  }

  // ---- assertions ----------------------------------------------------------------------------

  /** Checks and counts the events, then clears them because there are millions. */
  private void processEvents(String when) {
    for (int port : HONEST) {
      TestNode node = network.node(port);
      for (NodeEvent event : node.events) {
        process(port, event, when);
      }
      node.events.clear();
    }
    assertThat(network.node(FAULTY).node.isStopped()).as(when).isFalse();
    network.node(FAULTY).events.clear();
  }

  private void process(int port, NodeEvent event, String when) {
    if (event instanceof NodeEvent.Stopped stopped) {
      throw new AssertionError("node " + port + ": " + stopped.reason() + "; " + when);
    } else if (event instanceof NodeEvent.PeerDown down
        && HONEST.contains(down.peer().address().port())) {
      throw new AssertionError("node " + port + ": " + down + "; " + when);
    } else if (event instanceof NodeEvent.Dropped dropped) {
      drops.merge(dropped.reason().label(), 1L, Long::sum);
    } else if (event instanceof NodeEvent.Delivered delivered) {
      Integer origin = origins.get(delivered.message().id());
      if (origin != null) {
        deliveryCounts.merge(deliveryKey(delivered.message().id(), port), 1, Integer::sum);
      }
    }
  }

  private static String deliveryKey(MessageId id, int port) {
    return id + " at " + port;
  }

  private void assertEveryHonestMessageIsDeliveredOnce(String seed) {
    assertThat(origins).as(seed).hasSizeGreaterThan(100);
    origins.forEach(
        (id, origin) -> {
          for (int port : HONEST) {
            @Nullable Integer times = deliveryCounts.get(deliveryKey(id, port));
            if (port == origin) {
              assertThat(times).as("at the origin; " + seed).isNull();
            } else {
              assertThat(times).as(deliveryKey(id, port) + "; " + seed).isEqualTo(1);
            }
          }
        });
  }

  private void assertMemoryIsBounded(String seed) {
    for (int port : HONEST) {
      TestNode node = network.node(port);
      assertThat(node.metric("peers")).as("peers; " + seed).isEqualTo(port == 3 ? 2 : 3);
      assertThat(node.metric("stored-messages")).as("store; " + seed).isLessThanOrEqualTo(1_000);
      assertThat(node.metric("seen-ids")).as("ids; " + seed).isLessThanOrEqualTo(DATAGRAMS);
      // Half-open links have expired: one timer each per link, dial and HELLO, and the sweep.
      assertThat(node.metric("timers")).as("timers; " + seed).isLessThan(20);
    }
  }
}
