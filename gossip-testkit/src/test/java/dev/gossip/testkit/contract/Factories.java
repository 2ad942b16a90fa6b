package dev.gossip.testkit.contract;

import com.google.inject.Guice;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;

/** Gets the factory of a plugin whose implementation is not public. */
final class Factories {
  private Factories() {}

  /** The factory that the plugin binds with default settings. */
  static <F> F of(GossipPlugin plugin, Class<F> type) {
    return Guice.createInjector(plugin.module(PluginSettings.defaultsOf(plugin))).getInstance(type);
  }
}
