package dev.gossip.udp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.validation.MessageValidator;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.engine.DatagramSink;
import dev.gossip.core.engine.InlineRuntime;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.RandomStreams;
import dev.gossip.core.engine.Resolution;
import dev.gossip.core.engine.SeenLog;
import dev.gossip.core.engine.TimerQueue;
import dev.gossip.core.plugin.Composition;
import dev.gossip.core.plugin.PluginCatalog;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;

/**
 * Nodes on one thread with a clock that is turned by hand and no socket: the very engine and
 * transport that run in production. A rule decides what becomes of each datagram.
 */
final class ManualNetwork {
  private static final long START_WALL_MILLIS = 1_700_000_000_000L;
  private static final Duration LATENCY = Duration.ofMillis(1);

  /** Answers whether a datagram arrives. */
  @FunctionalInterface
  interface Rule {
    boolean passes(PeerAddress from, PeerAddress to, byte[] datagram);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared by content
  private record InFlight(
      long dueNanos, long order, PeerAddress from, PeerAddress to, byte[] data) {}

  private final SortedMap<Integer, TestNode> nodes = new TreeMap<>();
  private final PriorityQueue<InFlight> inFlight =
      new PriorityQueue<>(
          Comparator.comparingLong(InFlight::dueNanos).thenComparingLong(InFlight::order));
  final List<String> trace = new ArrayList<>();

  /** Off, where millions of datagrams would make the trace too long to keep. */
  boolean tracing = true;

  /** What new nodes have to say about messages, by topic. */
  final SortedMap<String, MessageValidator> validators = new TreeMap<>();

  /** Where nodes that are started record what they have seen, by port. */
  final SortedMap<Integer, SeenLog> seenLogs = new TreeMap<>();

  /** What each name stands for. */
  Function<String, List<String>> names =
      name -> name.equals("localhost") ? List.of("127.0.0.1") : List.of();

  private final long seed;
  private Rule rule = (from, to, datagram) -> true;
  private ToLongBiFunction<PeerAddress, PeerAddress> latencyNanos = (from, to) -> LATENCY.toNanos();
  private long nowNanos = -5_000_000_000L; // a monotonic clock may be negative
  private long order;
  private int incarnations;

  ManualNetwork(long seed) {
    this.seed = seed;
  }

  static PeerAddress address(int port) {
    return new PeerAddress("127.0.0.1", port);
  }

  long nowNanos() {
    return nowNanos;
  }

  void rule(Rule newRule) {
    rule = newRule;
  }

  /** How long a datagram takes from one address to another. */
  void latency(ToLongBiFunction<PeerAddress, PeerAddress> nanos) {
    latencyNanos = nanos;
  }

  TestNode start(int port, Map<String, String> settings, List<GossipPlugin> plugins, int... peers) {
    return start(
        port, settings, plugins, Arrays.stream(peers).mapToObj(ManualNetwork::address).toList());
  }

  TestNode start(
      int port, Map<String, String> settings, List<GossipPlugin> plugins, List<PeerAddress> peers) {
    PluginCatalog catalog = PluginCatalog.load(List.of()).with(plugins);
    NodeConfig.Builder config = NodeConfig.builder();
    settings.forEach((key, value) -> config.set(key, value, "test"));
    for (GossipPlugin plugin : plugins) {
      String kind = plugin.id().substring(0, plugin.id().indexOf('.'));
      config.set("gossip." + kind + ".use", plugin.id(), "test");
    }
    peers.forEach(peer -> config.addPeer(peer.toString(), "test"));
    NodeConfig built = config.build(catalog.all());
    TestNode node = new TestNode(port, Composition.of(built, catalog).validating(validators));
    nodes.put(port, node);
    node.node.start(built.peers());
    node.node.flush();
    return node;
  }

  TestNode start(int port, int... peers) {
    return start(port, Map.of(), List.of(), peers);
  }

  /** The network of the original, each edge listed at both ends; linked when this returns. */
  static ManualNetwork sixNodes(long seed) {
    ManualNetwork world = new ManualNetwork(seed);
    world.start(5000, 5010, 5020, 5050);
    world.start(5010, 5000, 5030, 5040);
    world.start(5020, 5000, 5050);
    world.start(5030, 5010);
    world.start(5040, 5010);
    world.start(5050, 5000, 5020);
    world.runFor(Duration.ofSeconds(1));
    return world;
  }

  TestNode node(int port) {
    TestNode node = nodes.get(port);
    if (node == null) {
      throw new IllegalArgumentException("no node " + port);
    }
    return node;
  }

  /** A process that is gone without a word. */
  void kill(int port) {
    nodes.remove(port);
  }

  /** Puts a datagram on the wire as if it came from an address. */
  void inject(PeerAddress from, PeerAddress to, byte[] datagram) {
    inFlight.add(new InFlight(nowNanos, order++, from, to, datagram));
  }

