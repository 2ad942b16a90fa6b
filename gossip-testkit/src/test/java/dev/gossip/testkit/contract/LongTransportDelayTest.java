package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Delays that no clock in nanoseconds can express, in the test bench of transports. */
class LongTransportDelayTest {
  @Test
  void timerWithTheLongestDelayStaysPending() {
    TransportBench bench = new TransportBench(new UdpTransportTest(), 42);
    TransportEnd end = bench.start(1);
    int others = bench.timersOf(end);
    List<String> ran = new ArrayList<>();
    bench.runFor(Duration.ofDays(1));

    end.schedule(ChronoUnit.FOREVER.getDuration(), "never", () -> ran.add("never"));
    bench.runFor(Duration.ofDays(1));

    assertThat(ran).isEmpty();
    assertThat(bench.timersOf(end)).isEqualTo(others + 1);
  }
}
