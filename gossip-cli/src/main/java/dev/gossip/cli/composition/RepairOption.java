package dev.gossip.cli.composition;

import dev.gossip.GossipNodeBuilder;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.plugin.PluginCatalog;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Wraps the chosen relay in {@code relay.repair}, unless the user says otherwise. */
public final class RepairOption {
  private static final String REPAIR = "relay.repair";
  private static final String INNER = "gossip.relay.repair.inner";
  private static final String USE = "gossip.relay.use";
  private static final String ORIGIN = "default of the command, see --no-repair";

  @Option(
      names = "--no-repair",
      description =
          "Run the relay alone. By default relay.repair wraps it and requests from peers what was"
              + " lost.")
  private boolean noRepair;

  /**
   * What a node stores for the window of repair: two minutes at 1,000 messages a second. The nodes
   * of the demo share one small heap, and store less.
   */
  public Map<String, String> storeDefaults() {
    return noRepair
        ? Map.of()
        : Map.of("gossip.store-messages", "131072", "gossip.store-bytes", "67108864");
  }

  /**
   * Builds a node as configured, still without addresses.
   *
   * @param defaults values by key, which the file and the options override
   * @throws ConfigurationException if the configuration is not valid, or names two relays
   */
  public GossipNodeBuilder compose(
      CompositionOptions composition, PluginCatalog catalog, Map<String, String> defaults) {
    GossipNodeBuilder builder = composition.compose(catalog, defaults);
    NodeConfig config = composition.parse(catalog, defaults);
    if (noRepair) {
      refuseRepair(config);
    } else if (catalog.find(REPAIR).isPresent() && catalog.find(relay(config)).isPresent()) {
      settings(config).forEach((key, value) -> builder.set(key, value, ORIGIN));
    }
    return builder;
  }

  /**
   * How messages are relayed, for people: {@code relay flooding, repaired}. Says nothing useful of
   * a configuration that {@link #compose} refuses.
   *
   * @param defaults as for {@link #compose}
   */
  public String describe(
      CompositionOptions composition, PluginCatalog catalog, Map<String, String> defaults) {
    return describe(
        composition.parse(catalog, defaults),
        noRepair ? Optional.empty() : catalog.find(REPAIR),
        catalog);
  }

  /**
   * @param repair the plugin, unless it must not be used
   */
  static String describe(NodeConfig config, Optional<GossipPlugin> repair, PluginCatalog catalog) {
    String relay = relay(config);
    boolean isRepaired = repair.isPresent() && catalog.find(relay).isPresent();
    if (isRepaired && (relay.equals(REPAIR) || config.origin(USE).isEmpty())) {
      GossipPlugin plugin = repair.orElseThrow();
      String inner = plugin.slots(config.settingsOf(plugin)).values().iterator().next();
      relay = PluginKind.RELAY.fullId(inner);
    }
    String name = relay.substring(PluginKind.RELAY.prefix().length() + 1);
    return "relay " + name + (isRepaired ? ", repaired" : "");
  }

  private static String relay(NodeConfig config) {
    return config.fullIds(PluginKind.RELAY).get(0);
  }

  private static void refuseRepair(NodeConfig config) {
    if (usesRepair(config)) {
      throw new ConfigurationException(
          "--no-repair: "
              + config.originOfUse(PluginKind.RELAY)
              + " asks for "
              + relay(config)
              + ", which repairs; remove one of them");
    }
    config
        .origin(INNER)
        .ifPresent(
            origin -> {
              throw new ConfigurationException(
                  origin + ": " + INNER + " has no effect with --no-repair; remove one of them");
            });
  }

  /**
   * What to set so that repair wraps the relay of a configuration; nothing if it does so already.
   *
   * @throws ConfigurationException if the configuration names two relays
   */
  static Map<String, String> settings(NodeConfig config) {
    if (usesRepair(config)) {
      return Map.of();
    }
    if (config.origin(USE).isEmpty()) {
      return Map.of(USE, REPAIR);
    }
    config.origin(INNER).ifPresent(origin -> refuseTwo(config, origin));
    return Map.of(USE, REPAIR, INNER, relay(config));
  }

  /** Whether it is chosen, or fills the slot of another relay. */
  private static boolean usesRepair(NodeConfig config) {
    String relay = relay(config);
    return relay.equals(REPAIR)
        || config.configured().entrySet().stream()
            .anyMatch(
                entry ->
                    entry.getKey().startsWith("gossip." + relay + ".")
                        && PluginKind.RELAY.fullId(entry.getValue()).equals(REPAIR));
  }

  private static void refuseTwo(NodeConfig config, String origin) {
    throw new ConfigurationException(
        origin
            + ": "
            + INNER
            + " is "
            + config.configured().get(INNER)
            + ", but repair would wrap "
            + relay(config)
            + " of "
            + config.originOfUse(PluginKind.RELAY)
            + "; remove one of them");
  }
}
