package dev.gossip.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Times that nanoseconds in 64 bits cannot express. */
class LongTimesTest {
  private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  private final SimulatedNetwork network =
      Simulation.seeded(8).nodes(3).topology(Topologies.complete()).start();

  @BeforeEach
  void link() {
    network.awaitLinks(FOREVER);
  }

  @Test
  void actionAfterTheLongestDelayDoesNotHappen() {
    List<String> happened = new ArrayList<>();

    network.after(FOREVER, () -> happened.add("never"));
    network.after(Duration.ofNanos(Long.MAX_VALUE), () -> happened.add("never"));
    network.runFor(Duration.ofMinutes(1));

    assertThat(happened).isEmpty();
  }

  @Test
  void networkIsNotRunForLongerThanAHundredYears() {
    Duration before = network.now();

    for (Duration tooLong : List.of(FOREVER, Duration.ofDays(36_500))) {
      assertThatThrownBy(() -> network.runFor(tooLong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("36500 days of virtual time at most")
          .hasMessageContaining("choose a shorter time");
    }
    assertThat(network.now()).isEqualTo(before);
  }

  @Test
  void longestLimitIsAsGoodAsNone() {
    network.node(0).publish("hello");

    assertThat(network.runUntilQuiet(FOREVER)).isTrue();
  }

  @Test
  void nodesWithTheLongestUpTimeDoNotCrash() {
    Churn churn = network.churn(List.of(0, 1, 2), FOREVER, Duration.ofSeconds(1));

    network.runFor(Duration.ofMinutes(1));

    assertThat(churn.hits()).isZero();
    assertThat(network.isLinked()).isTrue();
  }

  @Test
  void nodesWithTheLongestDownTimeStayDown() {
    Churn churn = network.churn(List.of(2), Duration.ofSeconds(1), FOREVER);

    network.runFor(Duration.ofMinutes(1));

    assertThat(churn.hits()).isOne();
    assertThat(network.node(2).isDown()).isTrue();
  }
}
