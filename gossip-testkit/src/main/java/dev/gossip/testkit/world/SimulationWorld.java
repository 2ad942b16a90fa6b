package dev.gossip.testkit.world;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.api.node.Metric;
import dev.gossip.report.ReportRun;
import dev.gossip.report.RunFigures;
import dev.gossip.report.RunRecorder;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.FaultCount;
import dev.gossip.simulation.wire.Faults;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A simulated network in virtual time. Waiting runs the network. */
final class SimulationWorld implements World {
  private static final Duration STEP = Duration.ofMillis(10);

  private final SimulatedNetwork network;
  private final Duration waitLimit;
  private final @Nullable FailurePage page;
  private final RunRecorder recorder;

  SimulationWorld(SimulatedNetwork network, Duration waitLimit) {
    this(network, waitLimit, null, new RunRecorder());
  }

  private SimulationWorld(
      SimulatedNetwork network,
      Duration waitLimit,
      @Nullable FailurePage page,
      RunRecorder recorder) {
    this.network = network;
    this.waitLimit = waitLimit;
    this.page = page;
    this.recorder = recorder;
  }

  static SimulationWorld open(NetworkPlan plan, Duration waitLimit) {
    PlanSupport.requireNoRun(plan);
    return start(Simulation.of(plan), waitLimit);
  }

  /** Starts the network, and records it if a page is wanted should the test fail. */
  static SimulationWorld start(Simulation simulation, Duration waitLimit) {
    FailurePage page = FailurePage.ifWanted(simulation.plan().seed());
    RunRecorder recorder = new RunRecorder();
    if (page != null) {
      simulation.record(recorder);
    }
    return new SimulationWorld(simulation.start(), waitLimit, page, recorder);
  }

  @Override
  public SimulatedNetwork simulation() {
    return network;
  }

  @Override
  public String describe() {
    return WorldKind.SIMULATION + ", " + network.describe();
  }

  @Override
  public int nodes() {
    return network.nodes().size();
  }

  @Override
  public List<Edge> edges() {
    return network.edges();
  }

  @Override
  public boolean isUp(int node) {
    return network.node(node).isUp();
  }

  @Override
  public boolean isHostile(int node) {
    return network.node(node).isHostile();
  }

  @Override
  public MessageId publish(int node, String topic, String text) {
    if (isUp(node) && network.node(node).metrics().getOrDefault(Metric.PEERS.label(), 0L) == 0) {
      throw new IllegalStateException("node " + node + " has no connected peer");
    }
    return network.node(node).publish(topic, ByteString.copyFrom(text, UTF_8));
  }

  @Override
  public void crash(int node) {
    network.node(node).crash();
  }

  @Override
  public void restart(int node) {
    network.node(node).restart();
  }

  @Override
  public void stop(int node) {
    network.node(node).stop();
  }

  @Override
  public void pause(int node) {
    network.node(node).pause();
  }

  @Override
  public void resume(int node) {
    network.node(node).resume();
  }

  @Override
  public void skewClock(int node, Duration offset) {
    network.node(node).skewClock(offset);
  }

  @Override
  public List<FaultCount> faultCounts() {
    return network.faults().counts();
  }

  @Override
  public List<String> faultsInForce() {
    return network.faultsInForce();
  }

  @Override
  public void stopFaults() {
    network.endFaults();
  }

  @Override
  public boolean supports(Capability capability) {
    return true;
  }

  @Override
  public Faults faults() {
    return network.faults();
  }

  @Override
  public void runFor(Duration duration) {
    network.runFor(duration);
  }

  @Override
  public void await(Supplier<String> what, BooleanSupplier condition) {
    Duration end = network.now().plus(waitLimit);
    while (!condition.getAsBoolean()) {
      if (network.now().compareTo(end) >= 0) {
        throw WaitErrors.timedOut(waitLimit, what.get(), this);
      }
      network.runFor(STEP);
    }
  }

  @Override
  public void awaitLinks() {
    await(() -> "all links to be up, and no other" + missingLinks(), network::isLinked);
  }

  private String missingLinks() {
    int missing = network.linksNotUp();
    Set<String> refusals = network.record().refusals().keySet();
    return (missing == 0 ? "" : "; links not up: " + missing)
        + (refusals.isEmpty() ? "" : ", because: " + String.join("; ", refusals));
  }

  @Override
  public void awaitQuiet() {
    if (!network.runUntilQuiet(waitLimit)) {
      throw WaitErrors.timedOut(waitLimit, "the network to be quiet", this);
    }
  }

  @Override
  public String keepEvidence() {
    return page == null
        ? ""
        : page.write(
            () ->
                ReportRun.of(WorldKind.SIMULATION.toString(), "", RunFigures.of(network))
                    .with(network, recorder, List.of()));
  }

  @Override
  public Collection<MessageRecord> messages() {
    return network.record().messages();
  }

  @Override
  public long forged() {
    return network.record().forged();
  }

  @Override
  public SortedMap<String, Long> metrics() {
    SortedMap<String, Long> metrics = new TreeMap<>(network.metrics());
    network
        .record()
        .lost()
        .forEach((reason, count) -> metrics.put("dropped.wire." + reason, count));
    return metrics;
  }

  @Override
  public void close() {
    // A simulated network holds no resources outside memory.
  }

  @Override
  public String toString() {
    return describe();
  }
}
