package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.ScriptedMembership;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DialScheduleTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SplittableRandom random = new SplittableRandom(24);
  private final DialSchedule schedule = new DialSchedule();
  private long nowNanos = -5_000_000_000L;

  /** Dials, and has the peer up for some time; returns the delay after its loss. */
  private Duration lossAfter(Duration up) {
    schedule.dialed(nowNanos);
    schedule.onUp(nowNanos);
    nowNanos += up.toNanos();
    return schedule.delayAfterLoss(nowNanos, random);
  }

  @Test
  void delayGrowsWhileLinksAreLostSoon() {
    long expectedMillis = 200;
    for (int loss = 0; loss < 20; loss++) {
      assertThat(lossAfter(SECOND))
          .isBetween(Duration.ofMillis(expectedMillis / 2), Duration.ofMillis(expectedMillis));
      expectedMillis = Math.min(2 * expectedMillis, 10_000);
    }
  }

  @Test
  void delayIsShortAgainAfterASteadyLink() {
    for (int loss = 0; loss < 20; loss++) {
      lossAfter(DialSchedule.STEADY.minusNanos(1));
    }
    assertThat(lossAfter(DialSchedule.STEADY)).isLessThanOrEqualTo(Duration.ofMillis(200));
    assertThat(lossAfter(SECOND)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
  }

  @Test
  void linkThatGoesDownAtOnceIsDialedLessAndLess() {
    MemoryNetwork network = new MemoryNetwork(25);
    ScriptedMembership membership = new ScriptedMembership();
    membership.onCandidate =
        candidate -> {
          membership.context().accept(candidate.id());
          membership.context().disconnect(candidate.id(), "it goes down at once");
        };
    MemoryNode node = network.start(1, Map.of(), List.of(membership.plugin()), 2);
    network.start(2);
    network.runFor(Duration.ofMinutes(1));
    // At most 8 while the delay grows to 10 s, then one every 5 to 10 s.
    assertThat(membership.candidates).hasSizeBetween(6, 8 + 12);

    membership.onCandidate = candidate -> membership.context().accept(candidate.id());
    network.runFor(Duration.ofSeconds(11));
    assertThat(node.peers()).containsExactly(2);
  }
}
