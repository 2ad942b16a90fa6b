package dev.gossip.report;

import dev.gossip.api.PeerId;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.FaultCount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A network at the end of a run, of whatever kind: what a page shows of its nodes, its links and
 * its messages.
 *
 * @param describe the kind of network and its options, in one line
 * @param seed the seed of the run; it also places the nodes in the picture
 * @param nodes by their index
 * @param edges the links that it should have
 * @param linksNotUp those of them between running nodes that are not up
 * @param messages the records of all published messages, in order
 * @param faults what each fault hit
 */
public record ReportedNetwork(
    String describe,
    long seed,
    List<Node> nodes,
    List<Edge> edges,
    List<Edge> linksNotUp,
    Collection<MessageRecord> messages,
    List<FaultCount> faults) {

  /**
   * A node.
   *
   * @param up whether it is running
   * @param hostile whether it attacks, so that no figure counts it
   */
  public record Node(boolean up, boolean hostile) {}

  /** A simulated network, as it is now. */
  public static ReportedNetwork of(SimulatedNetwork network) {
    return new ReportedNetwork(
        network.describe(),
        network.seed(),
        network.nodes().stream().map(node -> new Node(node.isUp(), node.isHostile())).toList(),
        network.edges(),
        linksNotUp(network),
        network.record().messages(),
        network.faults().counts());
  }

  private static List<Edge> linksNotUp(SimulatedNetwork network) {
    if (network.linksNotUp() == 0) {
      return List.of();
    }
    List<Set<PeerId>> peers = new ArrayList<>();
    for (SimulatedNode node : network.nodes()) {
      Set<PeerId> of = new HashSet<>();
      if (node.isUp()) {
        node.peers().forEach(peer -> of.add(peer.id()));
      }
      peers.add(of);
    }
    return network.edges().stream()
        .filter(edge -> isUp(network, edge.dialer()) && isUp(network, edge.dialed()))
        .filter(
            edge ->
                !peers.get(edge.dialer()).contains(network.node(edge.dialed()).id())
                    || !peers.get(edge.dialed()).contains(network.node(edge.dialer()).id()))
        .toList();
  }

  private static boolean isUp(SimulatedNetwork network, int node) {
    return network.node(node).isUp();
  }
}
