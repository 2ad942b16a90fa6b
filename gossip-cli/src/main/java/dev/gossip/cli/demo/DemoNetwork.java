package dev.gossip.cli.demo;

import dev.gossip.AddressSnapshot;
import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.QuietWatch;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PeerInfo;
import dev.gossip.api.node.PublishOutcome;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.cli.text.EventPrinter;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Several nodes in one process, over real UDP on loopback, each identified by its port. Some have
 * configured links; others start from one that is up and find their peers. Knows which links are
 * expected and which nodes should deliver a message, so that it can wait for both. Nodes of other
 * processes may link to these; nothing is expected of them. Used by one thread, but may be closed
 * by another; events come from the nodes' threads.
 */
final class DemoNetwork implements AutoCloseable {
  /** The address at which all nodes receive. */
  static final String HOST = "127.0.0.1";

  // More than a network of the demo has nodes.
  private static final int MAX_ADDRESSES = 200;

  private final Supplier<GossipNodeBuilder> linked;
  private final Supplier<GossipNodeBuilder> seeded;
  private final EventPrinter printer;
  // The nodes that find their peers, each with those that it was given to start from.
  private final SortedMap<Integer, Set<Integer>> finding = new ConcurrentSkipListMap<>();
  private final SortedMap<Integer, SortedSet<Integer>> topology = new ConcurrentSkipListMap<>();
  // Changed only under the lock of this network, and not after it is closed.
  private final SortedMap<Integer, GossipNode> running = new ConcurrentSkipListMap<>();
  private volatile boolean closed;
  private volatile boolean failed;
  private final DemoLinks links = new DemoLinks();
  private final DemoMessages messages;

  /**
   * @param linked builds a node that keeps configured links, still without addresses
   * @param seeded builds a node that finds its peers, still without addresses
   */
  DemoNetwork(
      Supplier<GossipNodeBuilder> linked,
      Supplier<GossipNodeBuilder> seeded,
      EventPrinter out,
      DemoMessages messages) {
    this.linked = linked;
    this.seeded = seeded;
    this.printer = out;
    this.messages = messages;
  }

  /** The ports of all nodes, also of those that are down. May be called by any thread. */
  Set<Integer> ports() {
    return topology.keySet();
  }

  /** The expected links: for each node, the nodes it should be linked to, by port. */
  SortedMap<Integer, SortedSet<Integer>> topology() {
    return topology;
  }

  boolean isRunning(int port) {
    return running.containsKey(port);
  }

  /** Adds a node with links to these peers and starts it. */
  void add(int port, Set<Integer> peers) throws IOException {
    topology.computeIfAbsent(port, unused -> new TreeSet<>()).addAll(peers);
    for (int peer : peers) {
      topology.computeIfAbsent(peer, unused -> new TreeSet<>()).add(port);
    }
    try {
      start(port);
    } catch (IOException e) {
      remove(port);
      throw e;
    }
  }

  /**
   * Adds a node that finds its peers, and starts it.
   *
   * @param seeds the nodes that it knows; if none of them is up, it knows the first one that is
   */
  void addFinding(int port, Set<Integer> seeds) throws IOException {
    finding.put(port, Set.copyOf(seeds));
    add(port, Set.of());
  }

  private void remove(int port) {
    finding.remove(port);
    topology.remove(port);
    topology.values().forEach(peers -> peers.remove(port));
  }

  /** Starts a node: with its peers configured, or with seeds. The very first has none. */
  synchronized void start(int port) throws IOException {
    if (closed) {
      return;
    }
    boolean finds = finding.containsKey(port);
    GossipNodeBuilder builder = (finds ? seeded : linked).get();
    builder.set("gossip.listen", HOST + ":" + port);
    if (finds) {
      seedsOf(port).forEach(seed -> builder.seed(HOST + ":" + seed));
    }
    for (int peer : topology.getOrDefault(port, new TreeSet<>())) {
      builder.peer(HOST + ":" + peer);
    }
    PeerAddress address = new PeerAddress(HOST, port);
    links.start(port);
    builder.onEvent(event -> onEvent(address, event));
    running.put(port, builder.start());
  }

