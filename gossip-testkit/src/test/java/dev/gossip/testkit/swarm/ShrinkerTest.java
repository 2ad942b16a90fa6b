package dev.gossip.testkit.swarm;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shrinks scenarios by predicates on their values, without running them. */
@Timeout(60)
class ShrinkerTest {
  private static final int ENOUGH = 100_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void scenarioThatAlwaysFailsShrinksToTheSimplestOne(long seed) {
    SwarmScenario simplest =
        new Shrinker(scenario -> true, ENOUGH).shrink(SwarmScenario.draw(seed));

    assertThat(simplest).isEqualTo(SwarmScenario.builder(seed).build());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void everyAcceptedStepFailsTheSameWayAndWeighsLess(long seed) {
    SwarmScenario drawn = SwarmScenario.draw(seed);
    Predicate<SwarmScenario> fails =
        scenario -> scenario.nodes() % 3 == drawn.nodes() % 3 && scenario.faults().size() % 2 == 0;
    List<SwarmScenario> steps = new ArrayList<>(List.of(drawn));
    boolean failsAtAll = fails.test(drawn);

    SwarmScenario simplest =
        new Shrinker(
                scenario -> {
                  boolean sameWay = fails.test(scenario) == failsAtAll;
                  if (sameWay) {
                    steps.add(scenario);
                  }
                  return sameWay;
                },
                ENOUGH)
            .shrink(drawn);

    assertThat(fails.test(simplest)).isEqualTo(failsAtAll);
    assertThat(simplest).isEqualTo(steps.get(steps.size() - 1));
    assertThat(steps.stream().map(Simplifications::weight).toList())
        .isSortedAccordingTo((one, other) -> Long.compare(other, one))
        .doesNotHaveDuplicates();
  }

  @Test
  void onlyTheRelevantFaultRemainsAtRoundTimes() {
    SwarmScenario drawn =
        SwarmScenario.draw(4).toBuilder().crash(ofMillis(7_531), ofMillis(12_345), 1).build();

    SwarmScenario simplest =
        new Shrinker(
                scenario ->
                    scenario.faults().stream()
                        .anyMatch(
                            fault ->
                                fault.kind() == FaultKind.CRASH
                                    && fault.from().compareTo(ofMillis(5_500)) > 0),
                ENOUGH)
            .shrink(drawn);

    assertThat(simplest)
        .isEqualTo(SwarmScenario.builder(4).crash(ofMillis(6_000), ofMillis(7_000), 1).build());
  }

  @Test
  void scenarioStaysTheSameIfNoSimplerOneFails() {
    SwarmScenario drawn = SwarmScenario.draw(7);

    assertThat(new Shrinker(scenario -> false, ENOUGH).shrink(drawn)).isEqualTo(drawn);
  }

  @Test
  void numberOfAttemptsIsBounded() {
    List<SwarmScenario> tried = new ArrayList<>();
    Shrinker shrinker = new Shrinker(tried::add, 5);

    shrinker.shrink(SwarmScenario.draw(12));

    assertThat(tried).hasSize(5);
    assertThat(shrinker.attempts()).isEqualTo(5);
  }
}
