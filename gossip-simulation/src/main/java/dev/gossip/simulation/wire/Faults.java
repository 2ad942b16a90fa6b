package dev.gossip.simulation.wire;

import dev.gossip.api.PeerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The faults of the wire: a list of rules in order of installation. For each packet the first rule
 * that does not let it pass decides.
 *
 * <pre>{@code
 * net.faults().lose(0.2);
 * Fault cut = net.faults().partition(List.of(0, 1, 2));
 * net.runFor(Duration.ofSeconds(20));
 * cut.remove();
 * }</pre>
 */
public final class Faults {
  /** How many faults are counted; a test that installs more has shown that they work. */
  private static final int MAX_COUNTED = 10_000;

  private final IntFunction<RandomGenerator> streams;
  // Replaced as a whole, so that other threads may read it.
  private volatile List<Fault> installed = List.of();
  // All faults that there ever were, up to a bound.
  private final List<Fault> all = new ArrayList<>();
  private final FaultCounters counters;
  private final Nats nats = new Nats();
  private final IntFunction<PeerAddress> addresses;
  private int created;

  /**
   * Creates an empty list.
   *
   * @param streams the random generator of each rule by number, which gives the rule a seed. Each
   *     has its own, so that adding or removing one does not affect the others.
   * @param addresses the own address of each node by index
   * @param counters of faults that are not rules for packets
   */
  public Faults(
      IntFunction<RandomGenerator> streams,
      IntFunction<PeerAddress> addresses,
      FaultCounters counters) {
    this.counters = counters;
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

  /** Drops all packets from some nodes to all others; packets in the other direction pass. */
  public Fault cut(Collection<Integer> nodes) {
    BitSet side = setOf(nodes);
    return new FaultTarget(
            this,
            "from " + side + " to the rest",
            packet -> side.get(packet.from()) && !side.get(packet.to()))
        .drop();
  }

  /** Drops all packets from one node to another; packets in the other direction pass. */
  public Fault cut(int from, int to) {
    return oneWay(from, to).drop();
  }

  /**
   * Loses a share of all packets.
   *
   * @param share from 0 to 1
   */
  public Fault lose(double share) {
    return everywhere().share(share).drop();
  }

  /** Delays all packets by a fixed time. */
  public Fault delay(Duration each) {
    return everywhere().delay(each);
  }

  /** Duplicates a share of all packets; the copies arrive up to {@code within} later. */
  public Fault duplicate(double share, Duration within) {
    return everywhere().share(share).duplicate(within);
  }

  /** Delays a share of all packets by up to {@code within}, so that others overtake them. */
  public Fault reorder(double share, Duration within) {
    return everywhere().share(share).reorder(within);
  }

  /** Flips bits in a share of all packets. */
  public Fault corrupt(double share) {
    return everywhere().share(share).corrupt();
  }

  /**
   * Gives the datagrams that a node sends from now on another source, as a NAT does that forgot its
   * mapping: another address and port the first time, and another port after that. Whatever is sent
   * to the node's earlier address is lost, also dials. In force until {@link #heal}, which gives
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
    return add(description, packet -> true, Fault.UNKNOWN, rule);
  }

  synchronized Fault add(
      String description, Predicate<Packet> selects, double share, PacketRule rule) {
    SenderStreams random = new SenderStreams(streams.apply(created++).nextLong());
    Fault fault = new Fault(this, description, selects, share, rule, random);
    List<Fault> changed = new ArrayList<>(installed);
    changed.add(fault);
    installed = List.copyOf(changed);
    if (all.size() < MAX_COUNTED) {
      all.add(fault);
    }
    return fault;
  }

  /** Ends all faults of packets: removes all rules and NATs. */
  public synchronized void heal() {
    nats.clear();
    installed = List.of();
  }

  /** The faults of packets that are in force, as text. */
  public List<String> inForce() {
    List<String> texts = new ArrayList<>(installed.stream().map(Fault::toString).toList());
    texts.addAll(nats.inForce());
    return texts;
  }

  /** The installed rules, in order. */
  public List<Fault> installed() {
    return installed;
  }

  /** Whether no rule is installed. */
  public boolean isEmpty() {
    return installed.isEmpty();
  }

  /**
   * Decides what happens to a packet. Where packets are sent on several threads, the caller holds
   * the lock of this object.
   */
  public PacketOutcome decide(Packet packet) {
    return decide(packet, true);
  }

  /**
   * Decides what happens to a packet.
   *
   * @param fits whether there is room for it on its way; if not, it is lost, and no fault hits it
   *     that would only delay, repeat or alter it
   */
  PacketOutcome decide(Packet packet, boolean fits) {
    for (Fault fault : installed) {
      PacketOutcome outcome = fault.decide(packet, fits);
      if (!(outcome instanceof PacketOutcome.Pass)) {
        return outcome;
      }
    }
    return PacketOutcome.PASS;
  }

  // ---- what the faults hit -------------------------------------------------------------------

  /**
   * What every fault hit so far, also those that have ended, and those that affect nodes: crashes,
   * pauses, churn, wrong clocks, NATs and attackers.
   */
  public synchronized List<FaultCount> counts() {
    List<FaultCount> counts = new ArrayList<>();
    all.forEach(fault -> counts.add(fault.count()));
    counts.addAll(counters.counts());
    counts.addAll(nats.counts());
    return counts;
  }

  synchronized FaultCount count(FaultCounter counter) {
    return counter.count();
  }

  synchronized void remove(Fault fault) {
    List<Fault> changed = new ArrayList<>(installed);
    changed.remove(fault);
    installed = List.copyOf(changed);
  }

  private static BitSet setOf(Collection<Integer> nodes) {
    BitSet set = new BitSet();
    nodes.forEach(set::set);
    return set;
  }
}
