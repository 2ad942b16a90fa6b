package dev.gossip.simulation.plan;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.validation.MessageValidator;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.topology.Topology;
import dev.gossip.simulation.wire.FaultTarget;
import dev.gossip.simulation.wire.Faults;
import dev.gossip.simulation.wire.Latency;
import dev.gossip.simulation.wire.TimeText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/** The methods of {@link NetworkPlan.Builder} that set one thing each. */
public abstract sealed class PlanBuilder permits NetworkPlan.Builder {
  final PlanParts parts;

  PlanBuilder(PlanParts parts) {
    this.parts = parts;
  }

  abstract NetworkPlan.Builder self();

  /** Sets an option to a value that may be one that only code can make. */
  public abstract <T> NetworkPlan.Builder set(PlanOption<T> option, T value);

  /** Sets an option by its name, or a setting by its key. */
  public abstract NetworkPlan.Builder set(String name, String text);

  // ---- the network ---------------------------------------------------------------------------

  /** Sets the seed of all random choices; 1 by default. */
  public NetworkPlan.Builder seed(long value) {
    return set(PlanOptions.SEED, value);
  }

  /**
   * Sets the number of nodes. By default it is the number that the topology fixes, 50 if the
   * topology fixes none or the nodes find each other, and 6 if no topology is set either.
   */
  public NetworkPlan.Builder nodes(int count) {
    return set(PlanOptions.NODES, count);
  }

  /**
   * Sets which nodes are linked. By default it is the six-node network for 6 nodes, the complete
   * graph for up to 8 nodes, and otherwise a random 8-regular graph.
   */
  public NetworkPlan.Builder topology(Topology value) {
    return set(PlanOptions.TOPOLOGY, value);
  }

  /** Sets which nodes are linked, as text. */
  public NetworkPlan.Builder topology(String text) {
    return set(PlanOptions.TOPOLOGY.name(), text);
  }

  /** Sets the latency of datagrams; by default uniform from 10 to 100 ms. */
  public NetworkPlan.Builder latency(Latency value) {
    return set(PlanOptions.LATENCY, value);
  }

  /** Sets the latency of datagrams, as text. */
  public NetworkPlan.Builder latency(String text) {
    return set(PlanOptions.LATENCY.name(), text);
  }

  /**
   * Loses a share of the datagrams from the start.
   *
   * @param share from 0 to 1
   */
  public NetworkPlan.Builder loss(double share) {
    FaultTarget.requireShare(share);
    return set(PlanOptions.LOSS, share);
  }

  /** Limits the bandwidth of each direction of each link; see {@link Bandwidth}. */
  public NetworkPlan.Builder bandwidth(long bytesPerSecond, int queueBytes) {
    return set(PlanOptions.BANDWIDTH, new Bandwidth(bytesPerSecond, queueBytes));
  }

  /** Sets the size of the largest datagram that arrives, in bytes, which the nodes do not know. */
  public NetworkPlan.Builder mtu(int datagramBytes) {
    return set(PlanOptions.MTU, datagramBytes);
  }

  /** Installs faults from the start, also while links come up. Repeated calls add up. */
  public NetworkPlan.Builder faults(Consumer<Faults> install) {
    parts.faults.add(install);
    return self();
  }

  /**
   * Lets the nodes find each other, although the topology may give their number.
   *
   * @param bootstrapNodes how many nodes the others start from; those with the lowest indices
   * @param startWindow the other nodes start at random times within it; zero for all at once
   * @throws IllegalArgumentException if there is no bootstrap node, or the window is negative
   */
  public NetworkPlan.Builder discovery(int bootstrapNodes, Duration startWindow) {
    if (bootstrapNodes < 1 || startWindow.isNegative()) {
      throw new IllegalArgumentException(
          "discovery needs a bootstrap node and a start window of zero or more, not "
              + bootstrapNodes
              + " and "
              + TimeText.of(startWindow));
    }
    parts.bootstrapNodes = bootstrapNodes;
    return set(PlanOptions.START_WINDOW, startWindow);
  }

