package dev.gossip.simulation;

import dev.gossip.simulation.wire.FaultCounters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;

/** The faults of the nodes of a network. Ends them, and those of the wire, all at once. */
final class NodeFaults {
  private final SimulatedNetwork network;
  private final FaultCounters counters = new FaultCounters();
  private final List<Churn> churns = new ArrayList<>();
  private int created;

  NodeFaults(SimulatedNetwork network) {
    this.network = network;
  }

  FaultCounters counters() {
    return counters;
  }

  /** The number of the next churn, for its random stream. */
  int nextChurn() {
    return created++;
  }

  Churn churn(
      Collection<Integer> indices, Duration meanUp, Duration meanDown, RandomGenerator random) {
    List<SimulatedNode> nodes = indices.stream().map(network::node).toList();
    Churn churn = new Churn(network, nodes, meanUp, meanDown, random);
    churns.removeIf(Churn::isStopped);
    churns.add(churn);
    return churn;
  }

  /**
   * Ends every fault: of the wire, and of the nodes, which all run afterwards with right clocks.
   */
  void end() {
    network.faults().heal();
    churns.forEach(Churn::stop);
    for (SimulatedNode node : network.nodes()) {
      if (node.hasWrongClock()) {
        node.skewClock(Duration.ZERO);
        node.driftClock(0);
      }
      if (node.isDown()) {
        node.restart();
      } else if (!node.isUp()) {
        node.resume();
      }
    }
  }

  /** The faults that are in force, as text; a node that has not started yet counts as down. */
  List<String> inForce() {
    List<String> faults = new ArrayList<>(network.faults().inForce());
    churns.stream().filter(churn -> !churn.isStopped()).forEach(churn -> faults.add("" + churn));
    for (SimulatedNode node : network.nodes()) {
      if (node.isDown()) {
        faults.add(node + " is down");
      } else if (!node.isUp()) {
        faults.add(node + " is paused");
      }
      if (node.hasWrongClock()) {
        faults.add("the clock of " + node + " is wrong");
      }
    }
    return faults;
  }
}
