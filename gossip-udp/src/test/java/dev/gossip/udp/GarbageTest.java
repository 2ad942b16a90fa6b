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
 * Three nodes talk while a million mutated datagrams reach them, from strangers, in the names of
 * their neighbours, and from a neighbour that has gone mad. Every decoder is reached: datagram,
 * greeting, packet, frame, message, and the strategy's own.
 */
class GarbageTest {
  private static final long SEED = Long.getLong("gossip.seed", 20_260_731);
  private static final int DATAGRAMS = 500_000;
  private static final int ROUND = 250;
  private static final List<Integer> HONEST = List.of(1, 2, 3);

  /** Linked to the honest ones; what comes from here may end its links. */
  private static final int MAD = 4;

  private static final int STRANGERS = 40;
  private static final int MAX_LINKS = 125;

  private final ManualNetwork world = new ManualNetwork(SEED);
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Mutator mutator = new Mutator(random);

  // The latest genuine datagrams of each type, each a ring.
  private final SortedMap<Byte, List<byte[]>> genuine = new TreeMap<>();
  private final List<ByteString> genuineFrames = new ArrayList<>();
  private final Map<String, Long> connectionIds = new HashMap<>();

  private final Map<MessageId, Integer> origins = new LinkedHashMap<>();
  private final Map<String, Integer> arrivals = new HashMap<>();
  private final SortedMap<String, Long> drops = new TreeMap<>();
  private final List<GossipPlugin> plugins = new ArrayList<>();
  private int madStarts;

  /** Flooding whose header and control bodies are checked, as a real strategy's would be. */
  private static final class CheckedFlood extends TestPlugins.Flood {
    private static final ByteString HEADER = ByteString.copyFrom(new byte[] {7});

