package dev.gossip.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.simulation.RunFailure;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.wire.PacketOutcome;
import org.junit.jupiter.api.Test;

/** A run of a plan says what its faults did not do. */
class FaultNoticesTest {

  private static NetworkPlan.Builder six() {
    return NetworkPlan.parse("nodes=6 topology=six messages=2 seed=7").toBuilder();
  }

  @Test
  void faultThatDoesNotWorkFailsTheRun() {
    NetworkPlan plan =
        six()
            .faults(
                faults ->
                    faults
                        .everywhere()
                        .share(0.5)
                        .rule("dud", (packet, random) -> PacketOutcome.PASS))
            .build();

    assertThatThrownBy(() -> PlanRun.run(plan))
        .isInstanceOfSatisfying(
            RunFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(RunFailure.Kind.FAULT_WITHOUT_EFFECT))
        .hasMessageStartingWith("the fault 'dud everywhere (share 0.5)' never hit anything, which")
        .hasMessageContaining("; it does not work, so the results mean nothing (seed 7, 6 nodes");
  }

  @Test
  void faultThatHadNothingToHitIsNoticed() {
    NetworkPlan plan = six().faults(faults -> faults.cut(0, 0)).build();

    assertThat(PlanRun.run(plan).setup().notices())
        .containsExactly(
            "the fault 'drop from 0 to 0' never hit anything; it was in force too briefly, or"
                + " where nothing happened");
  }

  @Test
  void faultsThatWorkAreNotMentioned() {
    NetworkPlan plan = six().set("loss", "0.1").set("reorder", "0.1").build();

    assertThat(PlanRun.run(plan).setup().notices()).isEmpty();
  }
}
