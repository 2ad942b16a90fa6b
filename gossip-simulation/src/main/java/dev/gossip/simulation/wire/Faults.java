package dev.gossip.simulation.wire;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * What goes wrong on the wire: rules in the order in which they came. For each packet the first
 * rule that does not pass it decides.
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
   * @param streams the randomness of each rule by number, so that one more or less changes nothing
   *     for the others
   */
  public Faults(IntFunction<RandomGenerator> streams) {
    this.streams = streams;
  }

  /** For all packets. */
  public FaultTarget everywhere() {
    return new FaultTarget(this, "everywhere", packet -> true);
  }

  /** For packets between two nodes, in both directions. */
  public FaultTarget between(int one, int other) {
    return new FaultTarget(
        this,
        "between " + one + " and " + other,
        packet ->
            (packet.from() == one && packet.to() == other)
                || (packet.from() == other && packet.to() == one));
  }

  /** For packets from one node to another, and not those the other way. */
  public FaultTarget oneWay(int from, int to) {
    return new FaultTarget(
        this, "from " + from + " to " + to, packet -> packet.from() == from && packet.to() == to);
  }

  /** For packets that a node sends. */
  public FaultTarget from(int node) {
    return new FaultTarget(this, "from " + node, packet -> packet.from() == node);
  }

  /** For packets that are meant for a node. */
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

  /** Lets nothing out from these nodes to all others; they still hear. */
  public Fault silence(Collection<Integer> nodes) {
    BitSet side = setOf(nodes);
    return new FaultTarget(
            this,
            "from " + side + " to the rest",
            packet -> side.get(packet.from()) && !side.get(packet.to()))
        .drop();
  }

  /**
   * Installs any rule, behind those that are installed.
   *
   * @param description says what it does, for reports
   */
  public Fault add(String description, PacketRule rule) {
    Fault fault = new Fault(this, description, rule, streams.apply(created++));
    installed.add(fault);
    return fault;
  }

  /** Removes all. */
  public void clear() {
    installed.clear();
  }

  /** Those in force, in order. */
  public List<Fault> installed() {
    return List.copyOf(installed);
  }

  /** Whether every packet passes anyway. */
  public boolean isEmpty() {
    return installed.isEmpty();
  }

  /** What becomes of a packet. */
  public PacketOutcome decide(Packet packet) {
    for (Fault fault : installed) {
      PacketOutcome fate = fault.decide(packet);
      if (!(fate instanceof PacketOutcome.Pass)) {
        return fate;
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
