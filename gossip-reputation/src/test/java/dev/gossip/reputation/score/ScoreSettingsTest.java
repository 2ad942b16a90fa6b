package dev.gossip.reputation.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gossip.api.plugin.InvalidSettingException;
import dev.gossip.api.plugin.PluginSettings;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreSettingsTest {
  /** Each would discourage some honest nodes. */
  private static final Set<Evidence> OFF =
      Set.of(
          Evidence.UNCHECKED_SIGNATURE, Evidence.INVALID, Evidence.SLOW, Evidence.FEW_DELIVERIES);

  private static ScoreSettings read(String... keysAndValues) {
    return ScoreSettings.read(Scores.settings(keysAndValues));
  }

  @Test
  void defaultsAreConsistent() {
    ScoreSettings defaults = ScoreSettings.read(PluginSettings.defaultsOf(new ReputationPlugin()));

    for (Evidence evidence : Evidence.COUNTED) {
      boolean isOff = OFF.contains(evidence);
      assertThat(defaults.limit(evidence) == 0).as("%s", evidence).isEqualTo(isOff);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "half-life, 10s",
    "half-life, 1h",
    "ban, 1s",
    "ban, 24h",
    "ban, 1d",
    "unsolicited-limit, 346",
    "invalid-limit, 87",
    "malformed-limit, 10000",
    "broken-promise-limit, 0",
    "slow-limit, 87",
  })
  void valueAtABoundIsAccepted(String key, String value) {
    assertThat(read(key, value)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "half-life, 9999ms, from 10s to 3600s",
    "half-life, 61m, from 10s to 3600s",
    "ban, 999ms, from 1s to 86400s",
    "ban, 25h, from 1s to 86400s",
    "unsolicited-limit, 400, 'at most 4 count within a second, and with a half-life of 60 s they'",
    "invalid-limit, 88, add up to 87.1; lower the limit or raise half-life",
    "slow-limit, 1000, the limit is never reached",
  })
  void valueThatMakesNoSenseIsRefused(String key, String value, String message) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> read(key, value))
        .withMessageContaining(message);
  }

  @Test
  void limitThatAHalfLifeMakesUnreachableIsRefused() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> read("half-life", "20s", "invalid-limit", "30"))
        .withMessageContaining("add up to 29.4");
    assertThat(read("half-life", "21s", "invalid-limit", "30")).isNotNull();
  }

  @Test
  void everyChargedRuleIsReachedAtItsRate() {
    ScoreSettings settings =
        read("slow-limit", "87", "invalid-limit", "30", "delivery-quota", "10");
    for (Evidence evidence : Evidence.COUNTED) {
      if (evidence.perSecond() > 0) {
        assertThat(settings.limit(evidence))
            .as("%s", evidence)
            .isLessThan(Decay.limitOf(evidence.perSecond(), settings.halfLifeNanos()));
      }
    }
  }
}
