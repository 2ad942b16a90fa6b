package dev.gossip.reputation;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.testkit.contract.PluginContract;

class RateLimitPluginTest extends PluginContract {
  @Override
  protected GossipPlugin plugin() {
    return new RateLimitPlugin();
  }
}
