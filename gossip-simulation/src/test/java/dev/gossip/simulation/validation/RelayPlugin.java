package dev.gossip.simulation.validation;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.RelayStrategy;

/** Makes a plugin from the factory of a strategy. */
record RelayPlugin(String id, RelayStrategy.Factory factory) implements GossipPlugin {
  @Override
  public String summary() {
    return "a model from the literature";
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder -> binder.bind(RelayStrategy.Factory.class).toInstance(factory);
  }
}
