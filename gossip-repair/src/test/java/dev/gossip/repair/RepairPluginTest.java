package dev.gossip.repair;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.testkit.contract.PluginContract;

class RepairPluginTest extends PluginContract {
  @Override
  protected GossipPlugin plugin() {
    return new RepairPlugin();
  }
}
