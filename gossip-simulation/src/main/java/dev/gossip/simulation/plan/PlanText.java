package dev.gossip.simulation.plan;

import dev.gossip.core.config.ConfigurationException;
import java.util.ArrayList;
import java.util.List;

/**
 * The text form of a plan: {@code NAME=VALUE} with blanks between them. {@link NetworkPlan#parse}
 * reads it.
 */
public final class PlanText {
  private PlanText() {}

  /** The name of an option without dashes, or the key of a setting, and its value. */
  public record Pair(String name, String value) {}

  /** Writes a pair; a value with blanks, quotes or nothing in it is quoted. */
  static String write(String name, String value) {
    boolean plain = !value.isEmpty() && value.chars().noneMatch(PlanText::needsQuotes);
    return name
        + "="
        + (plain ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
  }

  private static boolean needsQuotes(int symbol) {
    return Character.isWhitespace(symbol) || symbol == '"' || symbol == '\\';
  }

  /**
   * Splits a text into pairs, in their order. Which names and values there are is not checked.
   *
   * @throws ConfigurationException if it has another form
   */
  public static List<Pair> split(String text) {
    List<Pair> pairs = new ArrayList<>();
    for (String word : words(text)) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new ConfigurationException(
            "plan: '" + word + "' has no name and value; write NAME=VALUE, as in loss=0.05");
      }
      pairs.add(new Pair(word.substring(0, equals), word.substring(equals + 1)));
    }
    return pairs;
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char symbol = text.charAt(i);
      if (symbol == '"') {
        quoted = !quoted;
      } else if (quoted && symbol == '\\' && i + 1 < text.length()) {
        i++;
        word.append(text.charAt(i));
      } else if (quoted || !Character.isWhitespace(symbol)) {
        word.append(symbol);
      } else {
        add(words, word);
      }
    }
    if (quoted) {
      throw new ConfigurationException("plan: a quote in '" + text + "' does not end; add \"");
    }
    add(words, word);
    return words;
  }

  private static void add(List<String> words, StringBuilder word) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }
}
