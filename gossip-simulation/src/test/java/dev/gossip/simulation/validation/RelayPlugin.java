package dev.gossip.simulation.validation;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.RelayStrategy;

/** Makes a plugin of a strategy's constructor. */
record RelayPlugin(String id, RelayStrategy.Factory factory) implements GossipPlugin {
  @Override
  public String summary() {
    return "a model of the literature";
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder -> binder.bind(RelayStrategy.Factory.class).toInstance(factory);
  }
}
