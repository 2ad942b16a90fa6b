package dev.gossip.simulation.wire;

import dev.gossip.simulation.region.Regions;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses latencies from the command line. */
final class LatencyText {
  private static final String TIME = "(\\d+)(us|ms|s)";
  private static final Pattern CONSTANT = Pattern.compile("constant:" + TIME);
  private static final Pattern UNIFORM = Pattern.compile("uniform:" + TIME + "-" + TIME);
  private static final Pattern LOG_NORMAL =
      Pattern.compile("lognormal:" + TIME + ":(\\d+(?:\\.\\d+)?)");

  private LatencyText() {}

  static Latency parse(String text) {
    if (text.equals("none")) {
      return Latency.none();
    }
    Latency unplaced = unplaced(text);
    if (unplaced != null) {
      return unplaced;
    }
    try {
      Matcher constant = CONSTANT.matcher(text);
      if (constant.matches()) {
        return Latency.constant(time(constant, 1));
      }
      Matcher uniform = UNIFORM.matcher(text);
      if (uniform.matches()) {
        return Latency.uniform(time(uniform, 1), time(uniform, 3));
      }
      Matcher logNormal = LOG_NORMAL.matcher(text);
      if (logNormal.matches()) {
        return Latency.logNormal(time(logNormal, 1), Double.parseDouble(logNormal.group(3)));
      }
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "'" + text + "' has a number that is too large; write a smaller one", e);
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is not a latency; write none, constant:50ms, uniform:10ms-100ms,"
            + " lognormal:50ms:0.5, with times in us, ms or s, or matrix:aws, matrix:bitcoin,"
            + " matrix:FILE, geo, geo:FILE, topology or topology:NAME");
  }

  /** A latency that depends on where nodes are; null if the text is none. */
  private static @Nullable Latency unplaced(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    String rest = colon < 0 ? "" : text.substring(colon + 1);
    if (colon > 0 && rest.isBlank()) {
      return null;
    }
    return switch (kind) {
      case "matrix" -> colon < 0 ? null : new RegionLatency(text, Regions.matrix(rest));
      case "geo" -> new RegionLatency(text, Regions.places(colon < 0 ? "fly" : rest));
      case "topology" -> new LinkLatency(text, colon < 0 ? "latency" : rest);
      default -> null;
    };
  }

  private static Duration time(Matcher matcher, int group) {
    long amount = Long.parseLong(matcher.group(group));
    return switch (matcher.group(group + 1)) {
      case "us" -> Duration.ofNanos(Math.multiplyExact(amount, 1_000L));
      case "ms" -> Duration.ofMillis(amount);
      default -> Duration.ofSeconds(amount);
    };
  }
}
