package dev.gossip.testkit.contract;

import com.google.inject.Guice;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;

/** Takes the factory out of a plugin whose strategy is not public. */
final class Factories {
  private Factories() {}

  /** What the plugin binds when nothing is configured. */
  static <F> F of(GossipPlugin plugin, Class<F> type) {
    return Guice.createInjector(plugin.module(PluginSettings.defaultsOf(plugin))).getInstance(type);
  }
}
