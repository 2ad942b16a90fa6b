package dev.gossip.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.topology.Topologies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.TestAbortedException;

/** Both worlds behave the same, and the check reports differences. */
@Timeout(60)
class DifferentialCheckTest {
  private static final NetworkPlan SIX = NetworkPlan.seeded(1).build();

  @Test
  void sixNodesBehaveTheSameInBothWorlds() {
    DifferentialCheck.of(SIX)
        .compare(
            world -> {
              for (int node = 0; node < 6; node++) {
                world.publish(node, "from " + node);
                world.awaitQuiet();
              }
            });
  }

  @Test
  void crashAndRestartOfANodeBehaveTheSameInBothWorlds() {
    DifferentialCheck.of(SIX)
        .compare(
            world -> {
              world.publish(0, "six");
              world.awaitQuiet();
              world.crash(1);
              // Its peers have not noticed the crash and send it frames that it never receives.
              world.publish(2, "three in silence");
              world.awaitQuiet();
              world.awaitLinks();
              world.publish(5, "three");
              world.awaitQuiet();
              world.restart(1);
              world.awaitLinks();
              world.publish(4, "six again");
            });
  }

  @Test
  void twentyNodesWithRandomLinksBehaveTheSameInBothWorlds() {
    NetworkPlan plan =
        NetworkPlan.seeded(20).nodes(20).topology(Topologies.randomRegular(4)).build();
    DifferentialCheck.of(plan)
        .compare(
            world -> {
              for (int node = 0; node < 20; node += 3) {
                world.publish(node, "from " + node);
              }
            });
  }

  // ---- differences are found -----------------------------------------------------------------

  @Test
  void differentTransmissionsAreFound() {
    DifferentialCheck check =
        DifferentialCheck.of(NetworkPlan.seeded(1).with(TestRelays.twiceInRealTime()).build());
    Scenario hello = world -> world.publish(0, "hello");

    assertThatThrownBy(() -> check.compare(hello))
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "the payload frames sent differ: 7 in the simulation, 14 over loopback UDP")
        .hasMessageContaining("seed 1")
        .hasMessageContaining("relay.twice-in-real-time");
    check.ignoringTransmissions().compare(hello);
  }

  @Test
  void differentReachedNodesAreFound() {
    Scenario scenario =
        world -> {
          world.publish(0, "same");
          world.awaitQuiet();
          if (zeroInSimulation(world) == 1) {
            world.crash(5);
          }
          world.publish(0, "other");
        };

    assertThatThrownBy(() -> DifferentialCheck.of(SIX).compare(scenario))
        .hasMessageStartingWith(
            "the nodes that message 2 of 2, from node 0, reached differ: [0 1 2 3 4 5] in the"
                + " simulation, [0 1 2 3 4] over loopback UDP");
  }

  @Test
  void differentOriginsAndNumbersOfMessagesAreFound() {
    assertThatThrownBy(
            () ->
                DifferentialCheck.of(SIX)
                    .compare(world -> world.publish(zeroInSimulation(world), "hello")))
        .hasMessageStartingWith("the origin of message 1 of 1 differ: 0 in the simulation, 1 over");
    assertThatThrownBy(
            () ->
                DifferentialCheck.of(SIX)
                    .compare(
                        world -> {
                          for (int i = 0; i < zeroInSimulation(world); i++) {
                            world.publish(0, "hello");
                          }
                        }))
        .hasMessageStartingWith("the number of messages differ: 0 in the simulation, 1 over");
  }

  private static int zeroInSimulation(World world) {
    return world.supports(Capability.VIRTUAL_TIME) ? 0 : 1;
  }

  @Test
  void failureOfTheScenarioNamesItsWorld() {
    Scenario scenario = world -> assertThat(zeroInSimulation(world)).isZero();

    assertThatThrownBy(() -> DifferentialCheck.of(SIX).compare(scenario))
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageStartingWith("the scenario fails in the world of loopback UDP: ")
        .hasMessageContaining("expected: 0")
        .hasMessageContaining("(loopback UDP, seed 1, ")
        .hasCauseInstanceOf(AssertionError.class);
  }

  @Test
  void exceptionOfTheScenarioNamesItsWorld() {
    DifferentialCheck check = DifferentialCheck.of(SIX);

    assertThatThrownBy(() -> check.compare(world -> world.publish(6, "hello")))
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageStartingWith("the scenario fails in the world of simulation: java.lang.")
        .hasMessageContaining("(simulation, seed 1, ")
        .hasCauseInstanceOf(RuntimeException.class);
    StackOverflowError tooDeep = new StackOverflowError();
    assertThatThrownBy(
            () ->
                check.compare(
                    world -> {
                      throw tooDeep;
                    }))
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("simulation: java.lang.StackOverflowError (simulation, seed 1, ")
        .hasCause(tooDeep);
  }

  @Test
  void abortedScenarioIsNoFailure() {
    DifferentialCheck check = DifferentialCheck.of(SIX);
    TestAbortedException aborted = new TestAbortedException("not here");
    assertThatThrownBy(
            () ->
                check.compare(
                    world -> {
                      throw aborted;
                    }))
        .isSameAs(aborted);
  }
}
