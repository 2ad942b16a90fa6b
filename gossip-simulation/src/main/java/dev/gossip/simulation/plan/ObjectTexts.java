package dev.gossip.simulation.plan;

import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the texts of topologies and latencies, whose names are close to their texts. */
final class ObjectTexts {
  private static final Pattern ISO_TIME = Pattern.compile("PT[0-9HMS.]+");
  private static final String SIX = "six";

  private ObjectTexts() {}

  /**
   * The text that a parser reads as this value; null if there is none, because the value has
   * another name or was made in another way.
   */
  static <T> @Nullable String of(T value, Function<String, T> parser) {
    String name = String.valueOf(value);
    String text = name.equals("the six-node network") ? SIX : shortTimes(name);
    try {
      T same = parser.apply(text);
      return same.getClass().equals(value.getClass()) && name.equals(String.valueOf(same))
          ? text
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Writes times such as PT0.05S as 50ms; in us, ms or s, the units of latencies. */
  private static String shortTimes(String name) {
    Matcher times = ISO_TIME.matcher(name);
    return times.replaceAll(time -> shortTime(Duration.parse(time.group())));
  }

  private static String shortTime(Duration time) {
    long nanos = time.toNanos();
    if (nanos % 1_000_000_000 == 0) {
      return nanos / 1_000_000_000 + "s";
    }
    if (nanos % 1_000_000 == 0) {
      return nanos / 1_000_000 + "ms";
    }
    return nanos % 1_000 == 0 ? nanos / 1_000 + "us" : nanos + "ns";
  }
}
