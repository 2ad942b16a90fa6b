package dev.gossip.cli.plugins;

import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.Setting;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.NodeSettings;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.plugin.PluginCatalog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything about a node that has a name: the settings of the node and of each plugin, its metrics
 * and its drop reasons. The {@code plugins} command and the generated pages of {@code docs} show
 * it.
 */
record Reference(List<Page> pages) {
  /** The page with the settings that belong to no plugin. */
  static final String NODE = "node";

  /** What is shown instead of the plugins of a kind, if there are none. */
  static final String NO_PLUGIN = "no plugin of this kind was found";

  static final String METRICS = "metrics";
  static final String DROPS = "drops";

  /**
   * One page.
   *
   * @param name the lookup key: a plugin's id, {@link #NODE}, {@link #METRICS} or {@link #DROPS}
   * @param path what its settings begin with, such as {@code gossip.relay.diffusion}; empty if its
   *     entries are no settings
   */
  record Page(String name, String summary, String path, List<Entry> entries) {
    boolean hasEntries() {
      return !entries.isEmpty();
    }

    boolean hasSettings() {
      return !path.isEmpty();
    }
  }

  /**
   * One line of a page.
   *
   * @param key the setting without its path, or a label
   * @param value a setting's default, or the type of a metric; empty if there is none
   * @param action what to do about it; empty if nothing
   */
  record Entry(String key, String value, String meaning, String action) {}

  static Reference of(PluginCatalog catalog) {
    List<Page> pages = new ArrayList<>();
    pages.add(
        new Page(NODE, "settings of the node itself, without plugins", "gossip", nodeEntries()));
    for (GossipPlugin plugin : catalog.all()) {
      pages.add(
          new Page(
              plugin.id(),
              plugin.summary(),
              "gossip." + plugin.id(),
              plugin.settings().stream().map(Reference::entry).toList()));
    }
    pages.add(
        new Page(
            METRICS,
            "what a node counts about itself",
            "",
            Arrays.stream(Metric.values())
                .map(
                    metric ->
                        new Entry(
                            metric.label(),
                            metric.isGauge() ? "gauge" : "counter",
                            metric.meaning(),
                            ""))
                .toList()));
    pages.add(
        new Page(
            DROPS,
            "why a node drops something, and what to do about it",
            "",
            Arrays.stream(DropReason.values())
                .map(reason -> new Entry(reason.label(), "", reason.meaning(), reason.action()))
                .toList()));
    return new Reference(List.copyOf(pages));
  }

  private static List<Entry> nodeEntries() {
    Stream<Entry> settings = NodeSettings.all().stream().map(Reference::entry);
    Stream<Entry> kinds =
        Arrays.stream(PluginKind.values())
            .map(
                kind ->
                    new Entry(
                        kind.prefix() + ".use",
                        kind.defaultId(),
                        kind.isList()
                            ? "the "
                                + kind.prefix()
                                + " plugins, by id or short form, as a list or separated by commas"
                            : "the " + kind.prefix() + " plugin, by id or short form",
                        ""));
    return Stream.concat(settings, kinds).toList();
  }

  private static Entry entry(Setting<?> setting) {
    return new Entry(setting.key(), setting.defaultText(), setting.meaning(), "");
  }

  /** The plugins of a kind. */
  List<Page> ofKind(PluginKind kind) {
    return pages.stream().filter(page -> page.name.startsWith(kind.prefix() + ".")).toList();
  }

  /**
   * The page with a name, all plugins of a kind such as {@code spam}, or the one plugin whose id
   * ends with the name, as {@code diffusion} does for {@code relay.diffusion}. For a kind without
   * plugins, one page that says so.
   *
   * @throws ConfigurationException if there is none, or more than one plugin with such a short
   *     name; it lists the known names
   */
  List<Page> require(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    List<Page> found = pages.stream().filter(page -> page.name.equals(wanted)).toList();
    if (found.isEmpty()) {
      for (PluginKind kind : PluginKind.values()) {
        if (kind.prefix().equals(wanted)) {
          List<Page> ofKind = ofKind(kind);
          return ofKind.isEmpty() ? List.of(withoutPlugins(kind)) : ofKind;
        }
      }
      found = pages.stream().filter(page -> page.name.endsWith("." + wanted)).toList();
    }
    if (found.size() == 1) {
      return found;
    }
    throw new ConfigurationException(
        found.isEmpty()
            ? "unknown name '" + name + "'; known names: " + names(pages)
            : "'" + name + "' can be " + names(found) + "; give the full name");
  }

  private static Page withoutPlugins(PluginKind kind) {
    return new Page(kind.prefix(), kind.summary() + "; " + NO_PLUGIN, "", List.of());
  }

  private static String names(List<Page> pages) {
    return pages.stream().map(Page::name).collect(Collectors.joining(", "));
  }
}
