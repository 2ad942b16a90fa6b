package dev.gossip.simulation.plan;

import dev.gossip.core.config.PluginKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** The forms that several options have, and their limits. */
final class OptionForms {
  // Limits against typing errors, which would start a run of days.
  static final int NODES = 1_000_000;
  static final int MESSAGES = 1_000_000;
  static final int PAYLOAD_BYTES = 1 << 20;

  static final int DATAGRAM_BYTES = 65_507;
  static final int DRIFT_PPM = 500_000;
  static final String RANDOM = "random";

  private OptionForms() {}

  static PlanOption<Integer> integer(
      String name, String placeholder, int defaultValue, int min, int max, String description) {
    return new PlanOption<>(
        name,
        placeholder,
        Integer.toString(defaultValue),
        description,
        text -> OptionTexts.integer(text, min, max),
        value -> Integer.toString(value));
  }

  static PlanOption<Double> share(String name, String description) {
    return new PlanOption<>(
        name, "SHARE", "0", description, OptionTexts::share, value -> Double.toString(value));
  }

  static PlanOption<Duration> time(String name, String description) {
    return new PlanOption<>(
        name,
        "TIME",
        OptionTexts.NONE,
        description,
        OptionTexts::timeOrNone,
        OptionTexts::timeOrNone);
  }

  static PlanOption<String> plugin(PluginKind kind, String placeholder, String description) {
    return text(kind.prefix(), placeholder, kind.defaultId(), description);
  }

  static PlanOption<String> text(
      String name, String placeholder, String defaultText, String description) {
    return new PlanOption<>(
        name, placeholder, defaultText, description, text -> text, value -> value);
  }

  static OptionalInt publishers(String text) {
    return text.equals(RANDOM)
        ? OptionalInt.empty()
        : OptionalInt.of(
            OptionTexts.explained(
                count -> OptionTexts.integer(count, 1, NODES), text, ", or random"));
  }

  static long seed(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a whole number of at most 64 bits", e);
    }
  }

  /** Whether discoveries include the one that starts from {@code gossip.seeds}. */
  static boolean usesSeeds(String discoveries) {
    return Arrays.stream(discoveries.split(",", -1))
        .map(id -> PluginKind.DISCOVERY.fullId(id.strip()))
        .anyMatch(PluginKind.DISCOVERY.defaultIdWithDiscovery()::equals);
  }

  /** A list may be written as in a file: in brackets, each item with or without quotes. */
  static String withoutBrackets(String value) {
    if (!value.startsWith("[") || !value.endsWith("]")) {
      return value;
    }
    return Arrays.stream(value.substring(1, value.length() - 1).split(",", -1))
        .map(item -> item.strip().replaceAll("^\"(.*)\"$", "$1"))
        .collect(Collectors.joining(","));
  }
}
