package dev.gossip.testkit.contract;

import com.google.inject.Guice;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.core.builtin.FloodingPlugin;

class FloodingRelayTest extends RelayStrategyContract {
  @Override
  protected RelayStrategy.Factory factory() {
    GossipPlugin plugin = new FloodingPlugin();
    return Guice.createInjector(plugin.module(PluginSettings.defaultsOf(plugin)))
        .getInstance(RelayStrategy.Factory.class);
  }
}
