package dev.gossip.cli.composition;

import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.Discoveries;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.PluginKind;
import java.util.List;

/** Refuses discoveries and memberships with which the nodes of a command cannot find each other. */
public final class DiscoveryChoice {
  private static final String CONFIGURED = "membership.configured";

  private DiscoveryChoice() {}

  /**
   * Checks a network whose nodes start from the first one.
   *
   * @throws ConfigurationException if they would get no links
   */
  public static void requireFinding(NodeConfig config) {
    List<String> discoveries = config.fullIds(PluginKind.DISCOVERY);
    if (!Discoveries.mayUseSeeds(discoveries)) {
      throw new ConfigurationException(
          config.originOfUse(PluginKind.DISCOVERY)
              + ": the nodes know only the first one, which needs discovery.bootstrap"
              + (discoveries.isEmpty() ? "" : ", not " + String.join(", ", discoveries))
              + "; add bootstrap, or remove the choice");
    }
    if (config.fullIds(PluginKind.MEMBERSHIP).contains(CONFIGURED)) {
      throw new ConfigurationException(
          config.originOfUse(PluginKind.MEMBERSHIP)
              + ": "
              + CONFIGURED
              + " dials no node that discovery finds; use outbound, or remove the choice");
    }
  }

  /**
   * Checks a network of simulated nodes.
   *
   * @throws ConfigurationException if a discovery needs what they do not have
   */
  public static void requireSimulated(NodeConfig config) {
    for (String discovery : config.fullIds(PluginKind.DISCOVERY)) {
      if (Discoveries.needsSystem(discovery)) {
        throw new ConfigurationException(
            config.originOfUse(PluginKind.DISCOVERY)
                + ": simulated nodes have no name servers and no files for "
                + discovery
                + "; use bootstrap, as in --discovery bootstrap");
      }
    }
  }
}
