package dev.gossip.simulation.run;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import java.util.SortedSet;

/** The links that a run waits for: not those of attackers, which may be discouraged already. */
final class RunLinks {
  private final SimulatedNetwork network;
  private final boolean attacked;

  RunLinks(SimulatedNetwork network, boolean attacked) {
    this.network = network;
    this.attacked = attacked;
  }

  boolean areUp() {
    return attacked ? notUp() == 0 : network.isLinked();
  }

  int notUp() {
    if (!attacked) {
      return network.linksNotUp();
    }
    SortedSet<Integer> attackers = network.attackers();
    return (int)
        network.edges().stream()
            .filter(link -> !attackers.contains(link.dialer()))
            .filter(link -> !attackers.contains(link.dialed()))
            .filter(link -> !isUp(link.dialer(), link.dialed()))
            .count();
  }

  private boolean isUp(int dialer, int dialed) {
    return hasPeer(network.node(dialer), network.node(dialed))
        && hasPeer(network.node(dialed), network.node(dialer));
  }

  private static boolean hasPeer(SimulatedNode node, SimulatedNode other) {
    return node.peers().stream().anyMatch(peer -> peer.id().equals(other.id()));
  }
}
