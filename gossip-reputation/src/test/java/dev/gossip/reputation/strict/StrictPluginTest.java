package dev.gossip.reputation.strict;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.testkit.contract.PluginContract;

class StrictPluginTest extends PluginContract {
  @Override
  protected GossipPlugin plugin() {
    return new StrictPlugin();
  }
}
