package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The time of the test benches. */
class VirtualTimeTest {
  private final VirtualTime time = new VirtualTime(-100);
  private final List<String> log = new ArrayList<>();

  private Runnable at(long delayNanos, String what) {
    return time.schedule(delayNanos, () -> log.add(what + " at " + time.nowNanos()));
  }

  @Test
  void actionsRunByDueTime() {
    at(20, "second");
    at(10, "first");
    at(300, "too late");
    time.runUntil(0);

    assertThat(log).containsExactly("first at -90", "second at -80");
    assertThat(time.nowNanos()).isZero();
    assertThat(time.nextNanos(1_000)).isEqualTo(200);
  }

  @Test
  void simultaneousActionsRunInTheOrderInWhichTheyWereAdded() {
    List<Integer> order = new ArrayList<>();
    List<Integer> numbers = IntStream.range(0, 50).boxed().toList();
    numbers.forEach(number -> time.schedule(5, () -> order.add(number)));
    time.runUntil(0);

    assertThat(order).isEqualTo(numbers);
  }

  @Test
  void actionThatAnActionAddsRunsInTheSameRun() {
    time.schedule(10, () -> at(-5, "added"));
    time.runUntil(0);

    assertThat(log).containsExactly("added at -90");
  }

  @Test
  void removedActionDoesNotRun() {
    Runnable removal = at(10, "removed");
    removal.run();
    time.runUntil(0);

    assertThat(log).isEmpty();
    assertThat(time.runNext(Long.MAX_VALUE)).isFalse();
    assertThat(time.nextNanos(7)).isEqualTo(7);
  }
}
