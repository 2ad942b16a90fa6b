package dev.gossip.simulation;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.PluginKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** Settings and plugins of a group of nodes; see {@link Simulation#variant}. */
public final class Variant {
  /** The origin of settings in error messages. */
  private static final String ORIGIN = "the simulation's builder";

  private final List<Consumer<NodeConfig.Builder>> steps = new ArrayList<>();
  private final List<GossipPlugin> instances = new ArrayList<>();
  private final List<String> described = new ArrayList<>();

  Variant() {}

  /**
   * Uses a plugin that is not registered, for the kind that its id begins with: alone, or together
   * with earlier ones if a node may have several of that kind.
   */
  public Variant with(GossipPlugin plugin) {
    instances.add(plugin);
    for (PluginKind kind : PluginKind.values()) {
      if (kind.isKindOf(plugin.id())) {
        set("gossip." + kind.prefix() + ".use", kind.idsToUse(instances));
      }
    }
    return this;
  }

  /** Sets one value, such as {@code gossip.lifetime}. */
  public Variant set(String path, String value) {
    return set(path, value, ORIGIN);
  }

  Variant set(String path, String value, String origin) {
    return add(path + "=" + value, config -> config.set(path, value, origin));
  }

  Variant add(String description, Consumer<NodeConfig.Builder> step) {
    // Applied to an empty configuration, so that an invalid value fails in the caller's line.
    step.accept(NodeConfig.builder());
    described.add(description);
    steps.add(step);
    return this;
  }

  void applyTo(NodeConfig.Builder config) {
    steps.forEach(step -> step.accept(config));
  }

  /** The plugins that are not registered. */
  List<GossipPlugin> instances() {
    return Collections.unmodifiableList(instances);
  }

  List<String> describe() {
    List<String> all = new ArrayList<>();
    instances.forEach(plugin -> all.add("plugin " + plugin.id()));
    all.addAll(described);
    return all;
  }
}
