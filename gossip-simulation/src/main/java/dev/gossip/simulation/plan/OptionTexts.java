package dev.gossip.simulation.plan;

import dev.gossip.api.plugin.Setting;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses and prints the parts that options have in common. */
final class OptionTexts {
  /** Stands for no limit or no fault. */
  static final String NONE = "none";

  private static final Setting<Double> SHARE = Setting.decimal("share", 0, 0, 1, "");
  private static final Setting<Double> PERCENT = Setting.decimal("percentage", 0, 0, 100, "");
  private static final Setting<Duration> TIME = Setting.duration("time", "1s", "");
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)\\s*(B|kB|MB|GB)?");

  private OptionTexts() {}

  static int integer(String text, int min, int max) {
    return Setting.integer("n", min, min, max, "").parse(text);
  }

  /** Parses a number from 0 to 1, or a percentage. */
  static double share(String text) {
    String number = text.strip();
    if (number.endsWith("%")) {
      String percent = number.substring(0, number.length() - 1).strip();
      return explained(PERCENT::parse, percent, ", before the % sign") / 100;
    }
    return explained(SHARE::parse, text, ", or a percentage such as 20%");
  }

  /** Parses a time above zero. */
  static Duration time(String text) {
    return TIME.parse(text);
  }

  /** Parses a time of zero or more. */
  static Duration timeOrZero(String text) {
    return text.strip().matches("0+\\s*(ns|us|ms|s|m|h|d)?") ? Duration.ZERO : time(text);
  }

  /** Parses a time above zero, or the word for no time. */
  static Duration timeOrNone(String text) {
    return text.strip().equals(NONE) ? Duration.ZERO : time(text);
  }

  /** Prints a time as {@link #timeOrZero} reads it, in the largest unit that is exact. */
  static String time(Duration time) {
    if (time.isZero()) {
      return "0";
    }
    long nanos = time.toNanos();
    String[] units = {"h", "m", "s", "ms", "us"};
    long[] sizes = {3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L};
    for (int i = 0; i < units.length; i++) {
      if (nanos % sizes[i] == 0) {
        return nanos / sizes[i] + units[i];
      }
    }
    return nanos + "ns";
  }

  static String timeOrNone(Duration time) {
    return time.isZero() ? NONE : time(time);
  }

  /** Parses a number of bytes with an optional unit. */
  static long bytes(String text, long max) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (matcher.matches()) {
      String unit = matcher.group(2) == null ? "B" : matcher.group(2);
      int power = 3 * "BkMG".indexOf(unit.charAt(0));
      BigDecimal bytes = new BigDecimal(matcher.group(1)).scaleByPowerOfTen(power);
      // Compared before the conversion, which would overflow.
      if (bytes.compareTo(BigDecimal.ONE) >= 0 && bytes.compareTo(BigDecimal.valueOf(max)) <= 0) {
        return bytes.longValue();
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a number of bytes; write for example 125000, 125kB or 1MB");
  }

  /** Parses a text of a certain form. */
  static Matcher match(Pattern pattern, String text, String form) {
    Matcher matcher = pattern.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is invalid; write " + form);
    }
    return matcher;
  }

  /** Parses a value; a failure also names the other forms that are allowed. */
  static <T> T explained(Function<String, T> parser, String text, String otherForms) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + otherForms, e);
    }
  }
}
