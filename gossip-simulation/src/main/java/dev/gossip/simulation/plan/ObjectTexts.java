package dev.gossip.simulation.plan;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the texts of topologies and latencies, whose names are close to their texts. */
final class ObjectTexts {
  private static final String SIX = "six";

  private ObjectTexts() {}

  /**
   * The text that a parser reads as this value; null if there is none, because the value has
   * another name or was made in another way.
   */
  static <T> @Nullable String of(T value, Function<String, T> parser) {
    String name = String.valueOf(value);
    String text = name.equals("the six-node network") ? SIX : name;
    try {
      T same = parser.apply(text);
      return same.getClass().equals(value.getClass()) && name.equals(String.valueOf(same))
          ? text
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
