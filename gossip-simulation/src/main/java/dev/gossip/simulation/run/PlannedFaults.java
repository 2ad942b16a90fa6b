package dev.gossip.simulation.run;

import dev.gossip.api.relay.Draws;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.plan.ChurnPlan;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.PartitionPlan;
import dev.gossip.simulation.plan.PlanOptions;
import dev.gossip.simulation.wire.Fault;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** The faults of a plan that begin with the first message. */
final class PlannedFaults {
  private PlannedFaults() {}

  /**
   * Starts the faults.
   *
   * @param churnNodes the nodes that crash and restart
   */
  static void begin(SimulatedNetwork network, NetworkPlan plan, List<Integer> churnNodes) {
    ChurnPlan churn = plan.get(PlanOptions.CHURN);
    if (!churn.isNone()) {
      network.churn(churnNodes, churn.meanUp(), churn.meanDown());
    }
    PartitionPlan partition = plan.get(PlanOptions.PARTITION);
    if (!partition.isNone()) {
      List<Integer> all = IntStream.range(0, plan.nodes()).boxed().toList();
      List<Integer> side =
          Draws.sample(
              RandomStreams.seeded(plan.seed()).stream("partition"), all, plan.counts().cutOff());
      Duration lasts = partition.to().minus(partition.from());
      network.after(
          partition.from(),
          () -> {
            Fault cut = network.faults().partition(side);
            network.after(lasts, cut::remove);
          });
    }
  }
}
