package dev.gossip.simulation;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.plugin.Composition;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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

  private final long seed;
  private final NodeConfig.Builder config = NodeConfig.builder();
  private final List<GossipPlugin> instances = new ArrayList<>();
  private int nodes = 6;
  private Topology topology = Topologies.six();
  private Latency latency = Latency.uniform(Duration.ofMillis(10), Duration.ofMillis(100));
  private double loss;

  private Simulation(long seed) {
    this.seed = seed;
  }

  /** Begins; all that is random follows from this seed. */
  public static Simulation seeded(long seed) {
    return new Simulation(seed);
  }

  /** How many nodes; 6 unless set. */
  public Simulation nodes(int count) {
    nodes = count;
    return this;
  }

  /** Who is a neighbour of whom; the six-node network unless set. */
  public Simulation topology(Topology value) {
    topology = value;
    return this;
  }

  /** How long datagrams take; 10 to 100 ms unless set. */
  public Simulation latency(Latency value) {
    latency = value;
    return this;
  }

  /** Which share of the datagrams is lost from the start, while links come up, too. */
  public Simulation loss(double share) {
    loss = SimulatedNetwork.requireShare(share);
    return this;
  }

  /** The relay strategy, by id or short form. */
  public Simulation relay(String id) {
    return set("gossip.relay.use", id);
  }

  /** Uses a plugin that is registered nowhere, in the place that its id names. */
  public Simulation with(GossipPlugin plugin) {
    instances.add(plugin);
    String id = plugin.id();
    return set("gossip." + id.substring(0, id.indexOf('.')) + ".use", id);
  }

  /** Sets one value, such as {@code gossip.lifetime}. */
  public Simulation set(String path, String value) {
    config.set(path, value, ORIGIN);
    return this;
  }

  /**
   * Starts all nodes, which begin to link up.
   *
   * @throws IllegalArgumentException if there is no such network or composition
   */
  public SimulatedNetwork start() {
    PluginCatalog catalog = PluginCatalog.load(List.of()).with(instances);
    NodeConfig built = config.build(catalog.all());
    return new SimulatedNetwork(
        seed, nodes, topology, latency, loss, Composition.of(built, catalog));
  }
}
