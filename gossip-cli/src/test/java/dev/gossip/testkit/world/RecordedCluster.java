package dev.gossip.testkit.world;

import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.testkit.container.GossipContainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * A cluster of four nodes in a line whose containers do not run: what their nodes say was recorded.
 * Everything else is what a {@link GossipCluster} does.
 */
public final class RecordedCluster extends ClusterWorld {
  /** How many nodes it has. */
  public static final int NODES = 4;

  private final List<RecordedPort> ports = new ArrayList<>();

  private RecordedCluster() {
    super(
        NetworkPlan.seeded(5).nodes(NODES).topology(Topologies.line()).build(), DEFAULT_WAIT_LIMIT);
  }

  /** Starts the cluster; all links are up. */
  public static RecordedCluster start() {
    RecordedCluster cluster = new RecordedCluster();
    CountDownLatch published = new CountDownLatch(1);
    for (int index = 0; index < NODES; index++) {
      RecordedPort port = new RecordedPort(ContainerNode.alias(index), published);
      GossipContainer never = new GossipContainer(CompletableFuture.completedFuture("recorded"));
      cluster.ports.add(port);
      cluster.nodes.add(new ContainerNode(index, never, port, cluster.events::indexOf));
    }
    cluster.begin();
    cluster.awaitLinks();
    return cluster;
  }

  /** Publishes the message of the recording, and waits until all nodes have it. */
  public void publishEverywhere() {
    awaitEverywhere(publish(0, "news", "hello"));
  }

  /** Writes the page of a failed test. */
  public Path page(Path folder) {
    String where = writePage(folder);
    return Path.of(where.substring(where.lastIndexOf(": ") + 2));
  }

  @Override
  public void close() {
    nodes.forEach(ContainerNode::unfollow);
    ports.forEach(RecordedPort::close);
  }
}
