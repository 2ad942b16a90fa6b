package dev.gossip.discovery.file;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.testkit.contract.PluginContract;

class FilePluginTest extends PluginContract {
  @Override
  protected GossipPlugin plugin() {
    return new FilePlugin();
  }
}
