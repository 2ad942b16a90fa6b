package dev.gossip.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.run.PlanRun;
import dev.gossip.simulation.run.RunResult;
import org.junit.jupiter.api.Test;

class LossTest {
  @Test
  void everyMessageArrivesDespiteLoss() {
    NetworkPlan plan =
        NetworkPlan.parse("nodes=50 topology=random-regular:8 loss=0.1 messages=10 seed=1");

    RunResult result = PlanRun.run(plan);

    assertThat(result.report().coverage()).isEqualTo(1.0);
    assertThat(result.setup().notices()).isEmpty();
  }
}
