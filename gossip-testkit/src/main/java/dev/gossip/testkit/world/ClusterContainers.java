package dev.gossip.testkit.world;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.config.PluginKind;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.testkit.container.GossipContainer;
import java.util.List;
import java.util.Map;

/** Makes the containers of a cluster, as its plan describes them. */
final class ClusterContainers {
  private ClusterContainers() {}

  /** The container of one node, without its network and its peers. */
  static GossipContainer create(NetworkPlan plan, int index) {
    GossipContainer container =
        new GossipContainer()
            // The relay of the plan alone, as in the other worlds.
            .withArguments("--no-repair")
            .withNetworkAliases(ContainerNode.alias(index));
    configure(plan.common().plugins(), plan.common().settings(), container);
    plan.variantOf(index)
        .ifPresent(variant -> configure(variant.plugins(), variant.settings(), container));
    return container;
  }

  private static void configure(
      List<GossipPlugin> plugins, Map<String, String> settings, GossipContainer container) {
    plugins.forEach(plugin -> container.withPlugin(plugin.getClass()));
    for (PluginKind kind : PluginKind.values()) {
      String use = kind.idsToUse(plugins);
      if (!use.isEmpty()) {
        container.withSetting("gossip." + kind.prefix() + ".use", use);
      }
    }
    settings.forEach(container::withSetting);
  }
}