  private SortedSet<Integer> seedsOf(int port) {
    SortedSet<Integer> seeds = new TreeSet<>(finding.getOrDefault(port, Set.of()));
    seeds.retainAll(running.keySet());
    if (seeds.isEmpty() && !running.isEmpty()) {
      seeds.add(running.firstKey());
    }
    return seeds;
  }

  /** Stops a node. It stays in the topology. */
  synchronized void stop(int port) {
    GossipNode node = running.get(port);
    if (node != null) {
      closeAndRemove(port, node);
    }
  }

  private void closeAndRemove(int port, GossipNode node) {
    node.close();
    running.remove(port);
    printer.stopped(node.address(), node.stopped().join(), node.metrics().asMap());
    messages.forget(port);
  }

  /** Removes nodes that stopped by themselves, as when a plugin fails: nothing waits for them. */
  private synchronized void removeFailed() {
    for (Map.Entry<Integer, GossipNode> node : List.copyOf(running.entrySet())) {
      if (node.getValue().stopped().isDone()) {
        failed = true;
        closeAndRemove(node.getKey(), node.getValue());
      }
    }
  }

  /** Whether any node has stopped by itself. */
  boolean hasFailed() {
    return failed;
  }

  /** Whether the network was or is being closed. Then no node can be started. */
  boolean isClosed() {
    return closed;
  }

