package dev.gossip.simulation.wire;

import dev.gossip.api.PeerAddress;
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
  private final Nats nats = new Nats();
  private final IntFunction<PeerAddress> addresses;
  private int created;

  /**
   * Creates an empty list.
   *
   * @param streams the random generator of each rule by number. Each rule has its own, so that
   *     adding or removing one does not affect the others.
   * @param addresses the own address of each node by index
   */
  public Faults(IntFunction<RandomGenerator> streams, IntFunction<PeerAddress> addresses) {
    this.streams = streams;
    this.addresses = addresses;
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
   * Gives the datagrams that a node sends from now on another source, as a NAT does that forgot its
   * mapping: another address and port the first time, and another port after that. Whatever is sent
   * to the node's earlier address is lost, also dials. In force until {@link #clear}, which gives
   * the node its own address again.
   */
  public NatMapping rebindNat(int node) {
    return nats.rebind(node, addresses.apply(node));
  }

  /** The NATs; internal to the simulator. */
  public Nats nats() {
    return nats;
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

  /** Removes all rules and NATs. */
  public void clear() {
    nats.clear();
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
