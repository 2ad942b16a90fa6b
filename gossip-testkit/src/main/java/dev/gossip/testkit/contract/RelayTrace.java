package dev.gossip.testkit.contract;

import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.simulation.RunFailure;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.testkit.contract.WatchedNetwork.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The trace of an eventful simulated run. */
final class RelayTrace {
  private static final Shape SHAPE = new Shape("random-regular:6", 14, 41);
  private static final Duration STEP = Duration.ofMillis(300);

  private RelayTrace() {}

  /** Runs the network with a fixed seed. The last line has the hash of the run. */
  static List<String> of(RelayStrategy.Factory factory, RelayTraits traits) {
    List<String> lines = new ArrayList<>();
    SimulatedNetwork network =
        ContractChannels.with(SHAPE.simulation(), factory, traits)
            .loss(0.05)
            .trace(lines::add)
            .start();
    try {
      network.awaitLinks(Duration.ofMinutes(1));
      for (SimulatedNode node : network.nodes()) {
        node.publish("from " + node);
        network.runFor(STEP);
      }
      network.node(3).crash();
      network.runFor(Duration.ofSeconds(8));
      network.node(3).restart();
      network.node(4).publish("once more");
      network.runFor(Duration.ofSeconds(20));
    } catch (RunFailure e) {
      lines.add(String.valueOf(e.getMessage()));
    }
    lines.add("trace " + network.record().traceHash());
    return lines;
  }

  /** The network and seed needed to repeat the run. */
  static String describe() {
    return SHAPE.topology() + " of " + SHAPE.nodes() + " nodes, seed " + SHAPE.seed();
  }
}
