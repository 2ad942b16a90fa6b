package dev.gossip.core.engine.network;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;

/**
 * A plugin without settings.
 *
 * @param id its id
 * @param kind the type of its factory
 * @param factory what it binds
 */
public record SimplePlugin<F>(String id, Class<F> kind, F factory) implements GossipPlugin {
  @Override
  public String summary() {
    return "for a test";
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder -> binder.bind(kind).toInstance(factory);
  }
}