  void runFor(Duration duration) {
    long end = nowNanos + duration.toNanos();
    while (true) {
      long next = end;
      InFlight datagram = inFlight.peek();
      if (datagram != null && datagram.dueNanos() - next <= 0) {
        next = datagram.dueNanos();
      }
      for (TestNode node : nodes.values()) {
        long deadline = node.node.nextDeadlineNanos();
        if (deadline != TimerQueue.NONE && deadline - next < 0) {
          next = deadline;
        }
      }
      nowNanos = Math.max(nowNanos, next);
      if (!turn() && nowNanos >= end) {
        return;
      }
    }
  }

  /** Does all that is due now; answers whether there was anything. */
  private boolean turn() {
    boolean worked = false;
    for (InFlight datagram = inFlight.peek();
        datagram != null && datagram.dueNanos() - nowNanos <= 0;
        datagram = inFlight.peek()) {
      inFlight.remove();
      TestNode to = nodes.get(datagram.to().port());
      if (to != null) {
        to.node.onDatagram(datagram.from(), ByteBuffer.wrap(datagram.data()));
        to.node.flush();
      }
      worked = true;
    }
    for (TestNode node : List.copyOf(nodes.values())) {
      long deadline = node.node.nextDeadlineNanos();
      if (deadline != TimerQueue.NONE && deadline - nowNanos <= 0) {
        node.node.runTimers();
        node.node.flush();
        worked = true;
      }
    }
    return worked;
  }

  long total(String metric) {
    return nodes.values().stream().mapToLong(node -> node.metric(metric)).sum();
  }

  /** One node of the world, and what it told. */
  final class TestNode extends InlineRuntime {
    final PeerAddress address;
    final Node node;
    final List<NodeEvent> events = new ArrayList<>();
    long clockSkewMillis;

    /** Whether dear work waits until it is asked for, as if another thread were slow. */
    boolean holdsWork;

    private final Queue<Runnable> held = new ArrayDeque<>();

    TestNode(int port, Composition composition) {
      address = address(port);
      RandomStreams random = RandomStreams.seeded(seed * 1_000_003 + port * 31L + incarnations++);
      SeenLog seenLog = seenLogs.getOrDefault(port, SeenLog.NONE);
      node =
          composition.newNode(
              this, random, DatagramSink.unlimited(this::transmit), seenLog, this::onEvent);
    }

    private void transmit(PeerAddress to, ByteBuffer datagram) {
      byte[] data = new byte[datagram.remaining()];
      datagram.get(data);
      if (tracing) {
        trace.add(nowNanos + " " + address + ">" + to + " " + ByteString.copyFrom(data).hashCode());
      }
      if (rule.passes(address, to, data)) {
        inFlight.add(
            new InFlight(
                nowNanos + latencyNanos.applyAsLong(address, to), order++, address, to, data));
      }
    }

    @Override
    public void offload(Runnable work, Runnable then) {
      if (holdsWork) {
        held.add(
            () -> {
              try {
                work.run();
              } finally {
                node.run(then);
              }
            });
      } else {
        work.run();
        then.run();
      }
    }

    /** How much dear work waits. */
    int heldWork() {
      return held.size();
    }

    /** Does the dear work that waits, and what follows from it. */
    void work() {
      while (heldWork() > 0) {
        work(heldWork());
      }
    }

    /** Does so many pieces of the dear work that waits. */
    void work(int pieces) {
      for (int i = 0; i < pieces; i++) {
        held.remove().run();
      }
      node.flush();
    }

    private void onEvent(NodeEvent event) {
      events.add(event);
      if (tracing) {
        trace.add(nowNanos + " " + address + " " + event);
      }
    }

    @Override
    public long nowNanos() {
      return nowNanos;
    }

    @Override
    public long wallMillis() {
      return START_WALL_MILLIS + nowNanos / 1_000_000 + clockSkewMillis;
    }

    @Override
    public void resolve(PeerAddress name, Consumer<Resolution> then) {
      List<String> hosts = names.apply(name.host());
      then.accept(
          hosts.isEmpty()
              ? Resolution.none("no address is known for the name '" + name.host() + "'")
              : Resolution.of(
                  hosts.stream().map(host -> new PeerAddress(host, name.port())).toList()));
    }

    GossipMessage publish(String text) {
      GossipMessage message =
          node.composer().compose("main", ByteString.copyFrom(text, UTF_8), wallMillis());
      node.publish(List.of(message));
      node.flush();
      return message;
    }

    <E extends NodeEvent> List<E> told(Class<E> type) {
      return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<String> delivered() {
      return told(NodeEvent.Delivered.class).stream()
          .map(delivered -> delivered.message().payload().toStringUtf8())
          .toList();
    }

    /** Ports of the neighbours that are up, from the events. */
    List<Integer> peers() {
      List<Integer> up = new ArrayList<>();
      for (NodeEvent event : events) {
        if (event instanceof NodeEvent.PeerUp peerUp) {
          up.add(peerUp.peer().address().port());
        } else if (event instanceof NodeEvent.PeerDown peerDown) {
          up.remove((Integer) peerDown.peer().address().port());
        }
      }
      return up.stream().sorted().toList();
    }

    long metric(String name) {
      return node.metrics().getOrDefault(name, 0L);
    }
  }
}
