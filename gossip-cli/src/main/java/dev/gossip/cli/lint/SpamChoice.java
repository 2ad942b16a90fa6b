package dev.gossip.cli.lint;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.Setting;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.plugin.PluginCatalog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The spam controls of a configuration and their settings. */
record SpamChoice(NodeConfig config, PluginCatalog catalog) {
  /** The score of each peer. */
  static final String REPUTATION = "spam.reputation";

  /** The filter of those that violated a rule once. */
  static final String STRICT = "spam.strict";

  /** The budgets. */
  static final String RATE_LIMIT = "spam.rate-limit";

  private static final String PREFIX = "gossip.spam.";

  /** The full ids, in the order in which they are asked. */
  List<String> ids() {
    return config.fullIds(PluginKind.SPAM);
  }

  boolean uses(String id) {
    return ids().contains(id);
  }

  /** A setting by its full key, such as {@code gossip.spam.reputation.ban}. */
  static String path(String id, String key) {
    return "gossip." + id + "." + key;
  }

  int number(String id, String key) {
    return (Integer) value(id, key);
  }

  Duration time(String id, String key) {
    return (Duration) value(id, key);
  }

  boolean flag(String id, String key) {
    return (Boolean) value(id, key);
  }

  private Object value(String id, String key) {
    GossipPlugin plugin = catalog.find(id).orElseThrow();
    for (Setting<?> setting : plugin.settings()) {
      if (setting.key().equals(key)) {
        return config.settingsOf(plugin).get(setting);
      }
    }
    throw new IllegalArgumentException(id + " has no setting '" + key + "'");
  }

  /** What the configuration says about spam control, by full key; without defaults. */
  SortedMap<String, String> configured() {
    SortedMap<String, String> spam = new TreeMap<>();
    for (Map.Entry<String, String> entry : config.configured().entrySet()) {
      if (entry.getKey().startsWith(PREFIX)) {
        spam.put(entry.getKey(), entry.getValue());
      }
    }
    return spam;
  }
}
