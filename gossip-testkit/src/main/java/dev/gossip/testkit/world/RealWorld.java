package dev.gossip.testkit.world;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.RunFailure;
import dev.gossip.simulation.RunFailure.Kind;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.FaultCount;
import dev.gossip.simulation.wire.Faults;
import java.nio.file.Path;
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
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A world of real nodes in real time. Events of the nodes, on any thread, are put into a queue. The
 * scenario's thread processes them whenever it waits or reads results, so that all state here
 * belongs to one thread.
 */
abstract class RealWorld implements World {
  /** Conditions on counters have to be polled: a changed counter causes no event. */
  private static final long POLL_INTERVAL_NANOS = Duration.ofMillis(10).toNanos();

  private final WorldKind kind;
  private final NetworkPlan plan;
  private final Duration waitLimit;
  private final List<Edge> edges;
  private final BlockingQueue<Runnable> pendingEvents = new LinkedBlockingQueue<>();
  private final Map<MessageId, MessageRecord> messages = new LinkedHashMap<>();
  private final Map<MessageId, MessageRecord.Writer> writers = new HashMap<>();
  private final Set<MessageId> sentMessages = new HashSet<>();
  private final NodeCounters counters = new NodeCounters();
  private final SteadyPublisher publisher = new SteadyPublisher(this);
  private final long startNanos = System.nanoTime();
  private final RunPage page;
  private long forged;
  private @Nullable RunFailure failure;
  private boolean isFailureThrown;

  RealWorld(WorldKind kind, NetworkPlan plan, Duration waitLimit) {
    PlanSupport.requireReal(plan, kind);
    this.kind = kind;
    this.plan = PlanSupport.withHostileTransports(plan);
    this.waitLimit = waitLimit;
    this.edges = this.plan.edges();
    this.page = new RunPage(kind, this.plan.seed());
  }

  abstract List<? extends RealNode> all();

  final NetworkPlan plan() {
    return plan;
  }

  // ---- events of the nodes -------------------------------------------------------------------

  /** Queues an event for the scenario's thread. May be called on any thread. */
  final void enqueue(Runnable event) {
    pendingEvents.add(event);
  }

  /** Processes the queued events, and throws the failure of the run if there is one. */
  final void catchUp() {
    processEvents();
    if (failure != null) {
      isFailureThrown = true;
      throw failure;
    }
  }

  private void processEvents() {
    page.diary().faults(nowNanos(), networkFaultsInForce());
    for (Runnable next = pendingEvents.poll(); next != null; next = pendingEvents.poll()) {
      next.run();
    }
  }

  final void sent(MessageId id) {
    sentMessages.add(id);
  }

  /**
   * @param from the index of the peer that sent the message; -1 if it is not known
   */
  final void delivered(int node, int incarnation, MessageId id, int from, long timeNanos) {
    MessageRecord.Writer message = writers.get(id);
    if (isHostile(node)) {
      return;
    }
    if (message == null && (hasHostileNodes() || hasCorrupted())) {
      forged++;
    } else if (message == null) {
      fail(
          Kind.NEVER_PUBLISHED,
          "node " + node + " delivered message " + id + ", which nobody published");
    } else if (!message.delivered(node, incarnation, from, timeNanos)) {
      fail(Kind.DELIVERED_TWICE, "node " + node + " delivered message " + id + " twice");
    }
  }

  final void fail(Kind reason, String what) {
    if (failure == null) {
      failure = new RunFailure(reason, what + " (" + describe() + ")" + keepEvidence());
    }
  }

  /** Keeps the last counters of a node that has ended. */
  final void keep(SortedMap<String, Long> last) {
    counters.keep(last);
  }

  @Override
  public String describe() {
    return WorldText.of(kind, plan, edges.size(), networkFaultsInForce());
  }

