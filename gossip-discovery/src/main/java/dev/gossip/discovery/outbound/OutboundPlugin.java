package dev.gossip.discovery.outbound;

import com.google.inject.Module;
import dev.gossip.api.membership.Membership;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import java.util.List;

/** {@code membership.outbound}: keeps links with nodes of its own choice. */
public final class OutboundPlugin implements GossipPlugin {

  @Override
  public String id() {
    return "membership.outbound";
  }

  @Override
  public String summary() {
    return "keeps a number of links with nodes of its own choice, and accepts a limited number";
  }

  @Override
  public List<Setting<?>> settings() {
    return OutboundSettings.all();
  }

  @Override
  public Module module(PluginSettings settings) {
    OutboundSettings values = OutboundSettings.of(settings);
    return binder ->
        binder
            .bind(Membership.Factory.class)
            .toInstance(context -> new OutboundMembership(context, values));
  }
}
