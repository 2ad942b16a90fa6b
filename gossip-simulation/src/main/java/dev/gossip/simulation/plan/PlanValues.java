package dev.gossip.simulation.plan;

import dev.gossip.core.config.ConfigurationException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of the options that are set. */
final class PlanValues {
  private final Map<PlanOption<?>, Entry<?>> entries = new LinkedHashMap<>();
  private OptionNames names = OptionNames.TEXT;

  /**
   * A value.
   *
   * @param given as the user wrote it
   * @param exact the text for {@link NetworkPlan#toString}; null if only code can make the value
   */
  private record Entry<T>(T value, String given, @Nullable String exact) {}

  PlanValues() {}

  PlanValues(PlanValues other) {
    entries.putAll(other.entries);
    names = other.names;
  }

  OptionNames names() {
    return names;
  }

  void names(OptionNames value) {
    names = value;
  }

  <T> void set(PlanOption<T> option, T value) {
    String exact = option.exactText(value).orElse(null);
    entries.put(option, new Entry<>(value, exact == null ? option.text(value) : exact, exact));
  }

  /**
   * Parses a value.
   *
   * @throws ConfigurationException if it is invalid
   */
  <T> void parse(PlanOption<T> option, String text) {
    T value = parsed(option, text);
    // A file has no name that is a text; what was given reads it again.
    entries.put(option, new Entry<>(value, text, option.exactText(value).orElse(text)));
  }

  private <T> T parsed(PlanOption<T> option, String text) {
    try {
      return option.parse(text);
    } catch (OptionPartException e) {
      throw new ConfigurationException(names.of(option, e.part()) + ": " + e.problem(), e);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(names.of(option) + ": " + e.getMessage(), e);
    }
  }

  void remove(PlanOption<?> option) {
    entries.remove(option);
  }

  boolean isSet(PlanOption<?> option) {
    return entries.containsKey(option);
  }

  <T> T get(PlanOption<T> option) {
    Entry<?> entry = entries.get(option);
    @SuppressWarnings("unchecked") // put with this option
    T value = entry == null ? option.defaultValue() : (T) entry.value;
    return value;
  }

  /** The value as the user wrote it. */
  String given(PlanOption<?> option) {
    Entry<?> entry = entries.get(option);
    return entry == null ? defaultText(option) : entry.given;
  }

  private static <T> String defaultText(PlanOption<T> option) {
    return option.text(option.defaultValue());
  }

  /** Whether every value has a text. */
  boolean isText() {
    return entries.values().stream().allMatch(entry -> entry.exact != null);
  }

  /** The texts of the options that are set, in the order of all options. */
  Map<PlanOption<?>, String> texts() {
    Map<PlanOption<?>, String> texts = new LinkedHashMap<>();
    for (PlanOption<?> option : PlanOptions.all()) {
      Entry<?> entry = entries.get(option);
      if (entry != null) {
        texts.put(option, entry.exact == null ? entry.given : entry.exact);
      }
    }
    return texts;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PlanValues values && comparable().equals(values.comparable());
  }

  @Override
  public int hashCode() {
    return texts().hashCode();
  }

  /** Texts, or the values that have none. */
  private Map<String, Object> comparable() {
    Map<String, Object> all = new LinkedHashMap<>();
    for (PlanOption<?> option : PlanOptions.all()) {
      Entry<?> entry = entries.get(option);
      if (entry != null) {
        all.put(option.name(), entry.exact == null ? entry.value : entry.exact);
      }
    }
    return all;
  }
}
