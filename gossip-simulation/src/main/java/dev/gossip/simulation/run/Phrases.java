package dev.gossip.simulation.run;

import java.time.Duration;
import java.util.Locale;

/** Numbers and times in notices. */
final class Phrases {
  private Phrases() {}

  /** {@code 1,234,567}. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** {@code 1 peer}, {@code 2 peers}. */
  static String count(long number, String one, String many) {
    return count(number) + " " + (number == 1 ? one : many);
  }

  /** {@code 10 min}, {@code 2 min 30 s}, {@code 30 s}, {@code 250 ms}; other times in seconds. */
  static String time(Duration time) {
    long millis = time.toMillis();
    if (millis >= 60_000 && millis % 1_000 == 0) {
      long seconds = millis / 1_000;
      String minutes = count(seconds / 60) + " min";
      return seconds % 60 == 0
          ? minutes
          : seconds < 120
              ? seconds + " s"
              : String.format(Locale.ROOT, "%s %02d s", minutes, seconds % 60);
    }
    if (millis > 0 && millis % 1_000 == 0) {
      return millis / 1_000 + " s";
    }
    return millis > 0 && millis < 1_000 && time.toNanos() % 1_000_000 == 0
        ? millis + " ms"
        : String.format(Locale.ROOT, "%s s", time.toNanos() / 1e9);
  }
}