    CheckedFlood(RelayContext context) {
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
        throw new InvalidProtocolBufferException("no header of this strategy");
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
  void halfAMillionMutatedDatagramsStopNobodyAndSilenceNobody(boolean signed) {
    String seed = "run with -Dgossip.seed=" + SEED;
    plugins.add(new TestPlugins.AnyRelay(CheckedFlood::new));
    if (signed) {
      plugins.add(new TestPlugins.StampSigning());
    }
    startAll();

    for (int round = 0; round < DATAGRAMS / ROUND; round++) {
      if (round % 10 == 0) {
        publish(HONEST.get(random.nextInt(HONEST.size())), round);
      }
      for (int i = 0; i < ROUND; i++) {
        inject();
      }
      world.runFor(Duration.ofMillis(10));
      takeEvents(seed + ", round " + round);
      restartTheMadOneIfItWasCutOff();
    }
    world.runFor(Duration.ofSeconds(15));
    takeEvents(seed);

    assertThat(genuine.keySet()).as(seed).containsExactly(allTypes());
    assertThatEveryHonestMessageArrivedOnce(seed);
    assertThatMemoryIsBounded(seed);
    assertThat(drops.keySet())
        .as("decoders that were reached; " + seed)
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
    assertThat(madStarts).as("HELLOs were reached; " + seed).isGreaterThan(1);
  }

  private static Byte[] allTypes() {
    return new Byte[] {
      Wire.CONNECT, Wire.ACCEPT, Wire.DATA, Wire.PING, Wire.PONG, Wire.CLOSE, Wire.RESET
    };
  }

  // ---- the network ---------------------------------------------------------------------------

  private void startAll() {
    world.tracing = false;
    world.rule(this::capture);
    start(1, 2, 3);
    start(2, 1, 3);
    start(3, 1, 2);
    start(MAD, 1, 2);
    // Once each, so that there is something genuine to garble: a close and a reset, beside pings.
    start(5, 1);
    world.runFor(Duration.ofSeconds(1));
    world.node(5).node.close();
    world.runFor(Duration.ofSeconds(1));
    world.inject(ManualNetwork.address(1), ManualNetwork.address(2), Wire.ping(4711));
    publish(1, -1);
    world.runFor(Duration.ofSeconds(5));
    for (int port : HONEST) {
      assertThat(world.node(port).peers())
          .containsAll(HONEST.stream().filter(p -> p != port).toList());
    }
    takeEvents("before");
  }

  private TestNode start(int port, int... peers) {
    // Without a large store, so that duplicates of what is no longer stored occur as well.
    return world.start(
        port,
        Map.of("gossip.store-messages", "1000", "gossip.transport.udp.max-links", "" + MAX_LINKS),
        plugins,
        peers);
  }

  private void restartTheMadOneIfItWasCutOff() {
    long linked = world.node(1).metric("peers") + world.node(2).metric("peers");
    if (linked < 6) {
      madStarts++;
      world.kill(MAD);
      start(MAD, 1, 2);
      world.runFor(Duration.ofMillis(10));
    }
  }

  private void publish(int port, int number) {
    GossipMessage message = world.node(port).publish("honest " + number);
    origins.put(message.id(), port);
  }

  private boolean capture(PeerAddress from, PeerAddress to, byte[] datagram) {
    byte type = Wire.type(datagram);
    if (type == Wire.DATA || type == Wire.PING || type == Wire.PONG) {
      connectionIds.put(from.port() + ">" + to.port(), Wire.connectionId(datagram));
    }
    // Not all of the data: it is most of the traffic, and part of it is garbage passed on.
    if (type != Wire.DATA) {
      remember(genuine.computeIfAbsent(type, unused -> new ArrayList<>()), datagram.clone());
    } else if (random.nextInt(8) == 0) {
      remember(genuine.computeIfAbsent(type, unused -> new ArrayList<>()), datagram.clone());
      for (ByteString frame : Wire.frames(datagram)) {
        // HELLOs are asked for by garbage and would crowd out the rest.
        if (frame.byteAt(0) != Wire.HELLO_FRAME || random.nextInt(50) == 0) {
          remember(genuineFrames, frame);
        }
      }
    }
    return true;
  }

  private <T> void remember(List<T> ring, T item) {
    if (ring.size() < 64) {
      ring.add(item);
    } else {
      ring.set(random.nextInt(64), item);
    }
  }

  // ---- the garbage ---------------------------------------------------------------------------

  private void inject() {
    int to = random.nextInt(8) == 0 ? MAD : mutator.pick(HONEST);
    int from = 1 + random.nextInt(6);
    if (from > MAD || from == to) {
      from = 10_000 + random.nextInt(STRANGERS);
    }
    byte[] garbage = garbage(from, to);
    boolean honest = HONEST.contains(from) && HONEST.contains(to);
    // The mad one says it at times, but not so often that it has no link to be mad on.
    if ((honest || random.nextInt(50) != 0) && wouldEndTheLink(from, to, garbage)) {
      // Only the neighbour itself can say this: the id is a secret of the two.
      Wire.readdress(garbage, ~Wire.connectionId(garbage));
    }
    world.inject(ManualNetwork.address(from), ManualNetwork.address(to), garbage);
  }

  private byte[] garbage(int from, int to) {
    Long connectionId = connectionIds.get(from + ">" + to);
    long id = connectionId == null ? random.nextLong() : connectionId;
    byte[] one = anyGenuine().clone();
    if (random.nextBoolean()) {
      Wire.readdress(one, id);
    }
    return switch (random.nextInt(12)) {
      case 0 -> mutator.flipBits(one);
      case 1 -> mutator.truncate(one);
      case 2 -> mutator.extend(one);
      case 3 -> mutator.splice(one, anyGenuine());
      case 4 -> mutator.bytesOfAnyLength();
      case 5 -> mutator.flipBitsOfBody(one);
      case 6 -> Wire.datagram(type(), id, mutator.bytes(random.nextInt(1_180)));
      case 7 -> Wire.datagram(type(), id, mutator.fields());
      case 8 -> mutator.mutate(Wire.data(id, mutator.frames(genuineFrames)), one);
      default -> Wire.data(id, mutator.frames(genuineFrames));
    };
  }

  private byte[] anyGenuine() {
    return mutator.pick(
        genuine.getOrDefault(mutator.pick(List.copyOf(genuine.keySet())), List.of()));
  }

  private byte type() {
    return (byte) random.nextInt(9);
  }

  private boolean wouldEndTheLink(int from, int to, byte[] garbage) {
    if (!Wire.hasHeader(garbage)) {
      return false;
    }
    long id = Wire.connectionId(garbage);
    return switch (Wire.type(garbage)) {
      case Wire.CLOSE -> isId(id, from, to);
      case Wire.RESET -> isId(id, to, from);
      // A garbled HELLO says that the neighbour belongs to another network.
      case Wire.DATA ->
          isId(id, from, to)
              && Wire.frames(garbage).stream()
                  .anyMatch(frame -> !frame.isEmpty() && frame.byteAt(0) == Wire.HELLO_FRAME);
      default -> false;
    };
  }

  private boolean isId(long id, int from, int to) {
    Long known = connectionIds.get(from + ">" + to);
    return known != null && known == id;
  }

  // ---- what came of it -----------------------------------------------------------------------

  /** Also lets go of the events, of which there are millions. */
  private void takeEvents(String when) {
    for (int port : HONEST) {
      TestNode node = world.node(port);
      for (NodeEvent event : node.events) {
        take(port, event, when);
      }
      node.events.clear();
    }
    assertThat(world.node(MAD).node.isStopped()).as(when).isFalse();
    world.node(MAD).events.clear();
  }

  private void take(int port, NodeEvent event, String when) {
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
        arrivals.merge(arrival(delivered.message().id(), port), 1, Integer::sum);
      }
    }
  }

  private static String arrival(MessageId id, int port) {
    return id + " at " + port;
  }

  private void assertThatEveryHonestMessageArrivedOnce(String seed) {
    assertThat(origins).as(seed).hasSizeGreaterThan(100);
    origins.forEach(
        (id, origin) -> {
          for (int port : HONEST) {
            @Nullable Integer times = arrivals.get(arrival(id, port));
            if (port == origin) {
              assertThat(times).as("at the origin; " + seed).isNull();
            } else {
              assertThat(times).as(arrival(id, port) + "; " + seed).isEqualTo(1);
            }
          }
        });
  }

  private void assertThatMemoryIsBounded(String seed) {
    for (int port : HONEST) {
      TestNode node = world.node(port);
      assertThat(node.metric("peers")).as("peers; " + seed).isEqualTo(port == 3 ? 2 : 3);
      assertThat(node.metric("stored-messages")).as("store; " + seed).isLessThanOrEqualTo(1_000);
      assertThat(node.metric("seen-ids")).as("ids; " + seed).isLessThanOrEqualTo(DATAGRAMS);
      // Half-open links are gone by now: one timer for each link, dial and HELLO, and the sweep.
      assertThat(node.metric("timers")).as("timers; " + seed).isLessThan(20);
    }
  }
}
