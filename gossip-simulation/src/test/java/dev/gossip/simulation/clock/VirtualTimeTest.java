package dev.gossip.simulation.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
  private final VirtualTime time = new VirtualTime();
  private final List<String> ran = new ArrayList<>();

  @Test
  void simultaneousEventsRunByNodeAndThenByItsCount() {
    time.at(30, 7, () -> ran.add("first of 30"));
    time.at(2, 7, () -> ran.add("first of 2"));
    time.at(30, 7, () -> ran.add("second of 30"));
    time.at(2, 7, () -> ran.add("second of 2"));
    time.at(7, () -> ran.add("user"));
    time.at(30, 6, () -> ran.add("earlier"));
    time.runUntil(10, () -> {});
    assertThat(ran)
        .containsExactly(
            "earlier", "user", "first of 2", "second of 2", "first of 30", "second of 30");
  }

  @Test
  void lateEventHappensNow() {
    time.runUntil(10, () -> {});
    time.at(5, () -> ran.add("at " + time.nowNanos()));
    time.runUntil(10, () -> {});
    assertThat(ran).containsExactly("at 10");
  }
}
