package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossyWireTest {
  private static final int SENT = 10_000;
  private static final long SEED = 20_261_130;

  private static List<List<Long>> arrivals(LossyWire wire) {
    List<List<Long>> arrivals = new ArrayList<>();
    for (int i = 0; i < SENT; i++) {
      arrivals.add(wire.arrivals());
    }
    return arrivals;
  }

  private static double share(List<List<Long>> all, int copies) {
    return (double) all.stream().filter(one -> one.size() == copies).count() / SENT;
  }

  @Test
  void wireIsPerfectByDefault() {
    assertThat(arrivals(LossyWire.seeded(SEED))).containsOnly(List.of(0L));
  }

  @Test
  void datagramsAreLostRepeatedAndDelayedAsSetAndEquallyForEqualSeeds() {
    List<List<Long>> all =
        arrivals(LossyWire.seeded(SEED).losing(0.3).repeating(0.2).delaying(5, 9));

    assertThat(share(all, 0)).isCloseTo(0.3 * 0.8, within(0.02));
    assertThat(share(all, 1)).isCloseTo(0.7 * 0.8 + 0.3 * 0.2 * 0.8, within(0.02));
    assertThat(all.stream().flatMap(List::stream).distinct())
        .containsExactlyInAnyOrder(5L, 6L, 7L, 8L, 9L);
    assertThat(arrivals(LossyWire.seeded(SEED).losing(0.3).repeating(0.2).delaying(5, 9)))
        .isEqualTo(all);
  }

  @Test
  void wireThatLosesEverythingCarriesNothing() {
    assertThat(arrivals(LossyWire.seeded(SEED).losing(1))).containsOnly(List.of());
  }
}
