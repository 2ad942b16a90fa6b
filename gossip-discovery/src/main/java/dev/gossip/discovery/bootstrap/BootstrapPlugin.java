package dev.gossip.discovery.bootstrap;

import com.google.inject.Module;
import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.api.plugin.ChannelUse;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;

/** {@code discovery.bootstrap}: starts from seeds, and asks nodes for addresses of others. */
public final class BootstrapPlugin implements GossipPlugin {

  @Override
  public String id() {
    return "discovery.bootstrap";
  }

  @Override
  public String summary() {
    return "starts from gossip.seeds, and asks nodes for the addresses of others";
  }

  @Override
  public ChannelUse channel() {
    return ChannelUse.OPTIONAL;
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder -> binder.bind(PeerDiscovery.Factory.class).toInstance(Bootstrap::new);
  }
}
