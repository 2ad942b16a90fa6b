package dev.gossip.reputation.score;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.testkit.contract.PluginContract;

class ReputationPluginTest extends PluginContract {
  @Override
  protected GossipPlugin plugin() {
    return new ReputationPlugin();
  }
}
