package dev.gossip.core.builtin;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.RelayStrategy;

/** {@code relay.flooding}: sends every message to all peers at once, except the sender. */
public final class FloodingPlugin implements GossipPlugin {

  @Override
  public String id() {
    return "relay.flooding";
  }

  @Override
  public String summary() {
    return "sends to all peers at once, except the one it came from";
  }

  @Override
  public RelayStrategy.Factory factory(PluginSettings settings) {
    return FloodingRelay::new;
  }
}
