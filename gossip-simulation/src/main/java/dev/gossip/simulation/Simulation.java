package dev.gossip.simulation;

import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.validation.MessageValidator;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.engine.RandomStreams;
import dev.gossip.core.plugin.Composition;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.FaultTarget;
import dev.gossip.simulation.wire.Faults;
import dev.gossip.simulation.wire.Latency;
import dev.gossip.simulation.wire.LinkSpeed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.ObjIntConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Composes a simulated network.
 *
 * <pre>{@code
 * SimulatedNetwork net =
 *     Simulation.seeded(42).nodes(50).topology(Topologies.randomRegular(8)).start();
 * net.awaitLinks(Duration.ofSeconds(5));
 * MessageId id = net.node(0).publish("hello");
 * net.runFor(Duration.ofSeconds(10));
 * net.coverage(id);
 * }</pre>
 */
public final class Simulation {
  private static final String ORIGIN = "the simulation's builder";

  /** The setting of a transport that bounds how many links a node has. */
  private static final String MAX_LINKS = "max-links";

  private static final int DEFAULT_NODES = 50;

  private static final int DEFAULT_DEGREE = 8;

  private final long seed;
  private final Variant base = new Variant();
  private final List<Variation> variations = new ArrayList<>();
  private PluginCatalog catalog = PluginCatalog.load(List.of());
  private final SortedMap<String, MessageValidator> validators = new TreeMap<>();
  private IntPredicate hostile = index -> false;
  private int supernode;
  private OptionalInt nodes = OptionalInt.empty();
  private @Nullable Topology topology;
  private Latency latency = Latency.uniform(Duration.ofMillis(10), Duration.ofMillis(100));
  private int mtuBytes = Integer.MAX_VALUE;
  private long bytesPerSecond;
  private int queueBytes;
  private Consumer<Faults> firstFaults = faults -> {};
  private @Nullable Consumer<String> traceLines;
  private ObjIntConsumer<NodeEvent> events = (event, node) -> {};

  private Simulation(long seed) {
    this.seed = seed;
  }

  /** Begins; all that is random follows from this seed. */
  public static Simulation seeded(long seed) {
    return new Simulation(seed);
  }

  /** How many nodes; as many as the topology fixes unless set, or else 50. */
  public Simulation nodes(int count) {
    nodes = OptionalInt.of(count);
    return this;
  }

  /**
   * Who is a neighbour of whom. Unless set it is the six-node network, or when another number of
   * nodes is asked for a random 8-regular one, of lower degree when they are few.
   */
  public Simulation topology(Topology value) {
    topology = value;
    return this;
  }

  // ---- the wire ------------------------------------------------------------------------------

  /** How long datagrams take; 10 to 100 ms unless set. */
  public Simulation latency(Latency value) {
    latency = value;
    return this;
  }

  /**
   * How fast each direction of each link is; without limit unless set.
   *
   * @param linkBytesPerSecond what one direction of one link carries
   * @param linkQueueBytes what may wait for it; more is lost
   */
  public Simulation bandwidth(long linkBytesPerSecond, int linkQueueBytes) {
    new LinkSpeed(linkBytesPerSecond, linkQueueBytes);
    bytesPerSecond = linkBytesPerSecond;
    queueBytes = linkQueueBytes;
    return this;
  }

  /** The largest datagram that arrives; without limit unless set. */
  public Simulation mtu(int datagramBytes) {
    mtuBytes = datagramBytes;
    return this;
  }

  /** Faults that are in force from the start, while links come up, too. May be called again. */
  public Simulation faults(Consumer<Faults> install) {
    firstFaults = firstFaults.andThen(install);
    return this;
  }

  /** Which share of the datagrams is lost from the start. */
  public Simulation loss(double share) {
    FaultTarget.requireShare(share);
    return faults(faults -> faults.everywhere().share(share).drop());
  }

  // ---- the nodes -----------------------------------------------------------------------------

  /** The relay strategy, by id or short form. */
  public Simulation relay(String id) {
    return set("gossip.relay.use", id);
  }

  /** Uses a plugin that is registered nowhere, in the place that its id names. */
  public Simulation with(GossipPlugin plugin) {
    base.with(plugin);
    return this;
  }

  /**
   * Makes some nodes differ from the rest: other settings, other plugins, a hostile one that
   * carries the id of an honest one. May be called again; a node is of the first variant that takes
   * it.
   *
   * @param which by the node's index
   */
  public Simulation variant(IntPredicate which, Consumer<Variant> changes) {
    Variant variant = new Variant();
    changes.accept(variant);
    variations.add(new Variation(which, variant));
    return this;
  }

