package dev.gossip.signing;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.testkit.contract.PluginContract;

class Ed25519PluginTest extends PluginContract {
  @Override
  protected GossipPlugin plugin() {
    return new Ed25519Plugin();
  }
}
