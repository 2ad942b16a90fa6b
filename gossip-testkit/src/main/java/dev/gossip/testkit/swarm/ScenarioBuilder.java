package dev.gossip.testkit.swarm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Composes a {@link SwarmScenario}. Times in the storm count from the start of the network. */
public final class ScenarioBuilder {
  private final long seed;
  private int nodes = 2;
  private String topology = "line";
  private String latency = "constant:10ms";
  private long bytesPerSecond;
  private int queueBytes;
  private int mtuBytes;
  private final SortedMap<String, String> settings = new TreeMap<>();
  private final List<SwarmFault> faults = new ArrayList<>();
  private final List<SwarmMessage> messages = new ArrayList<>();
  private final List<SwarmMessage> calmMessages = new ArrayList<>();

  ScenarioBuilder(long seed) {
    this.seed = seed;
  }

  ScenarioBuilder(SwarmScenario like) {
    seed = like.seed();
    nodes = like.nodes();
    topology = like.topology();
    latency = like.latency();
    bytesPerSecond = like.bytesPerSecond();
    queueBytes = like.queueBytes();
    mtuBytes = like.mtuBytes();
    settings.putAll(like.settings());
    faults.addAll(like.faults());
    messages.addAll(like.messages());
    calmMessages.addAll(like.calmMessages());
  }

  // ---- the network ---------------------------------------------------------------------------

  /** How many nodes there are. */
  public ScenarioBuilder nodes(int count) {
    nodes = count;
    return this;
  }

  /** Who is a neighbour of whom, as {@link dev.gossip.simulation.topology.Topologies#parse}. */
  public ScenarioBuilder topology(String text) {
    topology = text;
    return this;
  }

  /** How long datagrams take, as {@link dev.gossip.simulation.wire.Latency#parse}. */
  public ScenarioBuilder latency(String text) {
    latency = text;
    return this;
  }

  /** How fast each direction of each link is, and how much may wait; 0 and 0 for no limit. */
  public ScenarioBuilder bandwidth(long linkBytesPerSecond, int linkQueueBytes) {
    bytesPerSecond = linkBytesPerSecond;
    queueBytes = linkQueueBytes;
    return this;
  }

  /** The largest datagram that arrives; 0 for no limit. */
  public ScenarioBuilder mtu(int datagramBytes) {
    mtuBytes = datagramBytes;
    return this;
  }

  /** Sets one value of all nodes, such as {@code gossip.seen-ids}. */
  public ScenarioBuilder set(String path, String value) {
    settings.put(path, value);
    return this;
  }

  // ---- what goes wrong on the wire -----------------------------------------------------------

  /** This share of all datagrams is lost. */
  public ScenarioBuilder lose(double share, Duration from, Duration until) {
    return add(new PacketFault(FaultKind.LOSS, share, Duration.ZERO, from, until));
  }

  /** This share of all datagrams arrives twice, the second time later by up to a time. */
  public ScenarioBuilder duplicate(double share, Duration within, Duration from, Duration until) {
    return add(new PacketFault(FaultKind.DUPLICATION, share, within, from, until));
  }

  /** This share of all datagrams arrives later by up to a time. */
  public ScenarioBuilder reorder(double share, Duration within, Duration from, Duration until) {
    return add(new PacketFault(FaultKind.REORDERING, share, within, from, until));
  }

  /**
   * This share of all datagrams arrives with wrong bits. Where messages are not signed, nobody
   * could tell such a message from an honest one; there only those datagrams are meant that are too
   * short for any message of the storm.
   */
  public ScenarioBuilder corrupt(double share, Duration from, Duration until) {
    return add(new PacketFault(FaultKind.CORRUPTION, share, Duration.ZERO, from, until));
  }

  /** These nodes and all others do not hear each other. */
  public ScenarioBuilder partition(Duration from, Duration until, Integer... indices) {
    return add(new PartitionFault(FaultKind.PARTITION, Arrays.asList(indices), from, until));
  }

  /** No other node hears these, but they hear the others. */
  public ScenarioBuilder silence(Duration from, Duration until, Integer... indices) {
    return add(new PartitionFault(FaultKind.SILENCE, Arrays.asList(indices), from, until));
  }

  // ---- what befalls nodes --------------------------------------------------------------------

  /** A node ends without a word, and then starts again with nothing remembered. */
  public ScenarioBuilder crash(Duration from, Duration until, int node) {
    return add(new NodeFault(FaultKind.CRASH, node, from, until));
  }

  /** A node is away, hears nothing, and comes back with all that it remembered. */
  public ScenarioBuilder suspend(Duration from, Duration until, int node) {
    return add(new NodeFault(FaultKind.SUSPENSION, node, from, until));
  }

  /** A node does nothing; what is sent to it waits. */
  public ScenarioBuilder pause(Duration from, Duration until, int node) {
    return add(new NodeFault(FaultKind.PAUSE, node, from, until));
  }

  /**
   * These nodes crash and start again, each in its own time; the means are of exponential times.
   */
  public ScenarioBuilder churn(
      Duration meanUp, Duration meanDown, Duration from, Duration until, Integer... indices) {
    return add(new ChurnFault(Arrays.asList(indices), meanUp, meanDown, from, until));
  }

  /** A node's wall clock is fast by an offset, and all its clocks run fast; negative for slow. */
  public ScenarioBuilder wrongClock(
      Duration offset, int driftPartsPerMillion, Duration from, Duration until, int node) {
    return add(new ClockFault(node, offset, driftPartsPerMillion, from, until));
  }

  /** Something goes wrong in the storm. */
  public ScenarioBuilder add(SwarmFault fault) {
    faults.add(fault);
    return this;
  }

  // ---- what is said --------------------------------------------------------------------------

  /** A node publishes so much in the storm. */
  public ScenarioBuilder publish(int node, Duration at, int payloadBytes) {
    messages.add(new SwarmMessage(node, at, payloadBytes));
    return this;
  }

  /** A node publishes so much in the calm, so long after that began. */
  public ScenarioBuilder publishInCalm(int node, Duration at, int payloadBytes) {
    calmMessages.add(new SwarmMessage(node, at, payloadBytes));
    return this;
  }

  // ---- for whom changes one ------------------------------------------------------------------

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

  ScenarioBuilder calmMessages(List<SwarmMessage> all) {
    calmMessages.clear();
    calmMessages.addAll(all);
    return this;
  }

  /**
   * The scenario.
   *
   * @throws IllegalArgumentException if there is no such network, or no such node in it
   */
  public SwarmScenario build() {
    return new SwarmScenario(
        seed,
        nodes,
        topology,
        latency,
        bytesPerSecond,
        queueBytes,
        mtuBytes,
        settings,
        faults,
        messages,
        calmMessages);
  }
}
