package dev.gossip.testkit.world;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.attack.HostileTransport;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.Variant;
import dev.gossip.simulation.topology.Topology;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * The {@link NetworkPlan} of a network under test, which is the same in every kind of world, and
 * how long its tests wait.
 *
 * <pre>{@code
 * WorldPlan.seeded(42).nodes(20).topology(Topologies.randomRegular(4)).relay("flooding");
 * }</pre>
 */
public final class WorldPlan {
  /** Enough for peers to notice a crash (6 s) and to dial again (2 s), on a busy machine. */
  static final Duration DEFAULT_WAIT_LIMIT = Duration.ofSeconds(60);

  private static final int DEFAULT_NODES = 6;
  private static final String ORIGIN = "the world's plan";

  private final NetworkPlan.Builder network;
  private Duration waitLimit = DEFAULT_WAIT_LIMIT;

  private WorldPlan(NetworkPlan.Builder network) {
    this.network = network;
  }

  /** Creates a plan for the worlds of a network; it can be refined. */
  public static WorldPlan of(NetworkPlan network) {
    return new WorldPlan(network.toBuilder());
  }

  /**
   * Creates a plan of six nodes, unless something else determines their number. The seed determines
   * the links in every world, and all randomness in a simulation.
   */
  public static WorldPlan seeded(long seed) {
    return new WorldPlan(NetworkPlan.seeded(seed).nodesByDefault(DEFAULT_NODES));
  }

  /** Sets the number of nodes; by default what the topology fixes, and 6 if it fixes none. */
  public WorldPlan nodes(int count) {
    network.nodes(count);
    return this;
  }

  /** Sets the topology; by default as {@link NetworkPlan.Builder#topology(Topology)} says. */
  public WorldPlan topology(Topology value) {
    network.topology(value);
    return this;
  }

  /** Sets the relay strategy, by id or short form; flooding by default. */
  public WorldPlan relay(String id) {
    network.relay(id);
    return this;
  }

  /** Sets the value of one setting, such as {@code gossip.lifetime}. */
  public WorldPlan set(String path, String value) {
    network.set(path, value, ORIGIN);
    return this;
  }

  /** Uses a plugin object, which need not be registered. Its id determines its kind. */
  public WorldPlan with(GossipPlugin plugin) {
    network.with(plugin);
    return this;
  }

  /**
   * Gives some nodes other settings or other plugins than the rest. May be called several times;
   * the first variant that contains a node applies to it.
   *
   * @param which selects nodes by index
   */
  public WorldPlan variant(IntPredicate which, Consumer<Variant> changes) {
    network.variant(which, changes);
    return this;
  }

  /**
   * Makes some nodes hostile. Messages do not have to reach them, and what they publish and deliver
   * is not recorded. If an honest node delivers a message that no honest node published, {@link
   * World#forged} counts it instead of the run failing. Works like {@link #variant} otherwise.
   *
   * @param which selects nodes by index
   */
  public WorldPlan hostile(IntPredicate which, Consumer<Variant> changes) {
    network.hostile(which, changes);
    return this;
  }

  /**
   * Lets some nodes attack the others, in every kind of world. They are {@link #hostile}, with the
   * plugin {@link HostileTransport}. Makes all links secure, since on plain ones anyone can claim
   * any id; their security must not be changed afterwards.
   *
   * @param which selects nodes by index
   */
  public WorldPlan attack(IntPredicate which, AttackKind kind) {
    set("gossip.transport.udp.security", "noise");
    // All machines use the same cipher, so that a seed repeats a simulation.
    set("gossip.transport.udp.cipher", "aes");
    return hostile(
        which,
        attacker ->
            attacker
                .with(new HostileTransport())
                .set("gossip.transport.hostile.cipher", "aes")
                .set("gossip.transport.hostile.attack", kind.id()));
  }

  /**
   * Sets all that a text says; see {@link NetworkPlan#parse}.
   *
   * @throws IllegalArgumentException if it is invalid
   */
  public WorldPlan setAll(String text) {
    network.setAll(text);
    return this;
  }

  /** Sets the time limit of each wait; 60 s by default, since redials may pause for 30 s. */
  public WorldPlan waitLimit(Duration limit) {
    waitLimit = limit;
    return this;
  }

  /**
   * The network.
   *
   * @throws IllegalArgumentException if its options contradict each other
   */
  public NetworkPlan network() {
    return network.build();
  }

  /** The time limit of each wait. */
  public Duration waitLimit() {
    return waitLimit;
  }
}
