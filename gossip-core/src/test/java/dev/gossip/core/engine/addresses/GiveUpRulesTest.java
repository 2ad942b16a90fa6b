package dev.gossip.core.engine.addresses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gossip.api.discovery.AddressSource;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GiveUpRulesTest {
  private static final long NOW = 1_800_000_000_000L;

  private final BookEntry entry = new BookEntry(BookFixture.remote(1), AddressSource.NODE);

  GiveUpRulesTest() {
    entry.lastHeardMillis = NOW;
  }

  private boolean isGivenUp() {
    return GiveUpRules.isGivenUp(entry, NOW);
  }

  @Test
  void threeTriesAreEnoughForAnAddressThatNeverWorked() {
    entry.failures = 2;
    assertThat(isGivenUp()).isFalse();
    entry.failures = 3;
    assertThat(isGivenUp()).isTrue();
  }

  @Test
  void tenFailuresAndAWeekAreEnoughForOneThatWorked() {
    entry.lastHandshakeMillis = NOW - GiveUpRules.FAILING_MILLIS;
    entry.failures = 10;
    assertThat(isGivenUp()).isFalse();
    entry.lastHandshakeMillis--;
    assertThat(isGivenUp()).isTrue();
    entry.failures = 9;
    assertThat(isGivenUp()).isFalse();
  }

  @Test
  void addressIsGivenUpWhenItWasNotNamedForAMonth() {
    entry.lastHeardMillis = NOW - GiveUpRules.HORIZON_MILLIS;
    assertThat(isGivenUp()).isFalse();
    entry.lastHeardMillis--;
    assertThat(isGivenUp()).isTrue();
    entry.isLinked = true;
    assertThat(isGivenUp()).as("linked").isFalse();
  }

  @Test
  void chanceGrowsInTheTenMinutesAfterADial() {
    assertThat(GiveUpRules.chance(entry, NOW)).as("never dialed").isEqualTo(1);
    entry.lastDialMillis = NOW;
    assertThat(GiveUpRules.chance(entry, NOW)).isEqualTo(0.01);
    entry.lastDialMillis = NOW - Duration.ofMinutes(5).toMillis();
    assertThat(GiveUpRules.chance(entry, NOW)).isEqualTo(0.5);
    entry.lastDialMillis = NOW - Duration.ofMinutes(11).toMillis();
    assertThat(GiveUpRules.chance(entry, NOW)).isEqualTo(1);
  }

  @Test
  void chanceShrinksWithEachOfEightFailures() {
    entry.failures = 1;
    assertThat(GiveUpRules.chance(entry, NOW)).isEqualTo(0.66);
    entry.failures = 8;
    double least = Math.pow(0.66, 8);
    assertThat(GiveUpRules.chance(entry, NOW)).isCloseTo(least, within(1e-12));
    entry.failures = 1_000;
    assertThat(GiveUpRules.chance(entry, NOW)).isCloseTo(least, within(1e-12));
  }

  @Test
  void addressIsPassedOnForADayAfterItsHandshake() {
    assertThat(GiveUpRules.mayBePassedOn(entry, NOW)).isFalse();
    entry.lastHandshakeMillis = NOW - GiveUpRules.PASSED_ON_MILLIS + 1;
    assertThat(GiveUpRules.mayBePassedOn(entry, NOW)).isTrue();
    entry.lastDialMillis = NOW;
    entry.failures = 1;
    assertThat(GiveUpRules.mayBePassedOn(entry, NOW)).as("after a failed dial").isFalse();
    entry.failures = 0;
    entry.lastHandshakeMillis--;
    assertThat(GiveUpRules.mayBePassedOn(entry, NOW)).as("after a day").isFalse();
    entry.isLinked = true;
    assertThat(GiveUpRules.mayBePassedOn(entry, NOW)).as("linked").isTrue();
  }
}
