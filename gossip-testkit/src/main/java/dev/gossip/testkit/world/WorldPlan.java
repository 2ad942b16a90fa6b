package dev.gossip.testkit.world;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.engine.RandomStreams;
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
 * A network as it shall be, in whatever world: the same nodes, the same links, the same plugins.
 *
 * <pre>{@code
 * WorldPlan.seeded(42).nodes(20).topology(Topologies.randomRegular(4)).relay("flooding");
 * }</pre>
 */
public final class WorldPlan {
  /** Time for a crash to be noticed (6 s) and for a redial (2 s) on a machine that is busy. */
  static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(60);

  private final long seed;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<GossipPlugin> plugins = new ArrayList<>();
  private final List<NodeVariant> variants = new ArrayList<>();
  private int nodes = 6;
  private Topology topology = Topologies.six();
  private Duration patience = DEFAULT_PATIENCE;

  private WorldPlan(long seed) {
    this.seed = seed;
  }

  /**
   * Begins. The seed decides about the links in every world, and about all else in a simulation.
   */
  public static WorldPlan seeded(long seed) {
    return new WorldPlan(seed);
  }

  /** How many nodes; 6 unless set. */
  public WorldPlan nodes(int count) {
    nodes = count;
    return this;
  }

  /** Who is a neighbour of whom; the six-node network unless set. */
  public WorldPlan topology(Topology value) {
    topology = value;
    return this;
  }

  /** The relay strategy, by id or short form; flooding unless set. */
  public WorldPlan relay(String id) {
    return set("gossip.relay.use", id);
  }

  /** Sets one value, such as {@code gossip.lifetime}. */
  public WorldPlan set(String path, String value) {
    settings.put(path, value);
    return this;
  }

  /** Uses a plugin that is registered nowhere, in the place that its id names. */
  public WorldPlan with(GossipPlugin plugin) {
    plugins.add(plugin);
    return this;
  }

  /**
   * Makes some nodes differ from the rest: other settings or other plugins. May be called again; a
   * node is of the first variant that takes it.
   *
   * @param which by the node's index
   */
  public WorldPlan variant(IntPredicate which, Consumer<NodeVariant> changes) {
    return add(new NodeVariant(which, false), changes);
  }

  /**
   * Makes some nodes hostile: a message does not have to reach them, what they publish and deliver
   * is not recorded, and what honest nodes deliver that nobody published is counted by {@link
   * World#forged}, instead of failing the run. Works like {@link #variant} otherwise.
   *
   * @param which by the node's index
   */
  public WorldPlan hostile(IntPredicate which, Consumer<NodeVariant> changes) {
    return add(new NodeVariant(which, true), changes);
  }

  private WorldPlan add(NodeVariant variant, Consumer<NodeVariant> changes) {
    changes.accept(variant);
    variants.add(variant);
    return this;
  }

  /** How long to wait for anything at most; 60 s unless set: dials pause for half a minute. */
  public WorldPlan patience(Duration limit) {
    patience = limit;
    return this;
  }

  // ---- for the worlds ------------------------------------------------------------------------

  long seed() {
    return seed;
  }

  int nodes() {
    return nodes;
  }

  /** What the topology is called. */
  String topologyName() {
    return topology.toString();
  }

  /** Drawn once for each world, from the same seed. */
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

  /** What makes a node differ from the rest. */
  Optional<NodeVariant> variantOf(int node) {
    return variants.stream().filter(variant -> variant.isOf(node)).findFirst();
  }

  boolean isHostile(int node) {
    return variants.stream().anyMatch(variant -> variant.isHostile() && variant.isOf(node));
  }

  boolean hasHostileNodes() {
    return IntStream.range(0, nodes).anyMatch(this::isHostile);
  }

  Duration patience() {
    return patience;
  }
}
