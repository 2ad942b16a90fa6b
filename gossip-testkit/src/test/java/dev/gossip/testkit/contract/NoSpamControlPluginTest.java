package dev.gossip.testkit.contract;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.builtin.NoSpamControlPlugin;

class NoSpamControlPluginTest extends PluginContract {
  @Override
  protected GossipPlugin plugin() {
    return new NoSpamControlPlugin();
  }
}
