package dev.gossip.testkit.contract;

import com.google.inject.Guice;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import java.util.Map;

/** Gets the factory of a plugin whose implementation is not public. */
final class Factories {
  private Factories() {}

  /** The factory that the plugin binds with default settings. */
  static <F> F of(GossipPlugin plugin, Class<F> type) {
    return of(plugin, Map.of(), type);
  }

  /**
   * What the plugin binds with some settings.
   *
   * @param settings by the last part of their names
   */
  static <F> F of(GossipPlugin plugin, Map<String, String> settings, Class<F> type) {
    PluginSettings values = PluginSettings.of(plugin.settings(), settings);
    return Guice.createInjector(plugin.module(values)).getInstance(type);
  }
}
