package dev.gossip.testkit.world;

import dev.gossip.testkit.container.ClusterEngine;
import dev.gossip.testkit.container.GossipContainer;
import dev.gossip.testkit.container.GossipImage;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Starts the containers of a cluster. */
final class ClusterStart {
  /** How many containers a cluster may have; each is a JVM of its own. */
  static final String LIMIT = "gossip.containers.max";

  private static final int DEFAULT_LIMIT = 16;

  private ClusterStart() {}

  static int limit() {
    return Integer.getInteger(LIMIT, DEFAULT_LIMIT);
  }

  /**
   * Refuses a plan that would start more containers than a machine can take.
   *
   * @throws IllegalArgumentException if it has too many nodes
   */
  static void requireFew(int nodes, int limit) {
    if (nodes > limit) {
      throw new IllegalArgumentException(
          "the plan has "
              + nodes
              + " nodes, each a JVM in a container, and at most "
              + limit
              + " may start; give it fewer nodes, or allow more with -D"
              + LIMIT
              + "="
              + nodes
              + " or maxNodes of GossipCluster.Builder");
    }
  }

  /**
   * Starts all containers in parallel.
   *
   * @param evidence where the logs are; called after a failure
   * @throws IllegalStateException if the image cannot be built, or a node does not start
   */
  static void startAll(List<ContainerNode> nodes, Supplier<String> evidence) {
    // Built first, so that building does not count towards the start limit of a container.
    awaitImage();
    try {
      ClusterEngine.startAll(nodes.stream().map(ContainerNode::container).toList());
    } catch (CompletionException e) {
      throw new IllegalStateException(failure(nodes) + evidence.get(), e);
    }
  }

  private static void awaitImage() {
    try {
      GossipImage.ofClassPath().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while building the image", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the image cannot be built: " + e.getMessage(), e);
    }
  }

  private static String failure(List<ContainerNode> nodes) {
    for (int index = 0; index < nodes.size(); index++) {
      GossipContainer container = nodes.get(index).container();
      if (container.getContainerId() != null && !container.isRunning()) {
        return "node " + index + " did not start: " + container.lastErrors();
      }
    }
    return "the nodes did not start in time";
  }
}
