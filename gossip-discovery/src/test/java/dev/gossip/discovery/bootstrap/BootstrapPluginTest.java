package dev.gossip.discovery.bootstrap;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.testkit.contract.PluginContract;

class BootstrapPluginTest extends PluginContract {
  @Override
  protected GossipPlugin plugin() {
    return new BootstrapPlugin();
  }
}
