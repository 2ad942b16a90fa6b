package dev.gossip.core.engine.network;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.api.validation.MessageValidator;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.engine.addresses.AddressStore;
import dev.gossip.core.engine.memory.SeenLog;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.engine.services.TimerQueue;
import dev.gossip.core.engine.spam.PeerRecordStore;
import dev.gossip.core.engine.wire.Frames;
import dev.gossip.core.plugin.Composition;
import dev.gossip.core.plugin.PluginCatalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import java.util.stream.Collectors;

/**
 * Nodes on one thread in virtual time, linked by a {@link MemoryTransport}. They run the production
 * engine; a {@link Rule} decides which frames arrive.
 */
public final class MemoryNetwork {
  private static final Duration LATENCY = Duration.ofMillis(1);
  private static final Duration SILENCE = Duration.ofSeconds(6);

  /** Decides whether a frame arrives; dials, their answers and closes count as empty frames. */
  @FunctionalInterface
  public interface Rule {
    /** Whether this frame arrives. */
    boolean passes(PeerAddress from, PeerAddress to, ByteString frame);
  }

  private record Event(long dueNanos, long order, Runnable action) {}

  private final SortedMap<Integer, MemoryNode> nodes = new TreeMap<>();
  private final SortedMap<Integer, MemoryTransport> transports = new TreeMap<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          Comparator.comparingLong(Event::dueNanos).thenComparingLong(Event::order));

  /** Validators of nodes started from now on, by topic. */
  public final SortedMap<String, MessageValidator> validators = new TreeMap<>();

  /** Seen logs of nodes started from now on, by port. */
  public final SortedMap<Integer, SeenLog> seenLogs = new TreeMap<>();

  /** Address books of nodes started from now on, by port. */
  public final SortedMap<Integer, AddressStore> addressStores = new TreeMap<>();

  /** What spam controls of nodes started from now on remember, by port. */
  public final SortedMap<Integer, PeerRecordStore> recordStores = new TreeMap<>();

  /** What nodes see of all their links, by port; others do not measure. */
  public final SortedMap<Integer, LinkStats> linkStats = new TreeMap<>();

  /** Resolves a host name to addresses; an empty list if the name is unknown. */
  public Function<String, List<String>> resolver =
      name -> name.equals("localhost") ? List.of("127.0.0.1") : List.of();

  /** Whether the ids of nodes started from now on count as proven. */
  public boolean provesIds;

  /** Whether nodes that dial refuse nodes before the link is up, as secure links do. */
  public boolean dialersAsk;

  /** How many bytes of frames fit the queue of a link. */
  public int queueBytes = 4 << 20;

  /** The largest frame. */
  public int maxFrameBytes = Frames.MAX_PAYLOAD_FRAME_BYTES;

  private final long seed;
  private Rule rule = (from, to, frame) -> true;
  private ToLongBiFunction<PeerAddress, PeerAddress> latencyNanos = (from, to) -> LATENCY.toNanos();
  private long nowNanos = -5_000_000_000L; // a monotonic clock may be negative
  private long order;
  private int incarnations;

  public MemoryNetwork(long seed) {
    this.seed = seed;
  }

  /** The address of the node with a port. */
  public static PeerAddress address(int port) {
    return new PeerAddress("127.0.0.1", port);
  }

  long nowNanos() {
    return nowNanos;
  }

  /** Sets which frames arrive. */
  public void rule(Rule newRule) {
    rule = newRule;
  }

  /** Sets the latency in nanoseconds from one address to another. */
  public void latency(ToLongBiFunction<PeerAddress, PeerAddress> nanos) {
    latencyNanos = nanos;
  }

  /** Starts a node that uses these plugins and dials these ports. */
  public MemoryNode start(
      int port, Map<String, String> settings, List<GossipPlugin> plugins, int... peers) {
    MemoryTransport.Plugin transport = new MemoryTransport.Plugin(this, address(port));
    List<GossipPlugin> used = new ArrayList<>(plugins);
    used.add(transport);
    PluginCatalog catalog = PluginCatalog.load(List.of()).with(used);
    NodeConfig.Builder config = NodeConfig.builder();
    // The default with a discovery is in another module.
    config.set("gossip.membership.use", "configured", "test");
    settings.forEach((key, value) -> config.set(key, value, "test"));
    used.stream()
        .collect(
            Collectors.groupingBy(
                plugin -> plugin.id().substring(0, plugin.id().indexOf('.')),
                TreeMap::new,
                Collectors.mapping(GossipPlugin::id, Collectors.joining(","))))
        .forEach((kind, ids) -> config.set("gossip." + kind + ".use", ids, "test"));
    Arrays.stream(peers).forEach(peer -> config.addPeer(address(peer).toString(), "test"));
    NodeConfig built = config.build(catalog.all());
    RandomStreams random = RandomStreams.seeded(seed * 1_000_003 + port * 31L + incarnations++);
    MemoryNode node =
        new MemoryNode(this, port, Composition.of(built, catalog).validating(validators), random);
    nodes.put(port, node);
    node.node.start(built.peers());
    node.node.flush();
    return node;
  }

  /** Starts a node with the default plugins that dials these ports. */
  public MemoryNode start(int port, int... peers) {
    return start(port, Map.of(), List.of(), peers);
  }

  MemoryTransport newTransport(PeerAddress self, TransportContext context, LinkEvents engine) {
    MemoryTransport transport = new MemoryTransport(this, self, context, engine);
    transports.put(self.port(), transport);
    return transport;
  }

  /** The node with a port. */
  public MemoryNode node(int port) {
    MemoryNode node = nodes.get(port);
    if (node == null) {
      throw new IllegalArgumentException("no node " + port);
    }
    return node;
  }

  /** Whether a node has a link with another one, up or not for its plugins. */
  public boolean hasLink(int port, int other) {
    return transport(port).linkTo(address(other)) != null;
  }

  MemoryTransport transport(int port) {
    MemoryTransport transport = transports.get(port);
    if (transport == null) {
      throw new IllegalArgumentException("no node " + port);
    }
    return transport;
  }

  /** Removes a node abruptly, as if its process had crashed; its peers notice the silence. */
  public void kill(int port) {
    silenceLater(transport(port));
    nodes.remove(port);
    transports.remove(port);
  }

  /** Drops all frames from and to a node for some time, long enough for both ends to notice. */
  public void cut(int port, Duration duration) {
    Rule before = rule;
    rule =
        (from, to, frame) ->
            from.port() != port && to.port() != port && before.passes(from, to, frame);
    silenceLater(transport(port));
    runFor(duration);
    rule = before;
  }

  private void silenceLater(MemoryTransport transport) {
    for (MemoryTransport.End end : transport.allEnds()) {
      after(SILENCE.toNanos(), end.port(), owner -> owner.silence(end));
    }
  }

  /** Hands something to the transport of another node, unless the rule drops it. */
  void pass(PeerAddress from, PeerAddress to, ByteString frame, Consumer<MemoryTransport> arrival) {
    if (rule.passes(from, to, frame)) {
      after(latencyNanos.applyAsLong(from, to), to.port(), arrival);
    }
  }

  /** Runs something at a node, if there is one then. */
  void after(long delayNanos, int port, Consumer<MemoryTransport> action) {
    events.add(
        new Event(
            nowNanos + delayNanos,
            order++,
            () -> {
              MemoryNode node = nodes.get(port);
              MemoryTransport transport = transports.get(port);
              if (node != null && transport != null) {
                node.node.run(() -> action.accept(transport));
                node.node.flush();
              }
            }));
  }

  /** Runs all nodes for some time. */
  public void runFor(Duration duration) {
    long end = nowNanos + duration.toNanos();
    while (true) {
      long next = end;
      Event event = events.peek();
      if (event != null && event.dueNanos() - next <= 0) {
        next = event.dueNanos();
      }
      for (MemoryNode node : nodes.values()) {
        long deadline = node.node.nextDeadlineNanos();
        if (deadline != TimerQueue.NONE && deadline - next < 0) {
          next = deadline;
        }
      }
      nowNanos = Math.max(nowNanos, next);
      if (!runDue() && nowNanos >= end) {
        return;
      }
    }
  }

  /** Runs the events and timers that are due now; returns whether there were any. */
  private boolean runDue() {
    boolean ran = false;
    for (Event event = events.peek();
        event != null && event.dueNanos() - nowNanos <= 0;
        event = events.peek()) {
      events.remove();
      event.action().run();
      ran = true;
    }
    for (MemoryNode node : List.copyOf(nodes.values())) {
      long deadline = node.node.nextDeadlineNanos();
      if (deadline != TimerQueue.NONE && deadline - nowNanos <= 0) {
        node.node.runTimers();
        node.node.flush();
        ran = true;
      }
    }
    return ran;
  }

  /** The sum of a metric over all nodes. */
  public long total(String metric) {
    return nodes.values().stream().mapToLong(node -> node.metric(metric)).sum();
  }
}
