package dev.gossip.testkit.world;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology;
import dev.gossip.simulation.topology.Topology.Edge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The description of a network under test: the same nodes, links and plugins in every kind of
 * world.
 *
 * <pre>{@code
 * WorldPlan.seeded(42).nodes(20).topology(Topologies.randomRegular(4)).relay("flooding");
 * }</pre>
 */
public final class WorldPlan {
  /** Enough for peers to notice a crash (6 s) and to dial again (2 s), on a busy machine. */
  static final Duration DEFAULT_WAIT_LIMIT = Duration.ofSeconds(60);

  private final long seed;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<GossipPlugin> plugins = new ArrayList<>();
  private final List<NodeVariant> variants = new ArrayList<>();
  private int nodes = 6;
  private Topology topology = Topologies.six();
  private Duration waitLimit = DEFAULT_WAIT_LIMIT;

  private WorldPlan(long seed) {
    this.seed = seed;
  }

  /**
   * Creates a plan. The seed determines the links in every world, and all randomness in a
   * simulation.
   */
  public static WorldPlan seeded(long seed) {
    return new WorldPlan(seed);
  }

  /** Sets the number of nodes; 6 by default. */
  public WorldPlan nodes(int count) {
    nodes = count;
    return this;
  }

  /** Sets the topology; the six-node network by default. */
  public WorldPlan topology(Topology value) {
    topology = value;
    return this;
  }

  /** Sets the relay strategy, by id or short form; flooding by default. */
  public WorldPlan relay(String id) {
    return set("gossip.relay.use", id);
  }

  /** Sets the value of one setting, such as {@code gossip.lifetime}. */
  public WorldPlan set(String path, String value) {
    settings.put(path, value);
    return this;
  }

  /** Uses a plugin object, which need not be registered. Its id determines its kind. */
  public WorldPlan with(GossipPlugin plugin) {
    plugins.add(plugin);
    return this;
  }

  /**
   * Gives some nodes other settings or other plugins than the rest. May be called several times;
   * the first variant that contains a node applies to it.
   *
   * @param which selects nodes by index
   */
  public WorldPlan variant(IntPredicate which, Consumer<NodeVariant> changes) {
    return add(new NodeVariant(which, false), changes);
  }

  /**
   * Makes some nodes hostile. Messages do not have to reach them, and what they publish and deliver
   * is not recorded. If an honest node delivers a message that no honest node published, {@link
   * World#forged} counts it instead of the run failing. Works like {@link #variant} otherwise.
   *
   * @param which selects nodes by index
   */
  public WorldPlan hostile(IntPredicate which, Consumer<NodeVariant> changes) {
    return add(new NodeVariant(which, true), changes);
  }

  private WorldPlan add(NodeVariant variant, Consumer<NodeVariant> changes) {
    changes.accept(variant);
    variants.add(variant);
    return this;
  }

  /** Sets the time limit of each wait; 60 s by default, since redials may pause for 30 s. */
  public WorldPlan waitLimit(Duration limit) {
    waitLimit = limit;
    return this;
  }

  // ---- used by the worlds --------------------------------------------------------------------

  long seed() {
    return seed;
  }

  int nodes() {
    return nodes;
  }

  /** The name of the topology. */
  String topologyName() {
    return topology.toString();
  }

  /** The links of the topology. Each call draws them again from the same seed. */
  List<Edge> edges() {
    return List.copyOf(topology.edges(nodes, RandomStreams.seeded(seed).stream("topology")));
  }

  Map<String, String> settings() {
    return settings;
  }

  List<GossipPlugin> plugins() {
    return plugins;
  }

  List<NodeVariant> variants() {
    return variants;
  }

  /** The variant that applies to a node, if any. */
  Optional<NodeVariant> variantOf(int node) {
    return variants.stream().filter(variant -> variant.contains(node)).findFirst();
  }

  boolean isHostile(int node) {
    return variants.stream().anyMatch(variant -> variant.isHostile() && variant.contains(node));
  }

  boolean hasHostileNodes() {
    return IntStream.range(0, nodes).anyMatch(this::isHostile);
  }

  Duration waitLimit() {
    return waitLimit;
  }
}
