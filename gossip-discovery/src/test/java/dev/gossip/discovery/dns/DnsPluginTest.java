package dev.gossip.discovery.dns;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.testkit.contract.PluginContract;

class DnsPluginTest extends PluginContract {
  @Override
  protected GossipPlugin plugin() {
    return new DnsPlugin();
  }
}
