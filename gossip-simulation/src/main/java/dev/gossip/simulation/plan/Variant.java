package dev.gossip.simulation.plan;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.PluginKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Settings and plugins of a group of nodes; see {@link NetworkPlan.Builder#variant}. */
public final class Variant {
  /** The origin of settings in error messages. */
  private static final String ORIGIN = "the simulation's builder";

  private final List<Step> steps = new ArrayList<>();
  private final List<GossipPlugin> plugins = new ArrayList<>();

  Variant() {}

  Variant(Variant other) {
    steps.addAll(other.steps);
    plugins.addAll(other.plugins);
  }

  /**
   * A value, or a file with values.
   *
   * @param path the full key of the value, or the name of the file
   * @param text null for a file
   * @param option the option that says this, if one does
   */
  record Step(String path, @Nullable String text, String origin, @Nullable PlanOption<?> option) {
    void applyTo(NodeConfig.Builder config) {
      if (text == null) {
        config.file(Path.of(path));
      } else {
        config.set(path, text, origin);
      }
    }

    String describe() {
      return text == null ? "configuration " + path : path + "=" + text;
    }
  }

  /**
   * Uses a plugin that is not registered, for the kind that its id begins with: alone, or together
   * with earlier ones if a node may have several of that kind. The id may be that of a registered
   * plugin, so that HELLO accepts it.
   */
  public Variant with(GossipPlugin plugin) {
    plugins.add(plugin);
    for (PluginKind kind : PluginKind.values()) {
      if (kind.isKindOf(plugin.id())) {
        set("gossip." + kind.prefix() + ".use", kind.idsToUse(plugins));
      }
    }
    return this;
  }

  /** Sets the relay strategy, by id or short form. */
  public Variant relay(String id) {
    return set("gossip.relay.use", id);
  }

  /** Sets one value, such as {@code gossip.lifetime}. */
  public Variant set(String path, String value) {
    return set(path, value, ORIGIN);
  }

  Variant set(String path, String value, String origin) {
    return add(new Step(path, value, origin, null));
  }

  Variant add(Step step) {
    // Applied to an empty configuration, so that an invalid value fails in the caller's line.
    step.applyTo(NodeConfig.builder());
    steps.add(step);
    return this;
  }

  /** Adds the settings to a configuration. They override those that it already has. */
  public void applyTo(NodeConfig.Builder config) {
    steps.forEach(step -> step.applyTo(config));
  }

  /** The plugins that are not registered, in the order in which they were added. */
  public List<GossipPlugin> plugins() {
    return Collections.unmodifiableList(plugins);
  }

  /** The values by full key, in the order in which they were first set; not those of files. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Step step : steps) {
      if (step.text != null) {
        settings.put(step.path, step.text);
      }
    }
    return Collections.unmodifiableMap(settings);
  }

  List<Step> steps() {
    return Collections.unmodifiableList(steps);
  }

  /** The last step that an option made. */
  Optional<Step> stepOf(PlanOption<?> option) {
    return steps.stream().filter(step -> step.option == option).reduce((one, other) -> other);
  }

  /** The plugins and the values, one phrase each. */
  public List<String> describe() {
    List<String> all = new ArrayList<>();
    plugins.forEach(plugin -> all.add("plugin " + plugin.id()));
    String last = "";
    for (Step step : steps) {
      String text = step.describe();
      // What is set twice in a row, such as by an option and by a plugin, is said once.
      if (!text.equals(last)) {
        all.add(text);
      }
      last = text;
    }
    return all;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Variant variant
        && describe().equals(variant.describe())
        && plugins.equals(variant.plugins);
  }

  @Override
  public int hashCode() {
    return describe().hashCode();
  }

  @Override
  public String toString() {
    return String.join(", ", describe());
  }
}
