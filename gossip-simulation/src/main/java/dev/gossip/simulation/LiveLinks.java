package dev.gossip.simulation;

import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.simulation.topology.ConnectedComponents;
import dev.gossip.simulation.topology.Topology.Edge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the links that are up now, by asking the nodes. */
final class LiveLinks {
  private final List<SimulatedNode> nodes;

  LiveLinks(List<SimulatedNode> nodes) {
    this.nodes = nodes;
  }

  /** The links between running nodes that are up at both ends, by the lower of their indices. */
  List<Edge> edges() {
    Map<PeerId, Integer> indices = new HashMap<>();
    for (SimulatedNode node : nodes) {
      if (node.isUp()) {
        indices.put(node.id(), node.index());
      }
    }
    List<Map<Integer, Direction>> higher = new ArrayList<>();
    List<Edge> edges = new ArrayList<>();
    for (SimulatedNode node : nodes) {
      Map<Integer, Direction> directions = new HashMap<>();
      higher.add(directions);
      for (Peer peer : node.isUp() ? node.peers() : List.<Peer>of()) {
        int other = indices.getOrDefault(peer.id(), node.index());
        if (other > node.index()) {
          directions.put(other, peer.direction());
        } else if (other < node.index()) {
          Direction seenThere = higher.get(other).get(node.index());
          if (seenThere != null) {
            edges.add(
                seenThere == Direction.OUTBOUND
                    ? new Edge(other, node.index())
                    : new Edge(node.index(), other));
          }
        }
      }
    }
    return edges;
  }

  /** See {@link SimulatedNetwork#hasConverged}. */
  boolean haveConverged(int outbound) {
    List<SimulatedNode> running = nodes.stream().filter(SimulatedNode::isUp).toList();
    int others = running.size() - 1;
    return running.stream()
            .allMatch(node -> node.outboundPeers() >= outbound || node.peers().size() >= others)
        && ConnectedComponents.of(nodes.size(), edges(), index -> nodes.get(index).isUp()).count()
            <= 1;
  }
}
