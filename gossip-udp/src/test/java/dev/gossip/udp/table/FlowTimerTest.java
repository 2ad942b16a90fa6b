package dev.gossip.udp.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.VirtualTime;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowTimerTest {
  private static final long START = -7;

  private final VirtualTime time = new VirtualTime(START);
  private final Link link =
      new Link(0, PeerAddress.parse("192.0.2.1:5000"), 1, true, Link.State.UP, START);
  private final List<Long> fired = new ArrayList<>();
  private final FlowTimer timer =
      new FlowTimer(
          link,
          due -> {
            assertThat(due).isSameAs(link);
            fired.add(time.nowNanos() - START);
          });
  private int started;

  // The timer asks its context for nothing else.
  private final TransportContext context =
      (TransportContext)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {TransportContext.class},
              (proxy, method, args) -> schedule((Duration) args[0], (Runnable) args[2]));

  private TimerHandle schedule(Duration delay, Runnable action) {
    started++;
    return time.schedule(delay.toNanos(), action)::run;
  }

  private void start(long afterNanos) {
    timer.start(context, time.nowNanos() + afterNanos, time.nowNanos());
  }

  @Test
  void laterDeadlineLeavesTheTimerAlone() {
    start(2);
    start(4);
    time.runUntil(START + 10);
    assertThat(fired).containsExactly(2L);
    assertThat(started).isOne();
  }

  @Test
  void earlierDeadlineReplacesTheTimer() {
    start(4);
    start(2);
    time.runUntil(START + 10);
    assertThat(fired).containsExactly(2L);
    assertThat(started).isEqualTo(2);
  }

  @Test
  void timerThatHasFiredStartsAgainForAnyDeadline() {
    start(2);
    time.runUntil(START + 3);
    assertThat(timer.isStarted()).isFalse();
    start(4);
    time.runUntil(START + 10);
    assertThat(fired).containsExactly(2L, 7L);
  }

  @Test
  void deadlineThatIsOverIsDueAtOnce() {
    start(-3);
    time.runUntil(START);
    assertThat(fired).containsExactly(0L);
  }

  @Test
  void cancelledTimerDoesNotFireAndStartsAgain() {
    start(2);
    timer.cancel();
    assertThat(timer.isStarted()).isFalse();
    start(4);
    time.runUntil(START + 10);
    assertThat(fired).containsExactly(4L);
  }
}
