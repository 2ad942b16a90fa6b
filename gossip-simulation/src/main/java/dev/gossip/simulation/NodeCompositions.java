package dev.gossip.simulation;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.validation.MessageValidator;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.plugin.CheckedPlugins;
import dev.gossip.core.plugin.Composition;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.NodeGroup;
import dev.gossip.simulation.plan.Variant;
import dev.gossip.simulation.spy.SilentRelay;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.IntFunction;

/** Which plugins and settings each node of a simulation has. */
final class NodeCompositions {
  /** The transport setting that limits the number of links of a node. */
  private static final String MAX_LINKS = "max-links";

  /** The transport of this project. */
  private static final String UDP = "transport.udp";

  /** The setting of {@link #UDP} that says whether links are protected. */
  private static final String SECURITY = "security";

  private final Variant base;
  private final List<NodeGroup> groups;
  private final SortedMap<String, MessageValidator> validators;
  private final PluginCatalog catalog;

  NodeCompositions(NetworkPlan plan) {
    base = plan.common();
    groups = plan.groups();
    validators = plan.validators();
    catalog = plan.catalog().orElseGet(() -> PluginCatalog.load(List.of()));
  }

  /**
   * The configuration of the nodes without a variant.
   *
   * @param neededLinks how many links a node must be able to have
   */
  NodeConfig config(int neededLinks) {
    return configure(List.of(base), neededLinks);
  }

  /**
   * The configuration of the nodes of a plan without variants, whose plugins can be wired.
   *
   * @param checked remembers what could be wired before
   */
  NodeConfig check(CheckedPlugins checked) {
    NodeConfig config = config(0);
    Composition.check(config, catalogOf(List.of(base)), checked);
    return config;
  }

  /**
   * The composition of each node by index.
   *
   * @param neededLinks how many links a node must be able to have
   */
  IntFunction<Composition> byNode(int neededLinks) {
    Composition common = compose(List.of(base), neededLinks);
    List<Composition> special =
        groups.stream().map(group -> compose(List.of(base, group.variant()), neededLinks)).toList();
    return index -> {
      for (int i = 0; i < special.size(); i++) {
        if (groups.get(i).contains(index)) {
          return special.get(i);
        }
      }
      return common;
    };
  }

  /**
   * The composition of each node and of each identity of a supernode, by index.
   *
   * @param supernode how many identities it has; their indices follow those of the nodes
   * @param neededLinks how many links a node must be able to have
   */
  IntFunction<Composition> byIndex(int size, int supernode, int neededLinks) {
    IntFunction<Composition> ofNodes = byNode(neededLinks);
    if (supernode == 0) {
      return ofNodes;
    }
    Composition ofSpy = ofSpy(Math.max(neededLinks, size));
    return index -> index < size ? ofNodes.apply(index) : ofSpy;
  }

  /**
   * The composition of a supernode's identities.
   *
   * @param neededLinks how many links an identity must be able to have
   */
  private Composition ofSpy(int neededLinks) {
    return compose(List.of(base), neededLinks)
        .wrapRelay(factory -> context -> new SilentRelay(context, factory));
  }

  private Composition compose(List<Variant> variants, int neededLinks) {
    return Composition.of(configure(variants, neededLinks), catalogOf(variants))
        .validating(validators);
  }

  private NodeConfig configure(List<Variant> variants, int neededLinks) {
    PluginCatalog known = catalogOf(variants);
    NodeConfig asSet = configure(variants, known, unprotected(known));
    NodeConfig.Builder raised = unprotected(known);
    boolean needsRaise = false;
    for (GossipPlugin plugin : known.all()) {
      for (Setting<?> setting : plugin.settings()) {
        if (defaultIsTooLow(plugin, setting, neededLinks)) {
          String path = "gossip." + plugin.id() + "." + setting.key();
          raised.set(path, Integer.toString(neededLinks), "the topology");
          needsRaise = true;
        }
      }
    }
    return needsRaise ? configure(variants, known, raised) : asSet;
  }

  /**
   * A configuration with plain links, unless a simulation sets something else. Nobody attacks the
   * wire of a simulation by itself, and its speed is what a large one needs. The transports of
   * others keep their defaults, since a setting of theirs may mean something else.
   */
  private static NodeConfig.Builder unprotected(PluginCatalog known) {
    NodeConfig.Builder config = NodeConfig.builder();
    for (GossipPlugin plugin : known.all()) {
      if (plugin.id().equals(UDP)
          && plugin.settings().stream().anyMatch(setting -> setting.key().equals(SECURITY))) {
        config.set("gossip." + UDP + "." + SECURITY, "none", "a simulation");
      }
    }
    return config;
  }

  private static boolean isTransport(GossipPlugin plugin) {
    return plugin.id().startsWith(PluginKind.TRANSPORT.prefix() + ".");
  }

  private static boolean defaultIsTooLow(GossipPlugin plugin, Setting<?> setting, int neededLinks) {
    return isTransport(plugin)
        && setting.key().equals(MAX_LINKS)
        && setting.defaultValue() instanceof Integer maxLinks
        && maxLinks < neededLinks;
  }

  /** Applies the variants to a configuration. Their values override those it already has. */
  private static NodeConfig configure(
      List<Variant> variants, PluginCatalog known, NodeConfig.Builder config) {
    variants.forEach(variant -> variant.applyTo(config));
    return config.build(known.all());
  }

  private PluginCatalog catalogOf(List<Variant> variants) {
    PluginCatalog known = catalog;
    for (Variant variant : variants) {
      known = known.with(variant.plugins());
    }
    return known;
  }

  List<String> describe() {
    List<String> all = new ArrayList<>(base.describe());
    groups.forEach(group -> all.add("some nodes: " + group.variant().describe()));
    return all;
  }
}