  /** Publishes at a node and notes the expected deliveries, or prints why it was not sent. */
  PublishOutcome publish(int port, String text) {
    GossipNode node = running.get(port);
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

  /** Prints that a node is ready for use, if it still runs. */
  void printReady(int port) {
    if (isRunning(port)) {
      printer.ready(new PeerAddress(HOST, port));
    }
  }

  /**
   * Whether every expected link between two running nodes is up at both ends, every node that finds
   * its peers reaches the others that do, and no node misses that another one stopped.
   */
  boolean isLinked() {
    SortedMap<Integer, SortedSet<Integer>> mutual = links();
    return running.keySet().stream()
            .allMatch(
                port -> {
                  SortedSet<Integer> own = upPeersAt(port);
                  own.retainAll(topology.keySet());
                  return own.equals(mutual.get(port)) && own.containsAll(expectedPeersAt(port));
                })
        && areFound(mutual);
  }

  private boolean areFound(SortedMap<Integer, SortedSet<Integer>> mutual) {
    SortedSet<Integer> up = new TreeSet<>(finding.keySet());
    up.retainAll(mutual.keySet());
    if (up.isEmpty() || mutual.size() == 1) {
      return true;
    }
    Set<Integer> reached = DemoLinks.distances(up.first(), mutual).keySet();
    return reached.size() > 1 && reached.containsAll(up);
  }

  boolean awaitLinked(Duration limit) {
    return await(this::isLinked, limit);
  }

  /** Waits until no link has changed for a while; returns whether the nodes are linked then. */
  boolean awaitSettled(Duration calm, Duration limit) {
    long began = System.nanoTime();
    long lastChange = began;
    SortedMap<Integer, SortedSet<Integer>> before = links();
    while (!closed
        && System.nanoTime() - lastChange < calm.toNanos()
        && System.nanoTime() - began < limit.toNanos()) {
      pause();
      removeFailed();
      SortedMap<Integer, SortedSet<Integer>> now = links();
      if (!now.equals(before)) {
        before = now;
        lastChange = System.nanoTime();
      }
    }
    return isLinked();
  }

  /** Waits until every message is delivered at all nodes that it can reach. */
  boolean awaitDelivered(Duration limit) {
    return await(() -> closed || messages.allDelivered(), limit);
  }

  /** Waits until the nodes have been quiet for a while; timers of repair are always pending. */
  void awaitQuiet(Duration silence, Duration limit) {
    QuietWatch watch = new QuietWatch(silence).ignoringTimers();
    boolean unused = await(() -> watch.poll(counters(), System.nanoTime()), limit);
  }

  /** The peers that a node has reported as up, by port. */
  SortedSet<Integer> upPeersAt(int port) {
    return links.at(port);
  }

  /** The links between running nodes that are up at both ends: for each node its peers. */
  SortedMap<Integer, SortedSet<Integer>> links() {
    return links.between(new TreeSet<>(running.keySet()));
  }

  /** Whether a node finds its peers. */
  boolean isFinding(int port) {
    return finding.containsKey(port);
  }

  /** What a node knows about addresses; nothing if it is down. */
  AddressSnapshot addressesAt(int port) {
    GossipNode node = running.get(port);
    return node == null
        ? new AddressSnapshot(Optional.empty(), 0, new TreeMap<>(), List.of())
        : node.knownAddresses(MAX_ADDRESSES);
  }

  /** The datagram loss at a node from each peer that is up, by the peer's port. */
  SortedMap<Integer, LinkStats> linkStatsAt(int port) {
    SortedMap<Integer, LinkStats> byPort = new TreeMap<>();
    GossipNode node = running.get(port);
    if (node != null) {
      Map<PeerId, LinkStats> byId = node.linkStats();
      for (PeerInfo peer : node.peers()) {
        byPort.put(peer.address().port(), byId.getOrDefault(peer.id(), LinkStats.NONE));
      }
    }
    return byPort;
  }

  /** A node that runs; null if it is down. */
  @Nullable GossipNode node(int port) {
    return running.get(port);
  }

  /** The ports of the running nodes. */
  Set<Integer> running() {
    return running.keySet();
  }

  /** May be called more than once, and by another thread than the one that uses the network. */
  @Override
  public void close() {
    // At once, so that a network that starts slowly starts no more nodes.
    closed = true;
    closeAll();
  }

  private synchronized void closeAll() {
    removeFailed();
    // Closed concurrently; one by one, each node would report the loss of the previous one.
    Map<GossipNode, CompletableFuture<Void>> closing = new LinkedHashMap<>();
    running.values().forEach(node -> closing.put(node, CompletableFuture.runAsync(node::close)));
    closing.values().forEach(CompletableFuture::join);
    for (GossipNode node : running.values()) {
      printer.stopped(node.address(), node.stopped().join(), node.metrics().asMap());
    }
    running.clear();
  }

  private SortedSet<Integer> expectedPeersAt(int port) {
    SortedSet<Integer> expected = new TreeSet<>(topology.getOrDefault(port, new TreeSet<>()));
    expected.retainAll(running.keySet());
    return expected;
  }

  private SortedSet<Integer> reachableFrom(int origin) {
    SortedMap<Integer, SortedSet<Integer>> all = links();
    all.forEach((port, peers) -> peers.addAll(expectedPeersAt(port)));
    return new TreeSet<>(DemoLinks.distances(origin, all).keySet());
  }

  private Map<String, ToLongFunction<Metric>> counters() {
    Map<String, ToLongFunction<Metric>> counters = new LinkedHashMap<>();
    running.forEach((port, node) -> counters.put("node " + port, QuietWatch.counters(node)));
    return counters;
  }

  private void onEvent(PeerAddress node, NodeEvent event) {
    if (event instanceof NodeEvent.Delivered delivered) {
      MessageId id = delivered.message().id();
      messages.printDelivery(
          id,
          () -> {
            printer.print(node, event);
            messages.delivered(id, node.port());
          });
      return;
    }
    if (event instanceof NodeEvent.Unreachable peer && (closed || isOwn(peer.address()))) {
      // Nodes that are not started yet, are down, or end at the same time, are no news.
      return;
    }
    printer.print(node, event);
    if (event instanceof NodeEvent.Published published) {
      messages.publicationPrinted(published.message().id());
    } else if (event instanceof NodeEvent.PeerUp up) {
      links.add(node.port(), up.peer().address().port());
    } else if (event instanceof NodeEvent.PeerDown down) {
      links.remove(node.port(), down.peer().address().port());
    }
  }

  private boolean isOwn(PeerAddress address) {
    return address.host().equals(HOST) && topology.containsKey(address.port());
  }

  private boolean await(BooleanSupplier condition, Duration limit) {
    long began = System.nanoTime();
    removeFailed();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - began > limit.toNanos()) {
        return false;
      }
      pause();
      removeFailed();
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
