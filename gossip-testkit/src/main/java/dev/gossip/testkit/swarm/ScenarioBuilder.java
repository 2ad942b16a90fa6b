package dev.gossip.testkit.swarm;

import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.PlanOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Builds a {@link SwarmScenario}. Times in the chaos phase are relative to the start of the
 * network.
 */
public final class ScenarioBuilder {
  private final NetworkPlan.Builder network;
  private final SortedMap<String, String> settings = new TreeMap<>();
  private final List<SwarmFault> faults = new ArrayList<>();
  private final List<SwarmMessage> messages = new ArrayList<>();
  private final List<SwarmMessage> quietPhaseMessages = new ArrayList<>();

  ScenarioBuilder(long seed) {
    network = NetworkPlan.seeded(seed).nodes(2).topology("line").latency("constant:10ms");
  }

  ScenarioBuilder(SwarmScenario original) {
    NetworkPlan plan = original.network();
    network = NetworkPlan.builder();
    PlanOptions.ofNetworks().stream()
        .filter(plan::isSet)
        .forEach(option -> network.set(option.name(), plan.text(option)));
    settings.putAll(original.settings());
    faults.addAll(original.faults());
    messages.addAll(original.messages());
    quietPhaseMessages.addAll(original.quietPhaseMessages());
  }

  // ---- the network ---------------------------------------------------------------------------

  /** Sets the number of nodes; 2 by default. */
  public ScenarioBuilder nodes(int count) {
    network.nodes(count);
    return this;
  }

  /** Sets the topology, as text for {@link dev.gossip.simulation.topology.Topologies#parse}. */
  public ScenarioBuilder topology(String text) {
    network.topology(text);
    return this;
  }

  /** Sets the latency, as text for {@link dev.gossip.simulation.wire.Latency#parse}. */
  public ScenarioBuilder latency(String text) {
    network.latency(text);
    return this;
  }

  /** Sets the speed and the queue size of each direction of each link; 0 and 0 for no limit. */
  public ScenarioBuilder bandwidth(long linkBytesPerSecond, int linkQueueBytes) {
    if (linkBytesPerSecond == 0) {
      network.unset(PlanOptions.BANDWIDTH);
    } else {
      network.bandwidth(linkBytesPerSecond, linkQueueBytes);
    }
    return this;
  }

  /** Sets the size of the largest datagram that arrives; 0 for no limit. */
  public ScenarioBuilder mtu(int datagramBytes) {
    if (datagramBytes == 0) {
      network.unset(PlanOptions.MTU);
    } else {
      network.mtu(datagramBytes);
    }
    return this;
  }

  /** Sets the value of one setting of all nodes, such as {@code gossip.seen-ids}. */
  public ScenarioBuilder set(String path, String value) {
    settings.put(path, value);
    return this;
  }

  // ---- faults of the wire --------------------------------------------------------------------

  /** Loses this share of all datagrams. */
  public ScenarioBuilder lose(double share, Duration from, Duration until) {
    return add(new PacketFault(FaultKind.LOSS, share, Duration.ZERO, from, until));
  }

  /** Duplicates this share of all datagrams. The copy is delayed by up to {@code within}. */
  public ScenarioBuilder duplicate(double share, Duration within, Duration from, Duration until) {
    return add(new PacketFault(FaultKind.DUPLICATION, share, within, from, until));
  }

  /** Delays this share of all datagrams by up to {@code within}. */
  public ScenarioBuilder reorder(double share, Duration within, Duration from, Duration until) {
    return add(new PacketFault(FaultKind.REORDERING, share, within, from, until));
  }

  /**
   * Flips bits in this share of all datagrams. Without signatures a corrupted message cannot be
   * distinguished from an honest one, so then only datagrams that are too short for any message of
   * the chaos phase are affected.
   */
  public ScenarioBuilder corrupt(double share, Duration from, Duration until) {
    return add(new PacketFault(FaultKind.CORRUPTION, share, Duration.ZERO, from, until));
  }

  /** Drops all datagrams between these nodes and all others. */
  public ScenarioBuilder partition(Duration from, Duration until, Integer... indices) {
    return add(new PartitionFault(FaultKind.PARTITION, Arrays.asList(indices), from, until));
  }

  /** Drops all datagrams from these nodes to all others, but not the other way round. */
  public ScenarioBuilder cut(Duration from, Duration until, Integer... indices) {
    return add(new PartitionFault(FaultKind.CUT, Arrays.asList(indices), from, until));
  }

  // ---- faults of nodes -----------------------------------------------------------------------

  /** Ends a node without closing its links, and restarts it without its state. */
  public ScenarioBuilder crash(Duration from, Duration until, int node) {
    return add(new NodeFault(FaultKind.CRASH, node, from, until));
  }

  /** Ends a node without closing its links, and restarts it with its state. */
  public ScenarioBuilder crashKeepingState(Duration from, Duration until, int node) {
    return add(new NodeFault(FaultKind.CRASH_KEEPING_STATE, node, from, until));
  }

  /** Pauses a node. Datagrams for it are queued. */
  public ScenarioBuilder pause(Duration from, Duration until, int node) {
    return add(new NodeFault(FaultKind.PAUSE, node, from, until));
  }

  /**
   * Crashes and restarts these nodes repeatedly, independently of each other. Up and down times are
   * exponentially distributed with these means.
   */
  public ScenarioBuilder churn(
      Duration meanUp, Duration meanDown, Duration from, Duration until, Integer... indices) {
    return add(new ChurnFault(Arrays.asList(indices), meanUp, meanDown, from, until));
  }

  /**
   * Sets the wall clock of a node ahead by an offset and makes all its clocks run too fast;
   * negative values set it back or make them run too slowly.
   */
  public ScenarioBuilder skewClock(
      Duration offset, int driftPartsPerMillion, Duration from, Duration until, int node) {
    return add(new ClockFault(node, offset, driftPartsPerMillion, from, until));
  }

  /** Adds a fault to the chaos phase. */
  public ScenarioBuilder add(SwarmFault fault) {
    faults.add(fault);
    return this;
  }

  // ---- messages ------------------------------------------------------------------------------

  /** Makes a node publish a message of this size in the chaos phase. */
  public ScenarioBuilder publish(int node, Duration at, int payloadBytes) {
    messages.add(new SwarmMessage(node, at, payloadBytes));
    return this;
  }

  /**
   * Makes a node publish a message of this size in the quiet phase. The time is relative to its
   * start.
   */
  public ScenarioBuilder publishInQuietPhase(int node, Duration at, int payloadBytes) {
    quietPhaseMessages.add(new SwarmMessage(node, at, payloadBytes));
    return this;
  }

  // ---- for simplifying a scenario ------------------------------------------------------------

  ScenarioBuilder without(String path) {
    settings.remove(path);
    return this;
  }

  ScenarioBuilder faults(List<SwarmFault> all) {
    faults.clear();
    faults.addAll(all);
    return this;
  }

  ScenarioBuilder messages(List<SwarmMessage> all) {
    messages.clear();
    messages.addAll(all);
    return this;
  }

  ScenarioBuilder quietPhaseMessages(List<SwarmMessage> all) {
    quietPhaseMessages.clear();
    quietPhaseMessages.addAll(all);
    return this;
  }

  /**
   * Builds the scenario.
   *
   * @throws IllegalArgumentException if the topology or latency is not valid, or a fault or message
   *     names a node that does not exist
   */
  public SwarmScenario build() {
    NetworkPlan.Builder complete = network.build().toBuilder();
    settings.forEach(complete::set);
    return new SwarmScenario(complete.build(), faults, messages, quietPhaseMessages);
  }
}
