package dev.gossip.testkit;

import java.util.LinkedHashMap;
import java.util.Map;

/** Parses settings as they are written in an annotation. */
final class SettingParser {
  private SettingParser() {}

  /**
   * Returns the values by key, in the order in which they were written.
   *
   * @throws IllegalArgumentException if a text is not of the form {@code key=value}; the message is
   *     one sentence
   */
  static Map<String, String> parse(String... texts) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "'" + text + "' is not a setting; write key=value, as in gossip.lifetime=1m");
      }
      settings.put(text.substring(0, equals).strip(), text.substring(equals + 1).strip());
    }
    return settings;
  }
}
