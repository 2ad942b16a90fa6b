package dev.gossip.cli.simulate;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.Setting;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.plugin.PluginCatalog;

/** Finds out how many peers each node wants to choose. */
final class OutboundTarget {
  /** The setting of memberships that have such a number. */
  private static final String OUTBOUND = "outbound";

  private OutboundTarget() {}

  /** The number; 0 if the membership has no such setting. */
  static int of(NodeConfig config, PluginCatalog catalog) {
    String id = config.fullIds(PluginKind.MEMBERSHIP).get(0);
    for (GossipPlugin plugin : catalog.all()) {
      if (plugin.id().equals(id)) {
        for (Setting<?> setting : plugin.settings()) {
          if (setting.key().equals(OUTBOUND)
              && config.settingsOf(plugin).get(setting) instanceof Integer number) {
            return number;
          }
        }
      }
    }
    return 0;
  }
}
