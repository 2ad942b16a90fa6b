package dev.gossip.udp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.validation.MessageValidator;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.memory.SeenLog;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.InlineRuntime;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.engine.runtime.Resolution;
import dev.gossip.core.engine.services.TimerQueue;
import dev.gossip.core.plugin.Composition;
import dev.gossip.core.plugin.PluginCatalog;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;

/**
 * Nodes on one thread with a manual clock and no sockets. They run the production engine and
 * transport; a {@link Rule} decides which datagrams are delivered.
 */
final class ManualNetwork {
  private static final long START_WALL_MILLIS = 1_700_000_000_000L;
  private static final Duration LATENCY = Duration.ofMillis(1);

  /** Decides whether a datagram is delivered; may modify or inject datagrams. */
  @FunctionalInterface
  interface Rule {
    boolean passes(PeerAddress from, PeerAddress to, byte[] datagram);
  }

  private final SortedMap<Integer, TestNode> nodes = new TreeMap<>();
  private final VirtualTime time = new VirtualTime(-5_000_000_000L);
  final List<String> trace = new ArrayList<>();

  /** Whether to record {@link #trace}; off in tests with millions of datagrams. */
  boolean tracing = true;

  /** Validators of nodes started from now on, by topic. */
  final SortedMap<String, MessageValidator> validators = new TreeMap<>();

  /** Seen logs of nodes started from now on, by port. */
  final SortedMap<Integer, SeenLog> seenLogs = new TreeMap<>();

  /** Resolves a host name to addresses; an empty list if the name is unknown. */
  Function<String, List<String>> resolver =
      name -> name.equals("localhost") ? List.of("127.0.0.1") : List.of();

  private final long seed;
  private Rule rule = (from, to, datagram) -> true;
  private ToLongBiFunction<PeerAddress, PeerAddress> latencyNanos = (from, to) -> LATENCY.toNanos();
  private int incarnations;
  private Map<String, String> defaults = Map.of();

  ManualNetwork(long seed) {
    this.seed = seed;
  }

  /** Nodes whose links are plain, so that a test can read and make their datagrams. */
  static ManualNetwork plain(long seed) {
    ManualNetwork network = new ManualNetwork(seed);
    network.defaults = Map.of("gossip.transport.udp.security", "none");
    return network;
  }

  static PeerAddress address(int port) {
    return new PeerAddress("127.0.0.1", port);
  }

  long nowNanos() {
    return time.nowNanos();
  }

  void rule(Rule newRule) {
    rule = newRule;
  }

  /** Sets the latency in nanoseconds from one address to another. */
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
    defaults.forEach((key, value) -> config.set(key, value, "test"));
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

  /** The six-node example network, each edge configured at both ends; linked on return. */
  static ManualNetwork sixNodes(long seed) {
    ManualNetwork network = new ManualNetwork(seed);
    network.start(5000, 5010, 5020, 5050);
    network.start(5010, 5000, 5030, 5040);
    network.start(5020, 5000, 5050);
    network.start(5030, 5010);
    network.start(5040, 5010);
    network.start(5050, 5000, 5020);
    network.runFor(Duration.ofSeconds(1));
    return network;
  }

  TestNode node(int port) {
    TestNode node = nodes.get(port);
    if (node == null) {
      throw new IllegalArgumentException("no node " + port);
    }
    return node;
  }

  /** Removes a node abruptly, as if its process had crashed. */
  void kill(int port) {
    nodes.remove(port);
  }

  /** Delivers a datagram that claims to come from {@code from}, without asking the rule. */
  void inject(PeerAddress from, PeerAddress to, byte[] datagram) {
    deliver(0, from, to, datagram);
  }

  private void deliver(long delayNanos, PeerAddress from, PeerAddress to, byte[] datagram) {
    Runnable unused =
        time.schedule(
            delayNanos,
            () -> {
              TestNode node = nodes.get(to.port());
              if (node != null) {
                node.node.onDatagram(from, ByteBuffer.wrap(datagram));
                node.node.flush();
              }
            });
  }

