package dev.gossip.simulation.plan;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One named option of a plan: {@code --loss 0.05} at the command, {@code loss=0.05} in a text, and
 * {@link PlanOptions#LOSS} in code.
 *
 * @param <T> the type of the value
 */
public final class PlanOption<T> {
  private final String name;
  private final String placeholder;
  private final String description;
  private final Function<String, T> parser;
  private final Function<T, @Nullable String> printer;
  private final T defaultValue;

  /**
   * @param parser throws an {@link IllegalArgumentException} with one sentence that names the valid
   *     values
   * @param printer the text that the parser reads as the same value; null if there is none
   */
  PlanOption(
      String name,
      String placeholder,
      String defaultText,
      String description,
      Function<String, T> parser,
      Function<T, @Nullable String> printer) {
    this.name = name;
    this.placeholder = placeholder;
    this.description = description;
    this.parser = parser;
    this.printer = printer;
    this.defaultValue = parser.apply(defaultText);
  }

  /** The name without dashes, such as {@code loss}. */
  public String name() {
    return name;
  }

  /** Stands for the value where the option is described, such as {@code SHARE}. */
  public String placeholder() {
    return placeholder;
  }

  /** What the option does, with its default; one paragraph per line. */
  public String description() {
    return description;
  }

  /**
   * The value of a plan that does not set the option. The number of nodes and the topology depend
   * on each other; {@link NetworkPlan#get} says what they are in a plan.
   */
  public T defaultValue() {
    return defaultValue;
  }

  /**
   * Parses a value.
   *
   * @throws IllegalArgumentException if it is not valid; the message is one sentence that says
   *     which values are, without the name of the option
   */
  public T parse(String text) {
    return parser.apply(text);
  }

  /** The text of a value; for a value that only code can make, a description. */
  public String text(T value) {
    return exactText(value).orElseGet(() -> "<" + value + ">");
  }

  /** The text that {@link #parse} reads as this value; empty if only code can make it. */
  public Optional<String> exactText(T value) {
    return Optional.ofNullable(printer.apply(value)).filter(this::isValid);
  }

  /** Code may set values outside the limits of texts, such as a network of one node. */
  private boolean isValid(String text) {
    try {
      return parser.apply(text) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
