package dev.gossip.testkit.swarm;

import dev.gossip.simulation.wire.TimeText;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Formats times, names and nodes as text for people and as Java source. */
final class ScenarioFormat {
  private ScenarioFormat() {}

  /** Java source for a time. Times in scenarios are whole milliseconds. */
  static String java(Duration time) {
    return "ofMillis(" + time.toMillis() + ")";
  }

  static String text(Duration time) {
    long millis = time.toMillis();
    return millis % 1000 == 0 && millis != 0 ? millis / 1000 + " s" : millis + " ms";
  }

  static String period(Duration from, Duration until) {
    return text(from) + " to " + text(until) + ":";
  }

  static String name(FaultKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Java source for nodes as further arguments, each after a comma. */
  static String javaArguments(List<Integer> nodes) {
    return nodes.stream().map(node -> ", " + node).collect(Collectors.joining());
  }

  static void requirePeriod(Duration from, Duration until) {
    if (from.isNegative() || from.compareTo(until) >= 0) {
      throw new IllegalArgumentException(
          "a fault must begin at or after 0 and end later, not from "
              + TimeText.of(from)
              + " until "
              + TimeText.of(until));
    }
  }
}
