package dev.gossip.core.plugin;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;

/** A plugin with everything except its id. */
abstract class AbstractPlugin implements GossipPlugin {
  @Override
  public String summary() {
    return "stands in for a plugin";
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder -> {};
  }
}
