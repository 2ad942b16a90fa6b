package dev.gossip.testkit.contract;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.builtin.NoSigningPlugin;

class NoSigningPluginTest extends PluginContract {
  @Override
  protected GossipPlugin plugin() {
    return new NoSigningPlugin();
  }
}
