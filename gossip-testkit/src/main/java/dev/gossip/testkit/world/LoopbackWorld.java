package dev.gossip.testkit.world;

import dev.gossip.api.MessageId;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PeerInfo;
import dev.gossip.api.node.PublishOutcome;
import dev.gossip.core.engine.Metric;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.RunFailure;
import dev.gossip.simulation.RunFailure.Kind;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.Faults;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Real nodes over loopback UDP. Their threads put events into a queue; the scenario's own thread
 * works it off whenever it waits or looks, so all that is known here belongs to one thread.
 */
final class LoopbackWorld implements World {
  /** Some conditions are about counters, which tell nobody that they changed. */
  private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(10).toNanos();

  private final WorldPlan plan;
  private final List<Edge> edges;
  private final List<LoopbackNode> nodes = new ArrayList<>();
  private final Map<PeerAddress, Integer> indices = new HashMap<>();
  private final BlockingQueue<Happening> happenings = new LinkedBlockingQueue<>();
  private final Map<MessageId, MessageRecord> messages = new LinkedHashMap<>();
  private final Set<MessageId> sentOut = new HashSet<>();
  private final SortedMap<String, Long> crashedMetrics = new TreeMap<>();
  private final long startNanos = System.nanoTime();
  private @Nullable RunFailure failure;
  private boolean closed;

  /** An event of a node. */
  private record Happening(LoopbackNode node, int index, long timeNanos, NodeEvent event) {}

  private LoopbackWorld(WorldPlan plan) {
    this.plan = plan;
    this.edges = plan.edges();
  }

