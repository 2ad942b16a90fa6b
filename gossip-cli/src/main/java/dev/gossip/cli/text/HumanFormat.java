package dev.gossip.cli.text;

import java.time.Duration;
import java.util.Locale;

/** Formats numbers for people, with about three digits and a unit. */
public final class HumanFormat {
  private HumanFormat() {}

  /** {@code 1,234,567}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** {@code 1 peer}, {@code 2 peers}. */
  public static String count(long number, String noun) {
    return count(number, noun, noun + "s");
  }

  /** {@code 1 copy}, {@code 2,000 copies}. */
  public static String count(long number, String one, String many) {
    return count(number) + " " + (number == 1 ? one : many);
  }

  /** {@code 7}, {@code 70.5} or {@code 1,234}. */
  public static String mean(double value) {
    return value == Math.rint(value) || value >= 1_000
        ? count(Math.round(value))
        : String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.1f", value);
  }

  /** {@code 99.98 %}. Rounds to 100 or 0 only if the share is exactly 1 or 0. */
  public static String percent(double share) {
    double percent = 100 * share;
    if (percent == Math.rint(percent)) {
      return count(Math.round(percent)) + " %";
    }
    return String.format(Locale.ROOT, "%.2f %%", Math.max(0.01, Math.min(percent, 99.99)));
  }

  /** {@code 0.213}: for shares that are compared rather than shown as progress. */
  public static String share(double share) {
    return String.format(Locale.ROOT, "%.3f", share);
  }

  /** {@code 0.42 ms}, {@code 87.3 ms}, {@code 873 ms}, {@code 1.24 s} or {@code 3 min 05 s}. */
  public static String millis(double millis) {
    if (millis == 0) {
      return "0 ms";
    }
    if (millis < 9.995) {
      return String.format(Locale.ROOT, "%.2f ms", millis);
    }
    if (millis < 99.95) {
      return String.format(Locale.ROOT, "%.1f ms", millis);
    }
    if (millis < 999.5) {
      return Math.round(millis) + " ms";
    }
    double seconds = millis / 1_000;
    if (seconds < 9.995) {
      return String.format(Locale.ROOT, "%.2f s", seconds);
    }
    if (seconds < 119.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return String.format(Locale.ROOT, "%,d min %02d s", whole / 60, whole % 60);
  }

  /** Like {@link #millis}, for exact times: {@code 10 min}, {@code 100 ms}. */
  public static String time(Duration duration) {
    long millis = duration.toMillis();
    if (millis > 0 && millis % 60_000 == 0) {
      return count(millis / 60_000) + " min";
    }
    if (millis > 0 && millis % 1_000 == 0 && millis < 120_000) {
      return millis / 1_000 + " s";
    }
    if (millis > 0 && millis < 1_000 && duration.toNanos() % 1_000_000 == 0) {
      return millis + " ms";
    }
    return millis(duration.toNanos() / 1e6);
  }

  /** {@code 512 bytes}, {@code 87.3 kB} or {@code 1.24 GB}, in powers of 1,000. */
  public static String bytes(double bytes) {
    if (bytes < 999.5) {
      return Math.round(bytes) + " bytes";
    }
    double value = bytes;
    String unit = "";
    for (String next : new String[] {"kB", "MB", "GB", "TB"}) {
      if (!unit.isEmpty() && value < 999.5) {
        break;
      }
      value /= 1_000;
      unit = next;
    }
    String form = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%,.0f";
    return String.format(Locale.ROOT, form, value) + " " + unit;
  }
}
