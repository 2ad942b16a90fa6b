package dev.gossip.simulation.run;

import dev.gossip.api.relay.BoundedMap;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.plugin.CheckedPlugins;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.PlanOptions;
import dev.gossip.simulation.plan.Variant;
import java.util.Optional;

/**
 * Remembers the settings and plugins of nodes that have been checked, since composing nodes takes
 * thousands of times as long as finding out that two plans have the same ones. Not thread-safe.
 */
public final class CheckedNodes {
  // Combinations that differ only in the network follow each other, or come again after a few.
  private static final int MAX_REMEMBERED = 1_000;

  private final CheckedPlugins plugins = new CheckedPlugins();
  private final BoundedMap<Nodes, NodeConfig> configs = new BoundedMap<>(MAX_REMEMBERED);

  /** Nothing has been checked yet. */
  public CheckedNodes() {}

  /** What nodes are composed of. */
  private record Nodes(Variant common, Optional<PluginCatalog> catalog) {}

  /**
   * The configuration of the nodes of a plan, checked now or before.
   *
   * @throws dev.gossip.core.config.ConfigurationException if it is not valid
   */
  NodeConfig config(NetworkPlan plan, Simulation simulation) {
    // What code says cannot be compared, and a file may have changed.
    boolean isComparable =
        plan.groups().isEmpty() && plan.validators().isEmpty() && !plan.isSet(PlanOptions.CONFIG);
    if (!isComparable) {
      return simulation.check();
    }
    Nodes nodes = new Nodes(plan.common(), plan.catalog());
    NodeConfig known = configs.get(nodes);
    if (known == null) {
      known = simulation.check(plugins);
      configs.put(nodes, known);
    }
    return known;
  }
}
