package dev.gossip.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.PlanOptions;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.testkit.world.World;
import dev.gossip.testkit.world.WorldKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlanAttributeTest {

  @GossipTest(
      latency = "none",
      plan = "nodes=12 topology=random-regular:4 latency=constant:5ms gossip.lifetime=2m")
  void planOverridesTheOtherAttributes(SimulatedNetwork net, Simulation simulation) {
    assertThat(net.nodes()).hasSize(12);
    assertThat(net.edges()).hasSize(24);
    NetworkPlan plan = simulation.plan();
    assertThat(plan.text(PlanOptions.LATENCY)).isEqualTo("constant:5ms");
    assertThat(plan.settings()).containsEntry("gossip.lifetime", "2m");
    assertThat(plan.get(PlanOptions.RELAY)).isEqualTo("relay.flooding");
  }

  @WorldTest(plan = "nodes=5 topology=line gossip.lifetime=2m")
  void planIsThatOfEveryWorld(World world) {
    assertThat(world.nodes()).isEqualTo(5);
    assertThat(world.edges()).hasSize(4);
    assertThat(world.describe()).contains("gossip.lifetime=2m");
    world.awaitEverywhere(world.publish(0, "hello"));
  }

  @WorldTest(topology = "ring")
  void worldOfAnotherTopologyHasSixNodes(World world) {
    assertThat(world.nodes()).isEqualTo(6);
  }

  @WorldTest(plan = "topology=ring")
  void worldOfAPlanWithATopologyHasSixNodes(World world) {
    assertThat(world.nodes()).isEqualTo(6);
  }

  @WorldTest(plan = "sevenInARing")
  void methodDecidesTheNumberOfNodes(World world) {
    assertThat(world.nodes()).isEqualTo(7);
  }

  static NetworkPlan sevenInARing(NetworkPlan.Builder plan) {
    return plan.topology(Topologies.ring()).nodes(7).build();
  }

  @Test
  void planWithASeedIsRefused() {
    assertThatThrownBy(() -> PlanAttribute.complete(NetworkPlan.seeded(5), "seed=6"))
        .hasMessage(
            "plan: a test has the seeds of its annotation; use fixedSeeds instead of seed=6");
  }

  @Test
  void optionOfARunIsRefusedInATest() {
    assertThatThrownBy(() -> PlanAttribute.complete(NetworkPlan.seeded(5), "churn=0.2:1m:5s"))
        .hasMessageStartingWith("churn=0.2:1m:5s: a test publishes, stops nodes and cuts links")
        .hasMessageEndingWith("run the plan with PlanRun");
    assertThatThrownBy(() -> WorldKind.SIMULATION.start(NetworkPlan.parse("messages=5")))
        .hasMessageStartingWith("messages=5: ");
    assertThatThrownBy(
            () ->
                WorldKind.SIMULATION.start(
                    NetworkPlan.parse("nodes=12 spies=supernode:1 stop=first-report")))
        .hasMessageStartingWith("stop=first-report: a test publishes");
  }

  @Test
  void optionOfASimulationIsRefusedInAWorldOfRealNodes() {
    assertThatThrownBy(() -> WorldKind.LOOPBACK.start(NetworkPlan.parse("mtu=1280")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "mtu=1280: a world of loopback UDP does not have it; remove it, or use a simulation"
                + " only");
  }

  @Test
  void faultsOfCodeAreRefusedInContainers() {
    NetworkPlan plan = NetworkPlan.seeded(5).loss(0.1).faults(faults -> faults.cut(0, 1)).build();

    assertThatThrownBy(() -> WorldKind.CONTAINERS.start(plan))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("NetworkPlan.Builder.faults: a world of containers has no rules");
  }

  @WorldTest(
      in = WorldKind.LOOPBACK,
      plan = "delayedFromTheStart",
      nodes = 3,
      topology = "complete")
  void faultsOfCodeAreThereFromTheStart(World world) {
    assertThat(world.faultsInForce()).containsExactly("delay by 10ms everywhere");
    world.awaitEverywhere(world.publish(0, "late"));
  }

  static NetworkPlan delayedFromTheStart(NetworkPlan.Builder plan) {
    return plan.faults(faults -> faults.delay(Duration.ofMillis(10))).build();
  }

  @WorldTest(plan = "nodes=2 topology=line loss=0.05 duplicate=0.3 reorder=0.3")
  void faultsOfAPlanAreThereFromTheStart(World world) {
    for (int i = 0; i < 10; i++) {
      MessageId unused = world.publish(0, "message " + i);
    }
    world.await(
        () -> "two of the faults to hit; there is " + world.faultCounts(),
        () -> world.faultCounts().stream().filter(count -> count.hits() > 0).count() >= 2);
    assertThat(world.faultsInForce()).hasSize(3);
  }
}