  void runFor(Duration duration) {
    long end = nowNanos() + duration.toNanos();
    while (true) {
      long next = time.nextNanos(end);
      for (TestNode node : nodes.values()) {
        long deadline = node.node.nextDeadlineNanos();
        if (deadline != TimerQueue.NONE && deadline - next < 0) {
          next = deadline;
        }
      }
      time.advanceTo(next);
      if (!runDue() && nowNanos() >= end) {
        return;
      }
    }
  }

  /** Delivers datagrams and runs timers that are due now; returns whether there were any. */
  private boolean runDue() {
    boolean ran = false;
    while (time.runNext(nowNanos())) {
      ran = true;
    }
    for (TestNode node : List.copyOf(nodes.values())) {
      long deadline = node.node.nextDeadlineNanos();
      if (deadline != TimerQueue.NONE && deadline - nowNanos() <= 0) {
        node.node.runTimers();
        node.node.flush();
        ran = true;
      }
    }
    return ran;
  }

  long total(String metric) {
    return nodes.values().stream().mapToLong(node -> node.metric(metric)).sum();
  }

  /** One node and the events it has reported. */
  final class TestNode extends InlineRuntime {
    final PeerAddress address;
    final Node node;
    final List<NodeEvent> events = new ArrayList<>();
    long clockSkewMillis;

    /** Whether offloaded work waits for {@link #runDeferred()}, as if worker threads were slow. */
    boolean deferOffloaded;

    private final Queue<Runnable> deferred = new ArrayDeque<>();

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
        trace.add(
            nowNanos() + " " + address + ">" + to + " " + ByteString.copyFrom(data).hashCode());
      }
      if (rule.passes(address, to, data)) {
        deliver(latencyNanos.applyAsLong(address, to), address, to, data);
      }
    }

    @Override
    public void offload(Runnable work, Runnable then) {
      if (deferOffloaded) {
        deferred.add(
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

    /** Number of offloaded tasks that wait. */
    int deferredTasks() {
      return deferred.size();
    }

    /** Runs all waiting offloaded tasks, including those that they start. */
    void runDeferred() {
      while (deferredTasks() > 0) {
        runDeferred(deferredTasks());
      }
    }

    /** Runs the first {@code count} waiting offloaded tasks. */
    void runDeferred(int count) {
      for (int i = 0; i < count; i++) {
        deferred.remove().run();
      }
      node.flush();
    }

    private void onEvent(NodeEvent event) {
      events.add(event);
      if (tracing) {
        trace.add(nowNanos() + " " + address + " " + event);
      }
    }

    @Override
    public long nowNanos() {
      return time.nowNanos();
    }

    @Override
    public long wallMillis() {
      return START_WALL_MILLIS + nowNanos() / 1_000_000 + clockSkewMillis;
    }

    @Override
    public void resolve(PeerAddress name, Consumer<Resolution> then) {
      List<String> hosts = resolver.apply(name.host());
      then.accept(
          hosts.isEmpty()
              ? Resolution.none("no address is known for the name '" + name.host() + "'")
              : Resolution.of(
                  hosts.stream().map(host -> new PeerAddress(host, name.port())).toList()));
    }

    /** Publishes a text to topic "main". */
    GossipMessage publish(String text) {
      GossipMessage message =
          node.composer().compose("main", ByteString.copyFrom(text, UTF_8), wallMillis());
      node.publish(List.of(message));
      node.flush();
      return message;
    }

    /** The events of one type, in order. */
    <E extends NodeEvent> List<E> eventsOf(Class<E> type) {
      return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Payloads of the delivered messages as text, in order. */
    List<String> delivered() {
      return eventsOf(NodeEvent.Delivered.class).stream()
          .map(delivered -> delivered.message().payload().toStringUtf8())
          .toList();
    }

    /** Sorted ports of the peers that are up according to the events. */
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