  /** Sets the addresses of the nodes, and of a supernode's identities, by index. */
  public NetworkPlan.Builder addresses(IntFunction<PeerAddress> value) {
    parts.addresses = value;
    return self();
  }

  // ---- the nodes -----------------------------------------------------------------------------

  /** Sets the relay strategy, by id or short form. */
  public NetworkPlan.Builder relay(String id) {
    return set(PlanOptions.RELAY, id);
  }

  /** Uses a plugin that is not registered, for the plugin kind that its id begins with. */
  public NetworkPlan.Builder with(GossipPlugin plugin) {
    parts.base.with(plugin);
    return self();
  }

  /** Reads settings from a HOCON file. */
  public NetworkPlan.Builder file(Path file) {
    return set(PlanOptions.CONFIG, file.toString());
  }

  /**
   * Gives some nodes other settings or plugins. May be called repeatedly; the first variant that
   * contains a node applies to it.
   *
   * @param which selects nodes by index
   */
  public NetworkPlan.Builder variant(IntPredicate which, Consumer<Variant> changes) {
    return group(which, false, changes);
  }

  /**
   * Makes some nodes hostile. Messages do not have to reach them, and what they publish and deliver
   * is not recorded. If an honest node delivers a message that no honest node published, the record
   * of the run counts it instead of the run failing. Works like {@link #variant} otherwise.
   *
   * @param which selects nodes by index
   */
  public NetworkPlan.Builder hostile(IntPredicate which, Consumer<Variant> changes) {
    return group(which, true, changes);
  }

  private NetworkPlan.Builder group(
      IntPredicate which, boolean hostile, Consumer<Variant> changes) {
    Variant variant = new Variant();
    changes.accept(variant);
    parts.groups.add(new NodeGroup(which, hostile, variant));
    return self();
  }

  /** Sets where plugins are looked up by id; on the class path by default. */
  public NetworkPlan.Builder catalog(PluginCatalog value) {
    parts.catalog = value;
    return self();
  }

  /** Adds the application's validator for the messages of a topic, at every node. */
  public NetworkPlan.Builder validate(String topic, MessageValidator validator) {
    parts.validators.put(topic, validator);
    return self();
  }

  /**
   * Lets a share of the nodes, drawn at random, attack the others, over secure links unless {@code
   * gossip.transport.udp.security} is set.
   *
   * @param share above 0 and below 1; at least one node attacks
   */
  public NetworkPlan.Builder attack(double share, AttackKind kind) {
    parts.attackers = null;
    return set(PlanOptions.ATTACK, Optional.of(new AttackChoice(share, kind)));
  }

  /**
   * Lets certain nodes attack the others, over secure links unless {@code
   * gossip.transport.udp.security} is set. Whether the others stay connected is up to the caller.
   */
  public NetworkPlan.Builder attack(Collection<Integer> nodes, AttackKind kind) {
    parts.values.remove(PlanOptions.ATTACK);
    parts.attackers = new PlanParts.AttackingNodes(new TreeSet<>(nodes), kind);
    return self();
  }

  /** Leaves the security of links as it is set even if nodes attack. */
  public NetworkPlan.Builder attackedAsSet() {
    parts.attackedAsSet = true;
    return self();
  }

  /**
   * Adds a supernode: a spy with several identities, each linked to every node.
   *
   * @param identities how many links it has to each node; 0 for no supernode
   */
  public NetworkPlan.Builder supernode(int identities) {
    return set(PlanOptions.SPIES, new SpyChoice(0, identities));
  }

  // ---- the messages --------------------------------------------------------------------------

  /** Sets how many messages are published; 100 by default. */
  public NetworkPlan.Builder messages(int count) {
    return set(PlanOptions.MESSAGES, count);
  }

  /** Sets the size of the payload of each message, in bytes; 128 by default. */
  public NetworkPlan.Builder payload(int bytes) {
    return set(PlanOptions.PAYLOAD, bytes);
  }

  /** Sets the time between two messages; 100 ms by default, zero for all at once. */
  public NetworkPlan.Builder interval(Duration time) {
    return set(PlanOptions.INTERVAL, time);
  }
}