  static LoopbackWorld open(WorldPlan plan) {
    LoopbackWorld world = new LoopbackWorld(plan);
    try {
      world.start(new LoopbackComposition(plan));
      return world;
    } catch (IOException e) {
      world.close();
      throw new IllegalStateException("no loopback world: " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      world.close();
      throw e;
    }
  }

  private void start(LoopbackComposition composition) throws IOException {
    for (int index = 0; index < plan.nodes(); index++) {
      LoopbackNode node = new LoopbackNode(index, composition);
      nodes.add(node);
      indices.put(node.address(), index);
    }
    edges.forEach(edge -> nodes.get(edge.chooser()).choose(nodes.get(edge.chosen())));
    for (int index = 0; index < nodes.size(); index++) {
      nodes.get(index).start(listener(index));
    }
  }

  // ---- what the nodes tell -------------------------------------------------------------------

  /** Called on the threads of a node. */
  private Consumer<NodeEvent> listener(int index) {
    LoopbackNode node = nodes.get(index);
    return event -> {
      if (!(event instanceof NodeEvent.Dropped)) {
        happenings.add(new Happening(node, index, nowNanos(), event));
      }
    };
  }

  /** Works off what has been told, and fails if a node broke. */
  private void catchUp() {
    for (Happening next = happenings.poll(); next != null; next = happenings.poll()) {
      apply(next);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void apply(Happening happening) {
    LoopbackNode node = happening.node;
    NodeEvent event = happening.event;
    if (event instanceof NodeEvent.PeerUp up) {
      node.neighboursUp().put(indexOf(up.peer()), up.peer().id());
    } else if (event instanceof NodeEvent.PeerDown down) {
      node.neighboursUp().remove(indexOf(down.peer()), down.peer().id());
    } else if (event instanceof NodeEvent.Published published) {
      sentOut.add(published.message().id());
    } else if (event instanceof NodeEvent.Delivered delivered) {
      node.countDelivery();
      delivered(happening, delivered.message().id(), indexOf(delivered.from()));
    } else if (event instanceof NodeEvent.Stopped stopped && stopped.failed()) {
      fail(Kind.NODE_STOPPED, "node " + happening.index + " stopped: " + stopped.reason());
    }
  }

  private void delivered(Happening at, MessageId id, int from) {
    MessageRecord message = messages.get(id);
    if (message == null) {
      fail(
          Kind.NEVER_PUBLISHED,
          "node " + at.index + " delivered message " + id + ", which nobody published");
    } else if (!message.delivered(at.index, at.node.incarnation(), from, at.timeNanos)) {
      fail(Kind.DELIVERED_TWICE, "node " + at.index + " delivered message " + id + " twice");
    }
  }

  private int indexOf(PeerInfo peer) {
    return indices.getOrDefault(peer.address(), -1);
  }

  private void fail(Kind kind, String what) {
    if (failure == null) {
      failure = new RunFailure(kind, what + " (" + describe() + ")");
    }
  }

  // ---- what it is ----------------------------------------------------------------------------

  @Override
  public String describe() {
    List<String> options = new ArrayList<>();
    plan.settings().forEach((path, value) -> options.add(", " + path + "=" + value));
    plan.plugins().forEach(plugin -> options.add(", with " + plugin.id()));
    return WorldKind.LOOPBACK
        + ", seed "
        + plan.seed()
        + ", "
        + plan.nodes()
        + " nodes, "
        + edges.size()
        + " links"
        + String.join("", options);
  }

  @Override
  public int nodes() {
    return nodes.size();
  }

  @Override
  public List<Edge> edges() {
    return edges;
  }

  @Override
  public boolean isUp(int node) {
    return nodes.get(node).isUp();
  }

  // ---- what befalls it -----------------------------------------------------------------------

  @Override
  public MessageId publish(int node, String text) {
    catchUp();
    long timeNanos = nowNanos();
    PublishOutcome outcome = nodes.get(node).running().publish(text);
    if (!(outcome instanceof PublishOutcome.Accepted accepted)) {
      throw new IllegalStateException("node " + node + " did not publish: " + outcome);
    }
    MessageId id = accepted.id();
    messages.put(id, new MessageRecord(id, node, timeNanos, nodes.size()));
    await(() -> "node " + node + " to send its message", () -> sentOut.contains(id));
    return id;
  }

  @Override
  public void crash(int node) {
    SortedMap<String, Long> last = nodes.get(node).crash();
    catchUp();
    nodes.get(node).forget();
    for (Metric metric : Metric.values()) {
      if (metric.isGauge()) {
        last.remove(metric.label());
      }
    }
    last.forEach((name, value) -> crashedMetrics.merge(name, value, Long::sum));
  }

  @Override
  public void restart(int node) {
    nodes.get(node).restart(listener(node));
  }

  // ---- what only some can do -----------------------------------------------------------------

  @Override
  public boolean supports(Capability capability) {
    return false;
  }

  @Override
  public Faults faults() {
    return Assumptions.abort(lacks(Capability.PACKET_FAULTS));
  }

  @Override
  public void runFor(Duration duration) {
    Assumptions.abort(lacks(Capability.VIRTUAL_TIME));
  }

  private static String lacks(Capability capability) {
    return "a world of " + WorldKind.LOOPBACK + " has no " + capability;
  }

  // ---- waiting -------------------------------------------------------------------------------

  @Override
  public void await(Supplier<String> what, BooleanSupplier condition) {
    long endNanos = nowNanos() + plan.patience().toNanos();
    catchUp();
    while (!condition.getAsBoolean()) {
      long leftNanos = endNanos - nowNanos();
      if (leftNanos <= 0) {
        throw Waiting.inVain(plan.patience(), what.get(), this);
      }
      try {
        Happening next =
            happenings.poll(Math.min(leftNanos, LOOK_AGAIN_NANOS), TimeUnit.NANOSECONDS);
        if (next != null) {
          apply(next);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for " + what.get(), e);
      }
      catchUp();
    }
  }

  @Override
  public void awaitLinks() {
    await(() -> "all links to be up, and no other; " + wrongLinks(), () -> wrongLinks().isEmpty());
  }

  /** The first node whose links are not as they should be; empty if there is none. */
  private String wrongLinks() {
    List<SortedMap<Integer, PeerId>> wanted = new ArrayList<>();
    nodes.forEach(node -> wanted.add(new TreeMap<>()));
    for (Edge edge : edges) {
      if (isUp(edge.chooser()) && isUp(edge.chosen())) {
        wanted.get(edge.chooser()).put(edge.chosen(), idOf(edge.chosen()));
        wanted.get(edge.chosen()).put(edge.chooser(), idOf(edge.chooser()));
      }
    }
    for (int index = 0; index < nodes.size(); index++) {
      SortedMap<Integer, PeerId> up = nodes.get(index).neighboursUp();
      // By id, too: a neighbour that restarted may still be taken for the one that it was.
      if (isUp(index) && !up.equals(wanted.get(index))) {
        return "node "
            + index
            + " is linked to "
            + up.keySet()
            + " and should be to "
            + wanted.get(index).keySet();
      }
    }
    return "";
  }

  private PeerId idOf(int node) {
    return nodes.get(node).running().id();
  }

  @Override
  public void awaitQuiet() {
    LoopbackQuiet quiet = new LoopbackQuiet(nodes);
    await(() -> "the network to be quiet; " + quiet.unrest(), quiet::look);
  }

  // ---- what was seen -------------------------------------------------------------------------

  @Override
  public Collection<MessageRecord> messages() {
    catchUp();
    return Collections.unmodifiableCollection(messages.values());
  }

  @Override
  public SortedMap<String, Long> metrics() {
    SortedMap<String, Long> sum = new TreeMap<>(crashedMetrics);
    nodes.stream()
        .filter(LoopbackNode::isUp)
        .forEach(
            node ->
                node.running()
                    .metrics()
                    .forEach((name, value) -> sum.merge(name, value, Long::sum)));
    return sum;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      nodes.forEach(LoopbackNode::close);
    }
  }

  private long nowNanos() {
    return System.nanoTime() - startNanos;
  }

  @Override
  public String toString() {
    return describe();
  }
}
