package org.example;

import dev.gossip.api.membership.Membership;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import java.util.List;

public final class CappedMembershipPlugin implements GossipPlugin {
  private static final Setting<Integer> MAX_INBOUND =
      Setting.integer("max-inbound", 8, 0, 100_000, "how many nodes may dial this one; a guess");

  @Override
  public String id() {
    return "membership.capped";
  }

  @Override
  public String summary() {
    return "accepts a limited number of nodes that dial this one";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(MAX_INBOUND);
  }

  @Override
  public Membership.Factory factory(PluginSettings settings) {
    int maxInbound = settings.get(MAX_INBOUND);
    return context -> new CappedMembership(context, maxInbound);
  }
}
