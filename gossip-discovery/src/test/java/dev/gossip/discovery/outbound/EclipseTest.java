package dev.gossip.discovery.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.discovery.outbound.Eclipse.Defence;
import dev.gossip.discovery.outbound.Eclipse.Result;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Nobody with 1,000 addresses in four groups becomes all outbound peers of a node. A full build
 * runs 1,000 seeds.
 */
class EclipseTest {
  private static final int SEEDS = 20 * Integer.getInteger("gossip.seeds.scale", 1);
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  @Test
  void freshNodeIsNeverEclipsed() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Result result = new Eclipse(seed, Set.of()).fresh(TEN_MINUTES);
      assertThat(result.eclipsed()).as("eclipsed with seed %d: %s", seed, result).isFalse();
    }
  }

  @Test
  void restartedNodeIsNeverEclipsed() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Result result = new Eclipse(seed, Set.of()).restarted(Duration.ofDays(1), TEN_MINUTES);
      assertThat(result.eclipsed()).as("eclipsed with seed %d: %s", seed, result).isFalse();
    }
  }

  @Test
  void otherDefencesStillHelpARestartedNodeAgainstMoreGroupsThanPeers() {
    double defended = shareOfManyGroups(EnumSet.noneOf(Defence.class));
    double undefended = shareOfManyGroups(EnumSet.allOf(Defence.class));

    assertThat(defended).as("the attacker's share of outbound peers").isLessThan(undefended);
  }

  private static double shareOfManyGroups(Set<Defence> without) {
    return LongStream.rangeClosed(1, 5)
        .mapToObj(
            seed ->
                new Eclipse(seed, without, Eclipse.MANY_GROUPS, false)
                    .restarted(Duration.ofDays(1), TEN_MINUTES))
        .mapToDouble(Result::outboundShare)
        .average()
        .orElseThrow();
  }
}
