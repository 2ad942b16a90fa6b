package dev.gossip.simulation.wire;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * The faults of the wire: a list of rules in order of installation. For each packet the first rule
 * that does not let it pass decides.
 *
 * <pre>{@code
 * net.faults().everywhere().share(0.2).drop();
 * Fault cut = net.faults().partition(List.of(0, 1, 2));
 * net.runFor(Duration.ofSeconds(20));
 * cut.remove();
 * }</pre>
 */
public final class Faults {
  private final IntFunction<RandomGenerator> streams;
  private final List<Fault> installed = new ArrayList<>();
  private int created;

  /**
   * Creates an empty list.
   *
   * @param streams the random generator of each rule by number. Each rule has its own, so that
   *     adding or removing one does not affect the others.
   */
  public Faults(IntFunction<RandomGenerator> streams) {
    this.streams = streams;
  }

  /** Selects all packets. */
  public FaultTarget everywhere() {
    return new FaultTarget(this, "everywhere", packet -> true);
  }

  /** Selects packets between two nodes, in both directions. */
  public FaultTarget between(int one, int other) {
    return new FaultTarget(
        this,
        "between " + one + " and " + other,
        packet ->
            (packet.from() == one && packet.to() == other)
                || (packet.from() == other && packet.to() == one));
  }

  /** Selects packets from one node to another, but not those in the other direction. */
  public FaultTarget oneWay(int from, int to) {
    return new FaultTarget(
        this, "from " + from + " to " + to, packet -> packet.from() == from && packet.to() == to);
  }

  /** Selects packets that a node sends. */
  public FaultTarget from(int node) {
    return new FaultTarget(this, "from " + node, packet -> packet.from() == node);
  }

  /** Selects packets that are sent to a node. */
  public FaultTarget to(int node) {
    return new FaultTarget(this, "to " + node, packet -> packet.to() == node);
  }

  /** Cuts these nodes off from all others, in both directions. */
  public Fault partition(Collection<Integer> nodes) {
    BitSet side = setOf(nodes);
    return new FaultTarget(
            this,
            "between " + side + " and the rest",
            packet -> side.get(packet.from()) != side.get(packet.to()))
        .drop();
  }

  /** Drops all packets from these nodes to the others; packets in the other direction pass. */
  public Fault silence(Collection<Integer> nodes) {
    BitSet side = setOf(nodes);
    return new FaultTarget(
            this,
            "from " + side + " to the rest",
            packet -> side.get(packet.from()) && !side.get(packet.to()))
        .drop();
  }

  /**
   * Installs a custom rule, after those already installed.
   *
   * @param description what it does, for reports
   */
  public Fault add(String description, PacketRule rule) {
    Fault fault = new Fault(this, description, rule, streams.apply(created++));
    installed.add(fault);
    return fault;
  }

  /** Removes all rules. */
  public void clear() {
    installed.clear();
  }

  /** The installed rules, in order. */
  public List<Fault> installed() {
    return List.copyOf(installed);
  }

  /** Whether no rule is installed. */
  public boolean isEmpty() {
    return installed.isEmpty();
  }

  /** Decides what happens to a packet. */
  public PacketOutcome decide(Packet packet) {
    for (Fault fault : installed) {
      PacketOutcome outcome = fault.decide(packet);
      if (!(outcome instanceof PacketOutcome.Pass)) {
        return outcome;
      }
    }
    return PacketOutcome.PASS;
  }

  void remove(Fault fault) {
    installed.remove(fault);
  }

  private static BitSet setOf(Collection<Integer> nodes) {
    BitSet set = new BitSet();
    nodes.forEach(set::set);
    return set;
  }
}
