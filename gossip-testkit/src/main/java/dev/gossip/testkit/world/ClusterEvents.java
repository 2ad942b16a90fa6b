package dev.gossip.testkit.world;

import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.simulation.RunFailure.Kind;
import dev.gossip.testkit.container.ControlEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Applies the events of the nodes of a cluster to the cluster, on the thread of its test. */
final class ClusterEvents {
  private static final String DATA_DIR = "gossip.data-dir";

  private final RealWorld world;
  private final List<ContainerNode> nodes;
  private final Map<PeerId, Integer> indices = new HashMap<>();

  ClusterEvents(RealWorld world, List<ContainerNode> nodes) {
    this.world = world;
    this.nodes = nodes;
  }

  /**
   * Starts to follow the events of a node, whose container has started.
   *
   * @throws UncheckedIOException if the node does not answer
   */
  void follow(int index) {
    ContainerNode node = nodes.get(index);
    int incarnation = node.incarnation();
    try {
      node.follow(
          event -> {
            long timeNanos = world.nowNanos();
            world.enqueue(() -> apply(index, timeNanos, event));
          },
          () -> world.enqueue(() -> streamEnded(index, incarnation)));
    } catch (IOException e) {
      throw new UncheckedIOException("node " + index + " does not answer", e);
    }
    indices.put(node.id(), index);
  }

  /** Fails the run if the event stream ended although the test did not end the node. */
  private void streamEnded(int index, int incarnation) {
    ContainerNode node = nodes.get(index);
    if (node.isRunning() && node.incarnation() == incarnation) {
      String why =
          node.container().isRunning() ? "its event stream ended" : node.container().lastErrors();
      world.fail(Kind.NODE_STOPPED, "node " + index + " stopped: " + why);
    }
  }

  /** The index of the node with an identity; -1 if it is not known. */
  int indexOf(PeerId peer) {
    return indices.getOrDefault(peer, -1);
  }

  private void apply(int index, long timeNanos, ControlEvent event) {
    ContainerNode node = nodes.get(index);
    switch (event.name()) {
      case "peer-up" -> node.peerUp(peerOf(event), event.field("peer"));
      case "peer-moved" -> node.peerMoved(peerOf(event), event.field("peer"));
      case "peer-down" -> node.peerDown(peerOf(event));
      case "published" -> world.sent(new MessageId(bytes(event.field("id"))));
      case "delivered" -> {
        node.countDelivery();
        world.delivered(
            index,
            // With a data directory, a node must not deliver a message again after a restart.
            world.plan().settings().containsKey(DATA_DIR) ? 0 : node.incarnation(),
            new MessageId(bytes(event.field("id"))),
            node.peerAt(event.field("from")),
            timeNanos);
      }
      case "stopped" -> {
        if (node.isRunning()) {
          world.fail(Kind.NODE_STOPPED, "node " + index + " stopped: " + event.field("reason"));
        }
      }
      default -> {
        // Other events do not matter here.
      }
    }
  }

  private static PeerId peerOf(ControlEvent event) {
    return new PeerId(bytes(event.field("peerId")));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
