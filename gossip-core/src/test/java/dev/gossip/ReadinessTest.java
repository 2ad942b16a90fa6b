package dev.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private final ChangeSignal signal = new ChangeSignal();
  private final AtomicInteger reads = new AtomicInteger();

  /** Otherwise no peer would seem to be up, long before the limit. */
  @Test
  void peerThatGoesDownAtOnceIsEnough() throws InterruptedException {
    Readiness seen =
        Readiness.await(
            signal, () -> false, () -> reads.incrementAndGet() == 1, Duration.ofDays(1));

    assertThat(seen).isEqualTo(Readiness.READY);
    assertThat(reads).hasValue(1);
  }

  @Test
  void endIsSeenBeforePeers() throws InterruptedException {
    assertThat(Readiness.await(signal, () -> true, () -> true, Duration.ofDays(1)))
        .isEqualTo(Readiness.ENDED);
  }

  @Test
  void limitEndsTheWait() throws InterruptedException {
    assertThat(Readiness.await(signal, () -> false, () -> false, Duration.ZERO))
        .isEqualTo(Readiness.WAITING);
  }
}