  /** Where plugins are found by id; on the class path unless set. */
  public Simulation catalog(PluginCatalog value) {
    catalog = value;
    return this;
  }

  /** Sets one value, such as {@code gossip.lifetime}. */
  public Simulation set(String path, String value) {
    return set(path, value, ORIGIN);
  }

  /** Sets one value; {@code origin} says in errors where it stood, such as {@code --set}. */
  public Simulation set(String path, String value, String origin) {
    base.set(path, value, origin);
    return this;
  }

  /**
   * Reads a HOCON file. Its {@code listen} and {@code peers} mean nothing here: the topology says
   * who is linked.
   */
  public Simulation file(Path file) {
    base.add("configuration " + file, config -> config.file(file));
    return this;
  }

  /**
   * Makes some nodes hostile. What they publish and deliver is not recorded, and what others
   * deliver that nobody published is counted by {@link RunRecord#forged}, instead of failing the
   * run.
   *
   * @param which by the node's index
   */
  public Simulation hostile(IntPredicate which, Consumer<Variant> changes) {
    hostile = hostile.or(which);
    return variant(which, changes);
  }

  /**
   * Adds a spy who is linked to every node, so many times over: it answers what it is asked, passes
   * nothing on, and notes who let it know of each message when. Its identities come behind the
   * nodes, and count nowhere: what is sent to them or comes from them is in no figure of {@link
   * RunReport}; see {@link SimulatedNetwork#supernode}.
   */
  public Simulation supernode(int identities) {
    supernode = identities;
    return this;
  }

  /** The application's own test of a topic's messages, at every node. */
  public Simulation validate(String topic, MessageValidator validator) {
    validators.put(topic, validator);
    return this;
  }

  /** Tells of every event at every node, hostile ones and drops included, with the node's index. */
  public Simulation events(ObjIntConsumer<NodeEvent> listener) {
    events = listener;
    return this;
  }

  /** Tells of everything that happens, a line each; slow, and for people only. */
  public Simulation trace(Consumer<String> lines) {
    traceLines = lines;
    return this;
  }

  /**
   * Checks settings and plugins as {@link #start} does, and starts nothing.
   *
   * @return what the nodes will be configured with
   * @throws IllegalArgumentException if there is no such composition
   */
  public NodeConfig check() {
    compositions(0);
    return configure(List.of(base), 0);
  }

  /**
   * Starts all nodes, which begin to link up. A bound on the links of a node that is lower than the
   * topology needs is raised, unless it is set: a transport's setting {@code max-links}.
   *
   * @throws IllegalArgumentException if there is no such network or composition
   */
  public SimulatedNetwork start() {
    int size = nodes.orElse(topology == null ? 6 : topology.nodes().orElse(DEFAULT_NODES));
    RandomGenerator random = RandomStreams.seeded(seed).stream("topology");
    List<Edge> edges = List.copyOf(topology(size).edges(size, random));
    int mostLinks = highestDegree(size, edges) + supernode;
    return new SimulatedNetwork(
        this,
        size,
        edges,
        configure(List.of(base), mostLinks),
        withSupernode(size, mostLinks, compositions(mostLinks)));
  }

  private static int highestDegree(int size, List<Edge> edges) {
    int[] degrees = new int[size];
    for (Edge edge : edges) {
      degrees[edge.dialer()]++;
      degrees[edge.dialed()]++;
    }
    return Arrays.stream(degrees).max().orElse(0);
  }

  /** The composition of each node. */
  private IntFunction<Composition> compositions(int mostLinks) {
    Composition rest = compose(List.of(base), mostLinks);
    List<Composition> others =
        variations.stream()
            .map(variation -> compose(List.of(base, variation.variant), mostLinks))
            .toList();
    return index -> {
      for (int i = 0; i < others.size(); i++) {
        if (variations.get(i).which.test(index)) {
          return others.get(i);
        }
      }
      return rest;
    };
  }

  private IntFunction<Composition> withSupernode(
      int size, int mostLinks, IntFunction<Composition> honest) {
    if (supernode == 0) {
      return honest;
    }
    Composition spy =
        compose(List.of(base), Math.max(mostLinks, size))
            .around(factory -> context -> new SilentRelay(context, factory));
    return index -> index < size ? honest.apply(index) : spy;
  }

  private Composition compose(List<Variant> variants, int mostLinks) {
    return Composition.of(configure(variants, mostLinks), catalogOf(variants))
        .validating(validators);
  }

