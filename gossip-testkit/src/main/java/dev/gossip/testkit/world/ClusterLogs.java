package dev.gossip.testkit.world;

import dev.gossip.testkit.container.GossipContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Saves the logs of the nodes of a cluster, with all their events, in a folder of the build. */
final class ClusterLogs {
  private static final Path FOLDER = Path.of("target", "gossip-clusters");

  private static final AtomicInteger CLUSTERS = new AtomicInteger();

  // The names are the same in every run, so that new logs replace the old ones.
  private final Path folder = FOLDER.resolve("cluster-" + CLUSTERS.incrementAndGet());
  private final List<ContainerNode> nodes;

  ClusterLogs(List<ContainerNode> nodes) {
    this.nodes = nodes;
  }

  Path folder() {
    return folder;
  }

  /** Writes the logs so far, and returns a line that says where they are. */
  String save() {
    try {
      Files.createDirectories(folder);
      for (int index = 0; index < nodes.size(); index++) {
        GossipContainer container = nodes.get(index).container();
        if (container.getContainerId() != null) {
          Files.writeString(
              folder.resolve(ContainerNode.alias(index) + ".log"), container.getLogs());
        }
      }
      return "\n  the logs of all nodes are in " + folder.toAbsolutePath();
    } catch (IOException | RuntimeException e) {
      return "\n  the logs of the nodes could not be saved: " + e.getMessage();
    }
  }
}
