package dev.gossip.discovery.bootstrap;

import com.google.inject.Module;
import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.api.plugin.ChannelUse;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import java.util.List;

/** {@code discovery.bootstrap}: starts from seeds, and asks nodes for addresses of others. */
public final class BootstrapPlugin implements GossipPlugin {
  private static final Setting<Exchange> EXCHANGE =
      Setting.oneOf(
          "exchange",
          Exchange.ON,
          "whether the node asks other nodes for addresses and answers those that ask; off for a"
              + " node that must stay private: it neither asks nor answers, nor says where it can"
              + " be reached");

  @Override
  public String id() {
    return "discovery.bootstrap";
  }

  @Override
  public String summary() {
    return "starts from gossip.seeds, and asks nodes for the addresses of others";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(EXCHANGE);
  }

  @Override
  public ChannelUse channel() {
    return ChannelUse.OPTIONAL;
  }

  @Override
  public Module module(PluginSettings settings) {
    Exchange exchange = settings.get(EXCHANGE);
    return binder ->
        binder
            .bind(PeerDiscovery.Factory.class)
            .toInstance(context -> new Bootstrap(context, exchange));
  }
}
