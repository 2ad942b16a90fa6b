package dev.gossip.testkit.world;

import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.Metric;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.RunFailure;
import dev.gossip.simulation.RunFailure.Kind;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A world of real nodes in real time. What they tell, on whatever thread, is put into a queue; the
 * scenario's own thread works it off whenever it waits or looks, so all that is known here belongs
 * to one thread.
 */
abstract class RealWorld implements World {
  /** Some conditions are about counters, which tell nobody that they changed. */
  private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(10).toNanos();

  private final WorldKind kind;
  private final WorldPlan plan;
  private final List<Edge> edges;
  private final BlockingQueue<Runnable> happenings = new LinkedBlockingQueue<>();
  private final Map<MessageId, MessageRecord> messages = new LinkedHashMap<>();
  private final Set<MessageId> sentOut = new HashSet<>();
  private final SortedMap<String, Long> endedMetrics = new TreeMap<>();
  private final long startNanos = System.nanoTime();
  private long forged;
  private @Nullable RunFailure failure;
  private @Nullable SteadyPublisher publisher;

  RealWorld(WorldKind kind, WorldPlan plan) {
    this.kind = kind;
    this.plan = plan;
    this.edges = plan.edges();
  }

  abstract List<? extends RealNode> all();

  WorldPlan plan() {
    return plan;
  }

  // ---- what the nodes tell -------------------------------------------------------------------

  /** Has something worked off on the scenario's thread. May be called on any thread. */
  final void tell(Runnable happening) {
    happenings.add(happening);
  }

  /** Works off what has been told, and fails if a node broke. */
  final void catchUp() {
    for (Runnable next = happenings.poll(); next != null; next = happenings.poll()) {
      next.run();
    }
    if (failure != null) {
      throw failure;
    }
  }

  final void sent(MessageId id) {
    sentOut.add(id);
  }

  /**
   * @param from the index of the neighbour that it came from, -1 if that is not known
   */
  final void delivered(int node, int incarnation, MessageId id, int from, long timeNanos) {
    MessageRecord message = messages.get(id);
    if (isHostile(node)) {
      return;
    }
    if (message == null && plan.hasHostileNodes()) {
      forged++;
    } else if (message == null) {
      fail(
          Kind.NEVER_PUBLISHED,
          "node " + node + " delivered message " + id + ", which nobody published");
    } else if (!message.delivered(node, incarnation, from, timeNanos)) {
      fail(Kind.DELIVERED_TWICE, "node " + node + " delivered message " + id + " twice");
    }
  }

  final void fail(Kind why, String what) {
    if (failure == null) {
      failure = new RunFailure(why, what + " (" + describe() + ")" + keepEvidence());
    }
  }

  /** Keeps the last counters of a node that is no more. */
  final void keep(SortedMap<String, Long> last) {
    SortedMap<String, Long> counters = new TreeMap<>(last);
    for (Metric metric : Metric.values()) {
      if (metric.isGauge()) {
        counters.remove(metric.label());
      }
    }
    counters.forEach((name, value) -> endedMetrics.merge(name, value, Long::sum));
  }

  // ---- what it is ----------------------------------------------------------------------------

  @Override
  public String describe() {
    List<String> options = new ArrayList<>();
    plan.settings().forEach((path, value) -> options.add(", " + path + "=" + value));
    plan.plugins().forEach(plugin -> options.add(", with " + plugin.id()));
    plan.variants().forEach(variant -> options.add(", " + variant.describe(plan.nodes())));
    return kind
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
    return all().size();
  }

  @Override
  public List<Edge> edges() {
    return edges;
  }

  @Override
  public boolean isUp(int node) {
    return all().get(node).isUp();
  }

  @Override
  public boolean isHostile(int node) {
    return plan.isHostile(node);
  }

  // ---- what befalls it -----------------------------------------------------------------------

  @Override
  public MessageId publish(int node, String topic, String text) {
    catchUp();
    long timeNanos = nowNanos();
    MessageId id = publishAt(node, topic, text);
    if (!isHostile(node)) {
      messages.put(id, new MessageRecord(id, node, timeNanos, nodes()));
    }
    await(() -> "node " + node + " to send its message", () -> sentOut.contains(id));
    return id;
  }

  /**
   * Has a node publish.
   *
   * @throws IllegalStateException if it does not
   */
  abstract MessageId publishAt(int node, String topic, String text);

  /**
   * Has a node publish again and again while something is waited for, until it is told to stop, or
   * has somebody else take over.
   */
  void publishSteadily(int node, Duration interval) {
    publisher = new SteadyPublisher(node, interval.toNanos(), nowNanos());
  }

  void stopPublishing() {
    publisher = null;
  }

  /** Publishes what is due. What it waits for meanwhile comes here again, for nothing. */
  private void publishDue() {
    SteadyPublisher due = publisher;
    if (due != null && nowNanos() >= due.nextNanos) {
      publisher = null;
      due.nextNanos = nowNanos() + due.intervalNanos;
      publish(due.node, "number " + ++due.count);
      publisher = due;
    }
  }

  /** Somebody who publishes at one node. */
  private static final class SteadyPublisher {
    private final int node;
    private final long intervalNanos;
    private long nextNanos;
    private int count;

    SteadyPublisher(int node, long intervalNanos, long nextNanos) {
      this.node = node;
      this.intervalNanos = intervalNanos;
      this.nextNanos = nextNanos;
    }
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

  private String lacks(Capability capability) {
    return "a world of " + kind + " has no " + capability;
  }

  // ---- waiting -------------------------------------------------------------------------------

  @Override
  public void await(Supplier<String> what, BooleanSupplier condition) {
    long endNanos = nowNanos() + plan.patience().toNanos();
    catchUp();
    while (!condition.getAsBoolean()) {
      publishDue();
      long leftNanos = endNanos - nowNanos();
      if (leftNanos <= 0) {
        throw Waiting.inVain(plan.patience(), what.get(), this);
      }
      try {
        Runnable next =
            happenings.poll(Math.min(leftNanos, LOOK_AGAIN_NANOS), TimeUnit.NANOSECONDS);
        if (next != null) {
          next.run();
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
    all().forEach(node -> wanted.add(new TreeMap<>()));
    for (Edge edge : edges) {
      if (isUp(edge.dialer()) && isUp(edge.dialed())) {
        wanted.get(edge.dialer()).put(edge.dialed(), idOf(edge.dialed()));
        wanted.get(edge.dialed()).put(edge.dialer(), idOf(edge.dialer()));
      }
    }
    for (int index = 0; index < nodes(); index++) {
      SortedMap<Integer, PeerId> up = all().get(index).neighboursUp();
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
    return all().get(node).id();
  }

  @Override
  public void awaitQuiet() {
    QuietDetector quiet = new QuietDetector(all());
    await(() -> "the network to be quiet; " + quiet.unrest(), quiet::look);
  }

  // ---- what was seen -------------------------------------------------------------------------

  @Override
  public Collection<MessageRecord> messages() {
    catchUp();
    return Collections.unmodifiableCollection(messages.values());
  }

  @Override
  public long forged() {
    catchUp();
    return forged;
  }

  @Override
  public SortedMap<String, Long> metrics() {
    SortedMap<String, Long> sum = new TreeMap<>(endedMetrics);
    all().stream()
        .filter(RealNode::isUp)
        .forEach(
            node -> node.metrics().forEach((name, value) -> sum.merge(name, value, Long::sum)));
    return sum;
  }

  /** Since the world began. */
  final long nowNanos() {
    return System.nanoTime() - startNanos;
  }

  @Override
  public String toString() {
    return describe();
  }
}
