package dev.gossip.testkit;

import java.util.LinkedHashMap;
import java.util.Map;

/** Settings as they are written in an annotation. */
final class SettingParser {
  private SettingParser() {}

  /**
   * Values by key, in the order in which they were written.
   *
   * @throws IllegalArgumentException in one sentence, if one is not a key and a value
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
