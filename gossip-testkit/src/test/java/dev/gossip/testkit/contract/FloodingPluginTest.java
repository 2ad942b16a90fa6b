package dev.gossip.testkit.contract;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.builtin.FloodingPlugin;

class FloodingPluginTest extends PluginContract {
  @Override
  protected GossipPlugin plugin() {
    return new FloodingPlugin();
  }
}
