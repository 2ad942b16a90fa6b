package dev.gossip.testkit.world;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.simulation.plan.Variant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Settings and plugins of those nodes of a {@link WorldPlan} that differ from the rest. */
public final class NodeVariant {
  private final IntPredicate which;
  private final boolean hostile;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<GossipPlugin> plugins = new ArrayList<>();

  NodeVariant(IntPredicate which, boolean hostile) {
    this.which = which;
    this.hostile = hostile;
  }

  /** Sets the relay strategy, by id or short form. */
  public NodeVariant relay(String id) {
    return set("gossip.relay.use", id);
  }

  /** Sets the value of one setting, such as {@code gossip.lifetime}. */
  public NodeVariant set(String path, String value) {
    settings.put(path, value);
    return this;
  }

  /**
   * Uses a plugin object, which need not be registered. Its id determines its kind, and may be that
   * of an honest plugin, so that HELLO accepts it.
   */
  public NodeVariant with(GossipPlugin plugin) {
    plugins.add(plugin);
    return this;
  }

  boolean contains(int node) {
    return which.test(node);
  }

  boolean isHostile() {
    return hostile;
  }

  Map<String, String> settings() {
    return Collections.unmodifiableMap(settings);
  }

  List<GossipPlugin> plugins() {
    return Collections.unmodifiableList(plugins);
  }

  void applyTo(Variant variant) {
    plugins.forEach(variant::with);
    settings.forEach(variant::set);
  }

  /** A description such as {@code hostile nodes [0] with relay.flooding}. */
  String describe(int nodes) {
    List<String> changes = new ArrayList<>();
    plugins.forEach(plugin -> changes.add(plugin.id()));
    settings.forEach((path, value) -> changes.add(path + "=" + value));
    return (hostile ? "hostile nodes " : "nodes ")
        + IntStream.range(0, nodes).filter(which).boxed().toList()
        + (changes.isEmpty() ? "" : " with " + String.join(" and ", changes));
  }
}
