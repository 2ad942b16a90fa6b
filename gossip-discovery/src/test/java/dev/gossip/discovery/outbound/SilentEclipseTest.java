package dev.gossip.discovery.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.discovery.outbound.Eclipse.Result;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The attacker of {@link EclipseTest}, whose links also fall silent: the victim dials peers that it
 * lost, but only those that it chose itself. A full build runs 250 seeds.
 */
class SilentEclipseTest {
  private static final int SEEDS = 5 * Integer.getInteger("gossip.seeds.scale", 1);

  /** Without group diversity this takes four hours to go wrong, but then it does with each seed. */
  private static final Duration FOUR_HOURS = Duration.ofHours(4);

  @Test
  void freshNodeIsNeverEclipsed() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Result result = new Eclipse(seed, Set.of(), Eclipse.FEW_GROUPS, true).fresh(FOUR_HOURS);
      assertThat(result.eclipsed()).as("eclipsed with seed %d: %s", seed, result).isFalse();
    }
  }

  @Test
  void restartedNodeIsNeverEclipsed() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Result result =
          new Eclipse(seed, Set.of(), Eclipse.FEW_GROUPS, true)
              .restarted(FOUR_HOURS, Duration.ofMinutes(10));
      assertThat(result.eclipsed()).as("eclipsed with seed %d: %s", seed, result).isFalse();
    }
  }
}
