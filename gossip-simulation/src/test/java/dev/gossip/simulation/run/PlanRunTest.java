package dev.gossip.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.core.config.ConfigurationException;
import dev.gossip.simulation.plan.NetworkPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PlanRunTest {
  private static final NetworkPlan SMALL =
      NetworkPlan.parse("nodes=12 topology=random-regular:4 messages=5 seed=3");

  /** Keeps what a run reports. */
  private static final class Listener implements RunListener {
    final Set<String> phases = new TreeSet<>();
    final List<String> notices = new ArrayList<>();

    @Override
    public void progress(String phase, double share, Duration virtual) {
      phases.add(phase);
      assertThat(share).isBetween(0.0, 1.0);
    }

    @Override
    public void notice(String text) {
      notices.add(text);
    }
  }

  @Test
  void runOfAPlanIsRepeatable() {
    RunResult result = PlanRun.run(SMALL);

    assertThat(PlanRun.run(NetworkPlan.parse(SMALL.toString())).report())
        .isEqualTo(result.report());
    assertThat(result.plan()).isEqualTo(SMALL);
    assertThat(result.relay()).isEqualTo("relay.flooding");
    assertThat(result.report().messages()).isEqualTo(5);
    assertThat(result.report().coverage()).isEqualTo(1);
    assertThat(result.wallNanos()).isZero();
    assertThat(PlanRun.run(SMALL.toBuilder().seed(4).build()).report().traceHash())
        .isNotEqualTo(result.report().traceHash());
  }

  @Test
  void listenerHearsOfPhasesAndNotices() {
    NetworkPlan plan = SMALL.toBuilder().set("for", "250ms").set("partition", "0.5:5m-6m").build();
    Listener listener = new Listener();
    long[] nanos = {0};

    RunResult result = new PreparedRun(plan).start(listener, () -> nanos[0] += 500).finish();

    assertThat(listener.phases).contains("starting nodes", "linking up", "publishing");
    assertThat(listener.notices)
        .hasSize(2)
        .isEqualTo(result.setup().notices())
        .satisfiesExactly(
            stopped ->
                assertThat(stopped)
                    .startsWith("the run was stopped after 250 ms (for): 2 messages not published"),
            early -> assertThat(early).endsWith("choose an earlier time for partition"));
    assertThat(result.wallNanos()).isEqualTo(500);
  }

  @Test
  void rolesAreThoseOfThePlan() {
    RunResult result =
        PlanRun.run(SMALL.toBuilder().set("down", "0.25").set("spies", "0.25").build());

    assertThat(result.report().messages()).isEqualTo(5);
    assertThat(result.privacy()).isNotNull();
    assertThat(result.plan().counts().crashing()).isEqualTo(3);
    assertThat(result.report().coverage()).isEqualTo(1);
  }

  @Test
  void payloadThatNodesDoNotTakeIsRefusedBeforeTheRun() {
    NetworkPlan plan = SMALL.toBuilder().payload(11).set("gossip.max-payload-bytes", "10").build();

    assertThatThrownBy(() -> new PreparedRun(plan))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "payload: 11 bytes exceed gossip.max-payload-bytes, which is 10; use a smaller"
                + " payload");
  }

  @Test
  void topologyThatDoesNotFitNamesItsOptions() {
    PreparedRun prepared = new PreparedRun(NetworkPlan.parse("topology=grid nodes=7"));

    assertThatThrownBy(() -> prepared.start(RunListener.NONE, () -> 0))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("topology=grid, nodes=7: ");
  }
}
