package dev.gossip.api.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {
  private static final Setting<Duration> DURATION =
      Setting.duration("interval", "200ms", "how often");
  private static final Setting<Integer> INTEGER = Setting.integer("count", 3, -2, 9, "how many");
  private static final Setting<Double> DECIMAL = Setting.decimal("share", 0.5, 0, 1, "how much");
  private static final Setting<Boolean> FLAG = Setting.flag("on", true, "whether");
  private static final Setting<String> TEXT = Setting.text("name", "nobody", "who");
  private static final Setting<Policy> ONE_OF =
      Setting.oneOf("policy", Policy.VERY_STRICT, "how severe");

  private enum Policy {
    VERY_STRICT,
    LAX {
      // A constant with a body has its own class; the enum's constants must still be found.
      @Override
      boolean forgiving() {
        return true;
      }
    };

    boolean forgiving() {
      return false;
    }
  }

  @Test
  void settingHasKeyDefaultAndMeaning() {
    assertThat(DURATION.key()).isEqualTo("interval");
    assertThat(DURATION.defaultText()).isEqualTo("200ms");
    assertThat(DURATION.defaultValue()).isEqualTo(Duration.ofMillis(200));
    assertThat(DURATION.meaning()).isEqualTo("how often");
    assertThat(DURATION).hasToString("interval");
  }

  @ParameterizedTest
  @CsvSource({
    "1ns, PT0.000000001S",
    "7us, PT0.000007S",
    "20ms, PT0.02S",
    "2s, PT2S",
    "5m, PT5M",
    "1h, PT1H",
    "36500d, PT876000H",
    "999999999999999us, PT277777H46M39.999999S",
    "' 2  s ', PT2S",
    "002s, PT2S"
  })
  void durationIsParsed(String text, Duration expected) {
    assertThat(DURATION.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2",
        "s",
        "-2s",
        "1.5s",
        "2 weeks",
        "2S",
        "0ns",
        "0s",
        "0d",
        "36501d",
        "999999999999999s",
        "999999999999999m",
        "999999999999999h",
        "999999999999999d",
        "9999999999999999ns"
      })
  void malformedZeroOrTooLongDurationIsRejected(String text) {
    assertRefused(DURATION, text, "a duration above zero, such as 200ms, 2s or 5m");
  }

  @ParameterizedTest
  @CsvSource({"-2, -2", "9, 9", "' 0 ', 0"})
  void integerIsParsedWithInclusiveBounds(String text, int expected) {
    assertThat(INTEGER.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-3", "10", "", "1.0", "one", "99999999999", "0x1"})
  void integerThatIsNotWholeOrOutOfBoundsIsRejected(String text) {
    assertRefused(INTEGER, text, "a whole number from -2 to 9");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "0.25, 0.25", "1e-3, 0.001"})
  void decimalIsParsedWithInclusiveBounds(String text, double expected) {
    assertThat(DECIMAL.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.001", "1.001", "NaN", "Infinity", "", "half", "0,5"})
  void decimalOutOfBoundsIsRejected(String text) {
    assertRefused(DECIMAL, text, "a number from 0.0 to 1.0");
  }

  @Test
  void flagIsTrueOrFalseOnly() {
    assertThat(FLAG.parse("true")).isTrue();
    assertThat(FLAG.parse(" false ")).isFalse();
    assertRefused(FLAG, "yes", "true or false");
    assertRefused(FLAG, "TRUE", "true or false");
    assertRefused(FLAG, "", "true or false");
  }

  @Test
  void textIsStripped() {
    assertThat(TEXT.parse(" two words ")).isEqualTo("two words");
    assertThat(TEXT.parse("")).isEmpty();
  }

  @Test
  void enumConstantIsWrittenInLowerCaseWithDashes() {
    assertThat(ONE_OF.defaultText()).isEqualTo("very-strict");
    assertThat(ONE_OF.parse("very-strict").forgiving()).isFalse();
    assertThat(ONE_OF.parse("lax").forgiving()).isTrue();
    assertRefused(ONE_OF, "VERY_STRICT", "one of very-strict, lax");
    assertRefused(ONE_OF, "", "one of very-strict, lax");
  }

  @Test
  void defaultMayBeAnEnumConstantWithABody() {
    assertThat(Setting.oneOf("policy", Policy.LAX, "how severe").expected())
        .isEqualTo("one of very-strict, lax");
  }

  @Test
  void defaultMustBeValid() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Setting.integer("count", 10, 0, 9, "how many"))
        .withMessage("'10' is not a whole number from 0 to 9");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Setting.duration("interval", "soon", "how often"))
        .withMessage("'soon' is not a duration above zero, such as 200ms, 2s or 5m");
  }

  private static void assertRefused(Setting<?> setting, String text, String expected) {
    assertThat(setting.expected()).isEqualTo(expected);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> setting.parse(text))
        .withMessage("'" + text + "' is not " + expected);
  }
}
