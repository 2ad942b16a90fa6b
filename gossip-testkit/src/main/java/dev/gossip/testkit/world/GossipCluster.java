package dev.gossip.testkit.world;

import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.testkit.container.ClusterEngine;
import dev.gossip.testkit.container.GossipContainer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startable;

/**
 * A network of nodes in containers, on its own Docker network. In addition to what every world can
 * do, it can limit the rate of a node, and run commands in the containers. The kernel makes the
 * faults of the network.
 *
 * <pre>{@code
 * NetworkPlan plan = NetworkPlan.seeded(1).relay("diffusion").build();
 * try (GossipCluster cluster = GossipCluster.of(plan).start()) {
 *   cluster.partition(node -> node < 3);
 *   ...
 *   cluster.heal();
 *   cluster.awaitLinks();
 *   cluster.awaitEverywhere(cluster.publish(0, "hello"));
 * }
 * }</pre>
 *
 * <p>It is a {@link Startable} of Testcontainers, so that a field of a test class can hold it:
 *
 * <pre>{@code
 * @Container
 * static final GossipCluster cluster = GossipCluster.of(NetworkPlan.seeded(1).build()).build();
 * }</pre>
 *
 * <p>For each plugin of the plan, the jar or folder that contains its class is copied into the
 * containers, which make it with its public constructor that has no parameters. The logs of all
 * nodes, with all their events, are kept in {@code target/gossip-clusters} until the next run.
 */
public final class GossipCluster extends ClusterWorld implements Startable {
  private final Network network;
  private final boolean ownsNetwork;
  private final ClusterEngine engine = new ClusterEngine();
  private boolean opened;
  private boolean closed;

  private GossipCluster(Builder builder) {
    super(builder.plan, builder.waitLimit);
    ownsNetwork = builder.network == null;
    network = builder.network == null ? engine.newNetwork() : builder.network;
    for (int index = 0; index < plan().nodes(); index++) {
      nodes.add(new ContainerNode(index, container(builder, index), events::indexOf));
    }
    for (Edge edge : edges()) {
      nodes.get(edge.dialer()).container().withPeer(ContainerNode.alias(edge.dialed()) + ":5000");
    }
  }

  private GossipContainer container(Builder builder, int index) {
    return builder.container(index).withNetwork(network).withLabels(engine.labels());
  }

  /** Starts to configure a cluster; finish with {@link Builder#start}. */
  public static Builder of(NetworkPlan plan) {
    return new Builder(plan);
  }

  /** Configures and starts a cluster. */
  public static final class Builder {
    private final NetworkPlan plan;
    private final Map<Integer, Consumer<GossipContainer>> changes = new HashMap<>();
    private Duration waitLimit = DEFAULT_WAIT_LIMIT;
    private int maxNodes = ClusterStart.limit();
    private @Nullable Network network;

    private Builder(NetworkPlan plan) {
      this.plan = plan;
    }

    /**
     * Uses a Docker network that has other containers already, such as a name server. It is not
     * closed with the cluster.
     */
    public Builder network(Network existing) {
      network = existing;
      return this;
    }

    /**
     * Changes the container of one node, for example its clock, its plugins or a setting.
     *
     * @throws IllegalArgumentException if there is no such node
     */
    public Builder node(int index, Consumer<GossipContainer> change) {
      if (index < 0 || index >= plan.nodes()) {
        throw new IllegalArgumentException(
            "unknown node " + index + "; nodes are numbered 0 to " + (plan.nodes() - 1));
      }
      changes.merge(index, change, Consumer::andThen);
      return this;
    }

    /** Sets how long each wait may take; {@link World#DEFAULT_WAIT_LIMIT} by default. */
    public Builder waitLimit(Duration limit) {
      waitLimit = limit;
      return this;
    }

    /**
     * Sets how many nodes a cluster may have, instead of the system property {@code
     * gossip.containers.max}, which is 16 by default. Each is a JVM of its own.
     */
    public Builder maxNodes(int count) {
      maxNodes = count;
      return this;
    }

    /**
     * Creates the cluster; {@link GossipCluster#start} starts it.
     *
     * @throws IllegalArgumentException if the plan is not one for containers, or has too many nodes
     */
    public GossipCluster build() {
      ClusterStart.requireFew(plan.nodes(), maxNodes);
      return new GossipCluster(this);
    }

    /**
     * Starts all containers in parallel and waits until all links are up.
     *
     * @throws AssertionError if the links are not up in time
     */
    public GossipCluster start() {
      GossipCluster cluster = build();
      cluster.start();
      return cluster;
    }

    /** Starts all containers in parallel without waiting for links, for tests that expect none. */
    public GossipCluster open() {
      GossipCluster cluster = build();
      cluster.open();
      return cluster;
    }

    private GossipContainer container(int index) {
      GossipContainer container = ClusterContainers.create(plan, index);
      changes.getOrDefault(index, unchanged -> {}).accept(container);
      return container;
    }
  }

  /**
   * Starts all containers in parallel and waits until all links are up. A second call does nothing.
   *
   * @throws AssertionError if the links are not up in time
   * @throws IllegalStateException if it was closed
   */
  @Override
  public void start() {
    if (open()) {
      try {
        awaitLinks();
      } catch (RuntimeException | Error e) {
        closeAfter(e);
        throw e;
      }
    }
  }

  /** Starts the containers, unless that has been done. */
  private boolean open() {
    if (closed) {
      throw new IllegalStateException("the cluster is closed; build another one");
    }
    if (opened) {
      return false;
    }
    opened = true;
    try {
      startAll();
      return true;
    } catch (RuntimeException | Error e) {
      closeAfter(e);
      throw e;
    }
  }

  private void startAll() {
    ClusterStart.startAll(nodes, this::keepEvidence);
    begin();
  }

  /** Closes the cluster after a failure, which matters more than one to close it. */
  private void closeAfter(Throwable failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * The Docker network of the nodes, whose aliases are {@code node-0}, {@code node-1} and so on.
   */
  public Network network() {
    return network;
  }

  /** The nodes that a node has a link with, according to its events. */
  public SortedSet<Integer> linksOf(int node) {
    catchUp();
    return new TreeSet<>(nodes.get(node).connectedPeers().keySet());
  }

  /** The container of a node, for running commands in it or for using its control port. */
  public GossipContainer container(int node) {
    return nodes.get(node).container();
  }

  /** The same as {@link #close}, for Testcontainers. */
  @Override
  public void stop() {
    close();
  }

  /**
   * Saves the logs, since the test may have failed, and removes the containers and their network,
   * unless the network was given. A removal that fails is repeated.
   *
   * @throws IllegalStateException if one cannot be removed; the message names it and the command
   *     that removes it
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    nodes.forEach(ContainerNode::unfollow);
    saveLogs();
    engine.close(
        nodes.stream().map(ContainerNode::container).toList(),
        ownsNetwork ? Optional.of(network) : Optional.empty());
  }
}
