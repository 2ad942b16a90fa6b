package dev.gossip.testkit.contract;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.udp.UdpPlugin;

class UdpPluginTest extends PluginContract {
  @Override
  protected GossipPlugin plugin() {
    return new UdpPlugin();
  }
}
