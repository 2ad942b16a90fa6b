package dev.gossip.api.plugin;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One setting of a plugin: its key, valid values, default and meaning. Declare it once, as a
 * constant, and use the same constant to read its value with {@link PluginSettings#get}. The
 * factory methods throw an {@link IllegalArgumentException} if the default is not valid.
 *
 * @param <T> the type of the value
 */
public final class Setting<T> {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,15})\\s*(ns|us|ms|s|m|h|d)");

  private final String key;
  private final String expected;
  private final String defaultText;
  private final T defaultValue;
  private final String meaning;
  private final Function<String, T> parser;

  private Setting(
      String key, String expected, String defaultText, String meaning, Function<String, T> parser) {
    this.key = key;
    this.expected = expected;
    this.defaultText = defaultText;
    this.meaning = meaning;
    this.parser = parser;
    this.defaultValue = parse(defaultText);
  }

  /**
   * A duration above zero, written as {@code 20ms}, {@code 2s} or {@code 5m}; the units are ns, us,
   * ms, s, m, h and d. At most 36500 days.
   */
  public static Setting<Duration> duration(String key, String defaultText, String meaning) {
    return new Setting<>(
        key,
        "a duration above zero, such as 200ms, 2s or 5m",
        defaultText,
        meaning,
        Setting::parseDuration);
  }

  /**
   * A duration above zero, or a word that stands for no duration. The word is the default.
   *
   * @param word such as {@code profile}, if another setting then determines the duration
   */
  public static Setting<Optional<Duration>> durationOr(String key, String word, String meaning) {
    return durationOr(key, word, word, meaning);
  }

  /**
   * A duration above zero, or a word that stands for no duration.
   *
   * @param word such as {@code off}
   */
  public static Setting<Optional<Duration>> durationOr(
      String key, String defaultText, String word, String meaning) {
    return new Setting<>(
        key,
        "a duration above zero, such as 200ms, 2s or 5m, or '" + word + "'",
        defaultText,
        meaning,
        text -> text.equals(word) ? Optional.empty() : Optional.of(parseDuration(text)));
  }

  /** A whole number from {@code min} to {@code max}, both inclusive. */
  public static Setting<Integer> integer(
      String key, int defaultValue, int min, int max, String meaning) {
    return new Setting<>(
        key,
        "a whole number from " + min + " to " + max,
        Integer.toString(defaultValue),
        meaning,
        text -> {
          int value = Integer.parseInt(text);
          if (value < min || value > max) {
            throw new IllegalArgumentException();
          }
          return value;
        });
  }

  /** A decimal number from {@code min} to {@code max}, both inclusive. */
  public static Setting<Double> decimal(
      String key, double defaultValue, double min, double max, String meaning) {
    return new Setting<>(
        key,
        "a number from " + min + " to " + max,
        Double.toString(defaultValue),
        meaning,
        text -> {
          double value = Double.parseDouble(text);
          if (!(value >= min && value <= max)) {
            throw new IllegalArgumentException();
          }
          return value;
        });
  }

  /** True or false. */
  public static Setting<Boolean> flag(String key, boolean defaultValue, String meaning) {
    return new Setting<>(
        key,
        "true or false",
        Boolean.toString(defaultValue),
        meaning,
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException();
            });
  }

  /** Any text; leading and trailing white space is removed. */
  public static Setting<String> text(String key, String defaultValue, String meaning) {
    return new Setting<>(key, "text", defaultValue, meaning, text -> text);
  }

  /** A constant of an enum, written in lower case with dashes. */
  public static <E extends Enum<E>> Setting<E> oneOf(String key, E defaultValue, String meaning) {
    List<E> values = List.of(defaultValue.getDeclaringClass().getEnumConstants());
    List<String> names = values.stream().map(Setting::nameOf).toList();
    return new Setting<>(
        key,
        "one of " + String.join(", ", names),
        nameOf(defaultValue),
        meaning,
        text -> {
          int index = names.indexOf(text);
          if (index < 0) {
            throw new IllegalArgumentException();
          }
          return values.get(index);
        });
  }

  /** The setting's name within its plugin, in lower-case letters, digits and dashes. */
  public String key() {
    return key;
  }

  /** Which values are valid, as a phrase to follow the word "expected". */
  public String expected() {
    return expected;
  }

  /** The default as it is written in a configuration. */
  public String defaultText() {
    return defaultText;
  }

  /** The value if the setting is not configured. */
  public T defaultValue() {
    return defaultValue;
  }

  /** What the setting does, in one line, with units and the source of the default. */
  public String meaning() {
    return meaning;
  }

  /**
   * Parses a value.
   *
   * @throws IllegalArgumentException if it is not valid; the message says which values are
   */
  public T parse(String text) {
    try {
      return parser.apply(text.strip());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "' is not " + expected, e);
    }
  }

  @Override
  public String toString() {
    return key;
  }

  private static String nameOf(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Duration parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException();
    }
    long amount = Long.parseLong(matcher.group(1));
    Duration value =
        switch (matcher.group(2)) {
          case "ns" -> Duration.ofNanos(amount);
          case "us" -> Duration.ofNanos(Math.multiplyExact(amount, 1_000));
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        };
    // Durations are kept as nanoseconds in a long; a limit of 100 years leaves room for sums.
    if (value.isZero() || value.compareTo(Duration.ofDays(36_500)) > 0) {
      throw new IllegalArgumentException();
    }
    return value;
  }
}
