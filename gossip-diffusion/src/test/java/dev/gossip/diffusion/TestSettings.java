package dev.gossip.diffusion;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import java.util.HashMap;
import java.util.Map;

/** Builds plugin settings from the defaults and a test's changes. */
final class TestSettings {
  private TestSettings() {}

  /**
   * Returns the settings of a plugin.
   *
   * @param keysAndValues settings that differ from their defaults, each key followed by its value
   */
  static PluginSettings of(GossipPlugin plugin, String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return PluginSettings.of(plugin.settings(), values);
  }

  static DiffusionSettings diffusion(String... keysAndValues) {
    return DiffusionSettings.of(of(new DiffusionPlugin(), keysAndValues));
  }

  static DandelionSettings dandelion(String... keysAndValues) {
    return DandelionSettings.of(of(new DandelionPlugin(), keysAndValues));
  }
}
