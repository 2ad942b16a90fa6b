package dev.gossip.cli;

import dev.gossip.Gossip;
import dev.gossip.GossipBuilder;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PeerInfo;
import dev.gossip.api.node.PublishOutcome;
import dev.gossip.api.transport.LinkStats;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Several nodes in one process, over real UDP on loopback, each known by its port. Knows which
 * links there should be and who should get a message, so that it can wait for both. Nodes from
 * outside may link to these; nothing is expected of them. Used by one thread, but may be closed by
 * another; deliveries are noted from the nodes' own.
 */
final class DemoNetwork implements AutoCloseable {
  /** Where all nodes receive. */
  static final String HOST = "127.0.0.1";

  private final Supplier<GossipBuilder> compose;
  private final EventPrinter printer;
  private final SortedMap<Integer, SortedSet<Integer>> neighbours = new TreeMap<>();
  // Changed under the lock of this network only, and not at all once that is closed.
  private final SortedMap<Integer, Gossip> running = new ConcurrentSkipListMap<>();
  private volatile boolean closed;
  private volatile boolean failed;
  // Which links each node has told of. Guarded by itself: events come from the nodes' threads.
  private final Map<Integer, SortedSet<Integer>> linked = new TreeMap<>();
  private final DemoMessages messages = new DemoMessages();

  /**
   * @param compose a node as configured, still without addresses
   */
  DemoNetwork(Supplier<GossipBuilder> compose, EventPrinter printer) {
    this.compose = compose;
    this.printer = printer;
  }

  /**
   * The network of the original: six nodes, six links.
   *
   * @param base the first node's port; the others follow at a distance of 10
   */
  static SortedMap<Integer, Set<Integer>> sixNodes(int base) {
    SortedMap<Integer, Set<Integer>> six = new TreeMap<>();
    six.put(base, Set.of(base + 10, base + 20, base + 50));
    six.put(base + 10, Set.of(base, base + 30, base + 40));
    six.put(base + 20, Set.of(base, base + 50));
    six.put(base + 30, Set.of(base + 10));
    six.put(base + 40, Set.of(base + 10));
    six.put(base + 50, Set.of(base, base + 20));
    return six;
  }

  SortedMap<Integer, SortedSet<Integer>> neighbours() {
    return neighbours;
  }

  boolean isRunning(int port) {
    return running.containsKey(port);
  }

  /** Adds a node with these neighbours and starts it. */
  void add(int port, Set<Integer> of) throws IOException {
    neighbours.computeIfAbsent(port, unused -> new TreeSet<>()).addAll(of);
    for (int neighbour : of) {
      neighbours.computeIfAbsent(neighbour, unused -> new TreeSet<>()).add(port);
    }
    try {
      start(port);
    } catch (IOException e) {
      remove(port);
      throw e;
    }
  }

  private void remove(int port) {
    neighbours.remove(port);
    neighbours.values().forEach(set -> set.remove(port));
  }

  /** Starts a node that is known, with all its neighbours configured. */
  synchronized void start(int port) throws IOException {
    if (closed) {
      return;
    }
    GossipBuilder builder = compose.get().set("gossip.listen", HOST + ":" + port);
    for (int neighbour : neighbours.getOrDefault(port, new TreeSet<>())) {
      builder.peer(HOST + ":" + neighbour);
    }
    PeerAddress address = new PeerAddress(HOST, port);
    synchronized (linked) {
      linked.put(port, new TreeSet<>());
    }
    builder.onEvent(event -> onEvent(address, event));
    running.put(port, builder.start());
  }

  /** Stops a node; its neighbours stay configured. */
  synchronized void stop(int port) {
    Gossip node = running.get(port);
    if (node != null) {
      takeOut(port, node);
    }
  }

  private void takeOut(int port, Gossip node) {
    node.close();
    running.remove(port);
    printer.stopped(node.address(), node.stopped().join(), node.metrics());
    messages.forget(port);
  }

  /** A node may stop by itself, when a plugin fails; then nobody should wait for it. */
  private synchronized void takeOutFailed() {
    for (Map.Entry<Integer, Gossip> node : List.copyOf(running.entrySet())) {
      if (node.getValue().stopped().isDone()) {
        failed = true;
        takeOut(node.getKey(), node.getValue());
      }
    }
  }

  /** Whether a node ever stopped by itself. */
  boolean hasFailed() {
    return failed;
  }

  /** Whether this was closed; then no node runs, and none can be started. */
  boolean isClosed() {
    return closed;
  }

  /** Publishes at a node and notes who has to get the message, or tells that it was not sent. */
  PublishOutcome publish(int port, String text) {
    Gossip node = running.get(port);
    SortedSet<Integer> reachable = reachableFrom(port);
    reachable.remove(port);
    PublishOutcome outcome =
        node == null
            ? new PublishOutcome.Closed()
            : messages.publish(() -> node.publish(text), reachable);
    if (!(outcome instanceof PublishOutcome.Accepted)) {
      printer.notSent(new PeerAddress(HOST, port), outcome);
    }
    return outcome;
  }

