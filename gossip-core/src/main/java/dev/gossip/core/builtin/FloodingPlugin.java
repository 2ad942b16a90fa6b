package dev.gossip.core.builtin;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.RelayStrategy;

/** {@code relay.flooding}: every node tells all its neighbours at once, except who told it. */
public final class FloodingPlugin implements GossipPlugin {

  @Override
  public String id() {
    return "relay.flooding";
  }

  @Override
  public String summary() {
    return "tells all neighbours at once, except who told it";
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder -> binder.bind(RelayStrategy.Factory.class).toInstance(FloodingRelay::new);
  }
}