  private boolean hasHostileNodes() {
    return IntStream.range(0, plan.nodes()).anyMatch(plan::isHostile);
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

  // ---- publishing ----------------------------------------------------------------------------

  @Override
  public MessageId publish(int node, String topic, String text) {
    catchUp();
    long timeNanos = nowNanos();
    MessageId id = publishAt(node, topic, text);
    if (!isHostile(node)) {
      MessageRecord.Writer writer = new MessageRecord.Writer(id, node, timeNanos, nodes());
      writers.put(id, writer);
      messages.put(id, writer.record());
      page.diary().published(timeNanos, node, id, topic, text.getBytes(UTF_8).length);
    }
    await(() -> "node " + node + " to send its message", () -> sentMessages.contains(id));
    return id;
  }

  /**
   * Publishes at a node.
   *
   * @throws IllegalStateException if the node does not accept the message
   */
  abstract MessageId publishAt(int node, String topic, String text);

  /** Publishes at an interval while the scenario waits. */
  final SteadyPublisher publisher() {
    return publisher;
  }

  // ---- capabilities --------------------------------------------------------------------------

  @Override
  public boolean supports(Capability capability) {
    return kind.supports(capability);
  }

  @Override
  public Faults faults() {
    return Assumptions.abort(lacks(Capability.PACKET_FAULTS));
  }

  @Override
  public void runFor(Duration duration) {
    Assumptions.abort(lacks(Capability.VIRTUAL_TIME));
  }

  @Override
  public SimulatedNetwork simulation() {
    return Assumptions.abort(lacks(Capability.VIRTUAL_TIME));
  }

  @Override
  public void skewClock(int node, Duration offset) {
    Assumptions.abort(lacks(Capability.CLOCK_SKEW));
  }

  private String lacks(Capability capability) {
    return "a world of " + kind + " has no " + capability;
  }

  // ---- the end of all faults -----------------------------------------------------------------

  /** The faults of the network that are in force, as text. */
  abstract List<String> networkFaultsInForce();

  /** What every fault hit so far, also if the run has failed. */
  abstract List<FaultCount> hits();

  /**
   * Called at the end of a test, so it also throws a failure of the run that no call has thrown: a
   * node may deliver a message twice after the last thing that the test waits for.
   */
  @Override
  public final List<FaultCount> faultCounts() {
    if (isFailureThrown) {
      processEvents();
    } else {
      catchUp();
    }
    return hits();
  }

  /** Whether a fault has flipped bits, which can make another valid message of an unsigned one. */
  boolean hasCorrupted() {
    return false;
  }

  /** Whether the test has set the clock of a node wrong. */
  boolean hasWrongClock(int node) {
    return false;
  }

  @Override
  public List<String> faultsInForce() {
    List<String> faults = new ArrayList<>(networkFaultsInForce());
    for (int node = 0; node < nodes(); node++) {
      if (!isUp(node)) {
        faults.add("node " + node + (all().get(node).isPaused() ? " is paused" : " is down"));
      }
      if (hasWrongClock(node)) {
        faults.add("the clock of node " + node + " is wrong");
      }
    }
    return faults;
  }

  @Override
  public void stopFaults() {
    heal();
    for (int node = 0; node < nodes(); node++) {
      if (hasWrongClock(node)) {
        skewClock(node, Duration.ZERO);
      }
      if (all().get(node).isPaused()) {
        resume(node);
      } else if (!isUp(node)) {
        restart(node);
      }
    }
  }

  // ---- waiting -------------------------------------------------------------------------------

  @Override
  public void await(Supplier<String> what, BooleanSupplier condition) {
    long endNanos = nowNanos() + waitLimit.toNanos();
    catchUp();
    while (!condition.getAsBoolean()) {
      publisher.publishDue();
      long leftNanos = endNanos - nowNanos();
      if (leftNanos <= 0) {
        throw WaitErrors.timedOut(waitLimit, what.get(), this);
      }
      try {
        Runnable next =
            pendingEvents.poll(Math.min(leftNanos, POLL_INTERVAL_NANOS), TimeUnit.NANOSECONDS);
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

  /** Describes the first node whose links are wrong; empty if there is none. */
  private String wrongLinks() {
    List<SortedMap<Integer, PeerId>> expected = new ArrayList<>();
    all().forEach(node -> expected.add(new TreeMap<>()));
    for (Edge edge : edges) {
      if (isUp(edge.dialer()) && isUp(edge.dialed())) {
        expected.get(edge.dialer()).put(edge.dialed(), idOf(edge.dialed()));
        expected.get(edge.dialed()).put(edge.dialer(), idOf(edge.dialer()));
      }
    }
    for (int index = 0; index < nodes(); index++) {
      SortedMap<Integer, PeerId> up = all().get(index).connectedPeers();
      // Ids are compared, too: a peer may not know yet that a node has restarted.
      if (isUp(index) && !up.equals(expected.get(index))) {
        return "node "
            + index
            + " is linked to "
            + up.keySet()
            + " but should be linked to "
            + expected.get(index).keySet();
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
    await(() -> "the network to be quiet; " + quiet.activity(), quiet::poll);
  }

  /** What a page shows of the run, besides its messages. */
  final RunDiary diary() {
    return page.diary();
  }

  @Override
  public String keepEvidence() {
    return page.write(this, null);
  }

  /** Writes the page of the run to the folder that is named, else to this one. */
  final String writePage(Path folder) {
    return page.write(this, folder);
  }

  // ---- results -------------------------------------------------------------------------------

  @Override
  public Collection<MessageRecord> messages() {
    catchUp();
    return records();
  }

  /** The records so far, also if the run has failed. */
  final Collection<MessageRecord> records() {
    return Collections.unmodifiableCollection(messages.values());
  }

  @Override
  public long forged() {
    catchUp();
    return forged;
  }

  @Override
  public SortedMap<String, Long> metrics() {
    return counters.sum(all());
  }

  /** The time since the world was created. */
  final long nowNanos() {
    return System.nanoTime() - startNanos;
  }

  @Override
  public String toString() {
    return describe();
  }
}
