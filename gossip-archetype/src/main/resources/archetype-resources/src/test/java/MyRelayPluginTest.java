package ${package};

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.testkit.contract.PluginContract;

class MyRelayPluginTest extends PluginContract {
  @Override
  protected GossipPlugin plugin() {
    return new MyRelayPlugin();
  }
}
