package dev.gossip.discovery.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.DialOutcome;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DialsTest {
  private static final PeerAddress ADDRESS = new PeerAddress("10.0.0.1", 6_000);
  private static final Duration STEP = Duration.ofMillis(100);

  private final Dials dials = new Dials(new SplittableRandom(1));
  private long nowNanos = Long.MAX_VALUE - STEP.toNanos();

  private Duration pauseAfterFailure() {
    dials.add(ADDRESS, nowNanos);
    assertThat(dials.mayDial(ADDRESS, nowNanos)).isFalse();
    dials.onOutcome(ADDRESS, DialOutcome.Kind.UNREACHABLE, nowNanos);
    Duration pause = Duration.ZERO;
    for (int i = 0; i < 1_000 && !dials.mayDial(ADDRESS, nowNanos); i++) {
      nowNanos += STEP.toNanos();
      pause = pause.plus(STEP);
    }
    return pause;
  }

  @Test
  void pausesGrowUpToThirtySeconds() {
    assertThat(pauseAfterFailure()).isBetween(Duration.ofMillis(500), Duration.ofMillis(1_100));
    for (int i = 0; i < 4; i++) {
      assertThat(pauseAfterFailure()).isPositive();
    }
    for (int i = 0; i < 5; i++) {
      assertThat(pauseAfterFailure()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(31));
    }
  }

  @Test
  void reachedAddressKeepsItsPlaceOnlyForAMoment() {
    dials.add(ADDRESS, nowNanos);
    dials.onOutcome(ADDRESS, DialOutcome.Kind.REACHED, nowNanos);
    dials.forgetUnused(nowNanos);
    assertThat(dials.addresses()).containsExactly(ADDRESS);

    dials.forgetUnused(nowNanos + Duration.ofSeconds(1).toNanos());

    assertThat(dials.addresses()).isEmpty();
    assertThat(dials.mayDial(ADDRESS, nowNanos)).isTrue();
  }
}
