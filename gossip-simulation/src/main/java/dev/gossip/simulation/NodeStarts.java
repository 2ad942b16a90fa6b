package dev.gossip.simulation;

import dev.gossip.simulation.trace.NodeChange;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Starts the nodes of a network, all at once or within a window. */
final class NodeStarts {
  private final SimulatedNetwork network;
  private final NetworkSpec.@Nullable Growth growth;
  private int waiting;

  NodeStarts(SimulatedNetwork network, NetworkSpec.@Nullable Growth growth) {
    this.network = network;
    this.growth = growth;
  }

  /**
   * Starts the nodes that start at once, and schedules the others.
   *
   * @param random used only if there is a window
   */
  void begin(Supplier<RandomGenerator> random) {
    if (growth == null || growth.startWindow().isZero()) {
      network.nodes().forEach(SimulatedNode::start);
      return;
    }
    RandomGenerator delays = random.get();
    for (SimulatedNode node : network.nodes()) {
      if (node.index() < growth.bootstrapNodes()) {
        node.start();
      } else {
        waiting++;
        long delay = delays.nextLong(growth.startWindow().toNanos());
        network.after(Duration.ofNanos(delay), () -> startLater(node));
      }
    }
  }

  private void startLater(SimulatedNode node) {
    waiting--;
    // Not if the user of the network has restarted it before.
    if (node.isDown()) {
      network.nodeChanged(node, NodeChange.STARTED);
      node.start();
    }
  }

  /** Whether all nodes have started. */
  boolean areDone() {
    return waiting == 0;
  }
}