  /** Tells that a node is ready for use, if it still runs. */
  void tellReady(int port) {
    if (isRunning(port)) {
      printer.ready(new PeerAddress(HOST, port));
    }
  }

  /** Whether every link between two running nodes is up at both ends. */
  boolean isLinked() {
    return running.keySet().stream().allMatch(port -> ownUpAt(port).equals(wantedAt(port)));
  }

  /** Neighbours that are up and belong to the demo. */
  private SortedSet<Integer> ownUpAt(int port) {
    SortedSet<Integer> own = upAt(port);
    own.retainAll(neighbours.keySet());
    return own;
  }

  boolean awaitLinked(Duration limit) {
    return await(this::isLinked, limit);
  }

  /** Waits until everybody who can be reached has every message. */
  boolean awaitDelivered(Duration limit) {
    return await(() -> closed || messages.areDelivered(), limit);
  }

  /** Waits until nobody has sent a message or a control frame for a while. */
  void awaitQuiet(Duration silence, Duration limit) {
    long began = System.nanoTime();
    long lastChange = began;
    long before = framesSent();
    while (System.nanoTime() - lastChange < silence.toNanos()
        && System.nanoTime() - began < limit.toNanos()) {
      pause();
      long now = framesSent();
      if (now != before) {
        before = now;
        lastChange = System.nanoTime();
      }
    }
  }

  /** Neighbours that are up, by port, as far as has been told. */
  SortedSet<Integer> upAt(int port) {
    synchronized (linked) {
      return new TreeSet<>(linked.getOrDefault(port, new TreeSet<>()));
    }
  }

  /** How well datagrams arrive at a node from each peer that is up, by port. */
  SortedMap<Integer, LinkStats> linkStatsAt(int port) {
    SortedMap<Integer, LinkStats> byPort = new TreeMap<>();
    Gossip node = running.get(port);
    if (node != null) {
      Map<PeerId, LinkStats> byId = node.linkStats();
      for (PeerInfo peer : node.peers()) {
        byPort.put(peer.address().port(), byId.getOrDefault(peer.id(), LinkStats.NONE));
      }
    }
    return byPort;
  }

  int links() {
    return neighbours.values().stream().mapToInt(Set::size).sum() / 2;
  }

  /** Ports of the nodes that run. */
  Set<Integer> running() {
    return running.keySet();
  }

  /** May be called more than once, and by another thread than the one that uses the network. */
  @Override
  public synchronized void close() {
    takeOutFailed();
    closed = true;
    // All at once: one after another, each would tell of the loss of the one before.
    Map<Gossip, CompletableFuture<Void>> closing = new LinkedHashMap<>();
    running.values().forEach(node -> closing.put(node, CompletableFuture.runAsync(node::close)));
    closing.values().forEach(CompletableFuture::join);
    running
        .values()
        .forEach(node -> printer.stopped(node.address(), node.stopped().join(), node.metrics()));
    running.clear();
  }

  private SortedSet<Integer> wantedAt(int port) {
    SortedSet<Integer> wanted = new TreeSet<>(neighbours.getOrDefault(port, new TreeSet<>()));
    wanted.retainAll(running.keySet());
    return wanted;
  }

  private SortedSet<Integer> reachableFrom(int origin) {
    SortedSet<Integer> reached = new TreeSet<>(Set.of(origin));
    Deque<Integer> frontier = new ArrayDeque<>(reached);
    while (!frontier.isEmpty()) {
      for (int next : wantedAt(frontier.remove())) {
        if (reached.add(next)) {
          frontier.add(next);
        }
      }
    }
    return reached;
  }

  private long framesSent() {
    long frames = 0;
    for (Gossip node : running.values()) {
      Map<String, Long> metrics = node.metrics();
      frames += metrics.getOrDefault("payload-frames-sent", 0L);
      frames += metrics.getOrDefault("control-frames-sent", 0L);
    }
    return frames;
  }

  private void onEvent(PeerAddress node, NodeEvent event) {
    if (event instanceof NodeEvent.Delivered delivered) {
      MessageId id = delivered.message().id();
      messages.tellDelivery(
          id,
          () -> {
            printer.print(node, event);
            messages.delivered(id, node.port());
          });
      return;
    }
    printer.print(node, event);
    if (event instanceof NodeEvent.Published published) {
      messages.told(published.message().id());
    } else if (event instanceof NodeEvent.PeerUp up) {
      synchronized (linked) {
        linked.getOrDefault(node.port(), new TreeSet<>()).add(up.peer().address().port());
      }
    } else if (event instanceof NodeEvent.PeerDown down) {
      synchronized (linked) {
        linked.getOrDefault(node.port(), new TreeSet<>()).remove(down.peer().address().port());
      }
    }
  }

  private boolean await(BooleanSupplier condition, Duration limit) {
    long began = System.nanoTime();
    takeOutFailed();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - began > limit.toNanos()) {
        return false;
      }
      pause();
      takeOutFailed();
    }
    return true;
  }

  private static void pause() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
