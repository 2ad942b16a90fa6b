package dev.gossip.diffusion;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.testkit.contract.PluginContract;

class DandelionPluginTest extends PluginContract {
  @Override
  protected GossipPlugin plugin() {
    return new DandelionPlugin();
  }
}
