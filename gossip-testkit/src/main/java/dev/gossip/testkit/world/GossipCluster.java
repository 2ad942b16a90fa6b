package dev.gossip.testkit.world;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.FaultCount;
import dev.gossip.testkit.container.GossipContainer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startable;

/**
 * A network of nodes in containers, on its own Docker network. In addition to what every world can
 * do, it can stop and pause nodes and make network faults with the kernel.
 *
 * <pre>{@code
 * try (GossipCluster cluster = GossipCluster.of(WorldPlan.seeded(1).relay("diffusion")).start()) {
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
 * static final GossipCluster cluster = GossipCluster.of(WorldPlan.seeded(1)).build();
 * }</pre>
 *
 * <p>For each plugin of the plan, the jar or folder that contains its class is copied into the
 * containers, which make it with its public constructor that has no parameters. The logs of all
 * nodes, with all their events, are kept in {@code target/gossip-clusters} until the next run.
 */
public final class GossipCluster extends RealWorld implements Startable {
  private final Network network;
  private final boolean ownsNetwork;
  private final ClusterEngine engine = new ClusterEngine();
  private final List<ContainerNode> nodes = new ArrayList<>();
  private final ClusterLogs logs = new ClusterLogs(nodes);
  private final ClusterFaults faults = new ClusterFaults(nodes);
  private final ClusterEvents events = new ClusterEvents(this, nodes);
  private final ClusterLifecycle lifecycle = new ClusterLifecycle(this, nodes, events, faults);
  private boolean opened;
  private boolean closed;

  private GossipCluster(Builder builder) {
    super(WorldKind.CONTAINERS, builder.plan);
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
  public static Builder of(WorldPlan plan) {
    return new Builder(plan);
  }

  /** Starts to configure a cluster whose waits end after 60 s at most. */
  public static Builder of(NetworkPlan plan) {
    return of(WorldPlan.of(plan));
  }

  /** Configures and starts a cluster. */
  public static final class Builder {
    private final WorldPlan plan;
    private final Map<Integer, Consumer<GossipContainer>> changes = new HashMap<>();
    private int maxNodes = ClusterStart.limit();
    private @Nullable Network network;

    private Builder(WorldPlan plan) {
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
      if (index < 0 || index >= plan.network().nodes()) {
        throw new IllegalArgumentException(
            "unknown node " + index + "; nodes are numbered 0 to " + (plan.network().nodes() - 1));
      }
      changes.merge(index, change, Consumer::andThen);
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
      ClusterStart.requireFew(plan.network().nodes(), maxNodes);
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
      GossipContainer container = ClusterContainers.create(plan.network(), index);
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
    for (int index = 0; index < nodes.size(); index++) {
      events.follow(index);
    }
  }

  /** Closes the cluster after a failure, which matters more than one to close it. */
  private void closeAfter(Throwable failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  List<ContainerNode> all() {
    return nodes;
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

  // ---- publishing, stopping and starting nodes -----------------------------------------------

  @Override
  MessageId publishAt(int node, String topic, String text) {
    try {
      return nodes.get(node).publish(topic, ByteString.copyFrom(text, UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("node " + node + " did not publish: " + e.getMessage(), e);
    }
  }

  @Override
  public void crash(int node) {
    lifecycle.end(node, "crash", GossipContainer::kill);
  }

  @Override
  public void stop(int node) {
    lifecycle.end(node, "stop", GossipContainer::stopGracefully);
  }

  /**
   * Starts a node again with the same files. It has another id, unless it has a data folder, and
   * possibly another address.
   */
  @Override
  public void restart(int node) {
    lifecycle.restart(node);
  }

  /**
   * Makes a node publish at this interval from now on, whenever the test waits for something.
   * Another call replaces this one, also for another node; {@link #stopPublishing} ends it. {@link
   * World#messages} contains all messages.
   */
  public void publishSteadily(int node, Duration interval) {
    publisher().start(node, interval);
  }

  /** Ends what {@link #publishSteadily} started. */
  public void stopPublishing() {
    publisher().stop();
  }

  @Override
  public void pause(int node) {
    lifecycle.pause(node);
  }

  @Override
  public void resume(int node) {
    lifecycle.resume(node);
  }

  // ---- network faults ------------------------------------------------------------------------

  @Override
  public void lose(double share) {
    faults.lose(share);
  }

  @Override
  public void cut(int from, int to) {
    faults.cut(from, to);
  }

  @Override
  public void partition(IntPredicate side) {
    faults.partition(side);
  }

  /** Limits the rate at which a node sends. What would wait longer than 400 ms is dropped. */
  public void limitRate(int node, int kilobitsPerSecond) {
    faults.limitRate(node, kilobitsPerSecond);
  }

  /**
   * Delays everything that is sent. If the kernel of the Docker host has no netem, the test is
   * aborted, which JUnit shows as skipped.
   */
  @Override
  public void delay(Duration each) {
    faults.delay(each);
  }

  @Override
  public void heal() {
    faults.heal();
  }

  @Override
  public List<FaultCount> faultCounts() {
    return faults.counts();
  }

  @Override
  List<String> networkFaultsInForce() {
    return faults.inForce();
  }

  // ---- logs and closing ----------------------------------------------------------------------

  @Override
  public void await(Supplier<String> what, BooleanSupplier condition) {
    try {
      super.await(what, condition);
    } catch (AssertionError e) {
      AssertionError explained = new AssertionError(e.getMessage() + keepEvidence(), e.getCause());
      explained.setStackTrace(e.getStackTrace());
      throw explained;
    }
  }

  /** Writes the logs of all nodes, with all their events, and returns a line with their folder. */
  @Override
  public String keepEvidence() {
    return logs.save();
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
    keepEvidence();
    engine.close(nodes, ownsNetwork ? Optional.of(network) : Optional.empty());
  }
}