  private NodeConfig configure(List<Variant> variants, int mostLinks) {
    PluginCatalog known = catalogOf(variants);
    NodeConfig asSet = configure(variants, known, NodeConfig.builder());
    NodeConfig.Builder withRoom = NodeConfig.builder();
    boolean needsRoom = false;
    for (GossipPlugin plugin : known.all()) {
      for (Setting<?> setting : plugin.settings()) {
        if (isTooFew(plugin, setting, mostLinks)) {
          String path = "gossip." + plugin.id() + "." + setting.key();
          withRoom.set(path, Integer.toString(mostLinks), "the topology");
          needsRoom = true;
        }
      }
    }
    return needsRoom ? configure(variants, known, withRoom) : asSet;
  }

  private static boolean isTooFew(GossipPlugin plugin, Setting<?> setting, int mostLinks) {
    return plugin.id().startsWith(PluginKind.TRANSPORT.prefix() + ".")
        && setting.key().equals(MAX_LINKS)
        && setting.defaultValue() instanceof Integer usual
        && usual < mostLinks;
  }

  /** What variants set comes later, and so counts more than what is there. */
  private static NodeConfig configure(
      List<Variant> variants, PluginCatalog known, NodeConfig.Builder config) {
    variants.forEach(variant -> variant.steps.forEach(step -> step.accept(config)));
    return config.build(known.all());
  }

  private PluginCatalog catalogOf(List<Variant> variants) {
    PluginCatalog known = catalog;
    for (Variant variant : variants) {
      known = known.with(variant.instances);
    }
    return known;
  }

  // ---- for the network -----------------------------------------------------------------------

  /** How the wire is. */
  record WireOptions(Latency latency, int mtuBytes, long bytesPerSecond, int queueBytes) {
    /** Null for links without limit. */
    @Nullable LinkSpeed newLinkSpeed() {
      return bytesPerSecond == 0 ? null : new LinkSpeed(bytesPerSecond, queueBytes);
    }
  }

  int supernode() {
    return supernode;
  }

  long seed() {
    return seed;
  }

  boolean isHostile(int index) {
    return hostile.test(index);
  }

  Topology topology(int size) {
    if (topology != null) {
      return topology;
    }
    return size == 6
        ? Topologies.six()
        : size <= DEFAULT_DEGREE ? Topologies.complete() : Topologies.randomRegular(DEFAULT_DEGREE);
  }

  WireOptions wireOptions() {
    return new WireOptions(latency, mtuBytes, bytesPerSecond, queueBytes);
  }

  Consumer<Faults> firstFaults() {
    return firstFaults;
  }

  ObjIntConsumer<NodeEvent> events() {
    return events;
  }

  @Nullable Consumer<String> traceLines() {
    return traceLines;
  }

  /** Everything but the seed, the size and the faults, for who wants to see a run again. */
  String describe(Topology links) {
    List<String> all = new ArrayList<>(List.of(links.toString(), "latency " + latency));
    if (bytesPerSecond > 0) {
      all.add(bytesPerSecond + " bytes/s, queues of " + queueBytes);
    }
    if (mtuBytes != Integer.MAX_VALUE) {
      all.add("MTU " + mtuBytes);
    }
    if (supernode > 0) {
      all.add("supernode:" + supernode);
    }
    all.addAll(base.describe());
    variations.forEach(variation -> all.add("some nodes: " + variation.variant.describe()));
    return String.join(", ", all);
  }

  private record Variation(IntPredicate which, Variant variant) {}

  /** What nodes are made of. */
  public static final class Variant {
    private final List<Consumer<NodeConfig.Builder>> steps = new ArrayList<>();
    private final List<GossipPlugin> instances = new ArrayList<>();
    private final List<String> described = new ArrayList<>();

    private Variant() {}

    /** Uses a plugin that is registered nowhere, in the place that its id names. */
    public Variant with(GossipPlugin plugin) {
      instances.add(plugin);
      String id = plugin.id();
      return set("gossip." + id.substring(0, id.indexOf('.')) + ".use", id);
    }

    /** Sets one value, such as {@code gossip.lifetime}. */
    public Variant set(String path, String value) {
      return set(path, value, ORIGIN);
    }

    private Variant set(String path, String value, String origin) {
      return add(path + "=" + value, config -> config.set(path, value, origin));
    }

    private Variant add(String description, Consumer<NodeConfig.Builder> step) {
      // What is wrong with it shows here, where it was said.
      step.accept(NodeConfig.builder());
      described.add(description);
      steps.add(step);
      return this;
    }

    private List<String> describe() {
      List<String> all = new ArrayList<>();
      instances.forEach(plugin -> all.add("plugin " + plugin.id()));
      all.addAll(described);
      return all;
    }
  }
}
