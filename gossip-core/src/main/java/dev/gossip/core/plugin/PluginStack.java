package dev.gossip.core.plugin;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.InvalidSettingException;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.ForwardingRelayContext;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.PluginKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Resolves the slots of a plugin recursively and creates the modules of all plugins involved. */
final class PluginStack {
  private final PluginKind kind;
  private final NodeConfig config;
  private final PluginCatalog catalog;
  // The plugins that wrap the current one, outermost first.
  private final Deque<String> enclosing = new ArrayDeque<>();

  private PluginStack(PluginKind kind, NodeConfig config, PluginCatalog catalog) {
    this.kind = kind;
    this.config = config;
    this.catalog = catalog;
  }

  /**
   * Creates the modules of the plugins that are chosen for a kind, in the configured order.
   *
   * @throws ConfigurationException if a plugin is missing, fails, wraps itself, or is chosen twice
   */
  static List<PluginModule> chosen(PluginKind kind, NodeConfig config, PluginCatalog catalog) {
    String where = config.originOfUse(kind);
    List<String> names = config.use(kind);
    requireNames(kind, names, where, catalog);
    List<PluginModule> modules = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (String name : names) {
      GossipPlugin plugin = catalog.require(kind, name, where);
      if (!ids.add(plugin.id())) {
        throw refusal(kind, where, "names " + plugin.id() + " twice; name it once");
      }
      // Several plugins of one kind are distinguished by their ids.
      String path = kind.isList() ? plugin.id() : kind.prefix();
      modules.add(new PluginStack(kind, config, catalog).module(path, path, plugin));
    }
    return modules;
  }

  private static void requireNames(
      PluginKind kind, List<String> names, String where, PluginCatalog catalog) {
    if (names.isEmpty() && !kind.isOptional()) {
      throw refusal(kind, where, "names no plugin; there is " + known(kind, catalog));
    }
    for (String name : names) {
      if (name.isBlank()) {
        throw refusal(
            kind,
            where,
            kind.isList()
                ? "has an empty name; write one comma between two plugins"
                : "names no plugin; there is " + known(kind, catalog));
      }
      if (name.contains(",")) {
        throw refusal(kind, where, "takes one plugin, not '" + name + "'; choose one of them");
      }
    }
  }

  private static String known(PluginKind kind, PluginCatalog catalog) {
    return catalog.idsOf(kind).collect(Collectors.joining(", "));
  }

  private static ConfigurationException refusal(PluginKind kind, String where, String problem) {
    return new ConfigurationException(where + ": gossip." + kind.prefix() + ".use " + problem);
  }

  private PluginModule module(String path, String slot, GossipPlugin plugin) {
    PluginSettings settings = config.settingsOf(plugin);
    List<PluginModule> wrapped = new ArrayList<>();
    enclosing.addLast(plugin.id());
    slotsOf(plugin, settings)
        .forEach(
            (name, filler) ->
                wrapped.add(
                    module(
                        ForwardingRelayContext.path(path, name),
                        name,
                        fill(plugin, name, filler))));
    enclosing.removeLast();
    try {
      return new PluginModule(kind, path, slot, plugin, settings, wrapped);
    } catch (InvalidSettingException e) {
      throw config.refusal(plugin, e);
    }
  }

  private Map<String, String> slotsOf(GossipPlugin plugin, PluginSettings settings) {
    Map<String, String> slots;
    try {
      slots = new TreeMap<>(plugin.slots(settings));
    } catch (InvalidSettingException e) {
      throw config.refusal(plugin, e);
    } catch (RuntimeException | LinkageError e) {
      throw new ConfigurationException(
          "plugin " + plugin.id() + " failed in slots: " + PluginCatalog.firstLine(e), e);
    }
    for (String name : slots.keySet()) {
      if (kind != PluginKind.RELAY || !name.matches("relay\\.[a-z0-9]+(-[a-z0-9]+)*")) {
        throw new ConfigurationException(
            "plugin "
                + plugin.id()
                + " has a slot '"
                + name
                + "'; only relays have slots, and these are called relay, a dot, and a name in"
                + " lower-case letters, digits and dashes");
      }
    }
    return slots;
  }

  private GossipPlugin fill(GossipPlugin plugin, String slot, String filler) {
    String where = "slot " + slot + " of gossip." + plugin.id();
    GossipPlugin inner = catalog.require(kind, filler, where);
    if (enclosing.contains(inner.id())) {
      throw new ConfigurationException(
          where
              + ": "
              + inner.id()
              + " cannot wrap itself ("
              + Stream.concat(enclosing.stream(), Stream.of(inner.id()))
                  .collect(Collectors.joining(" over "))
              + "); there is "
              + catalog
                  .idsOf(kind)
                  .filter(id -> !enclosing.contains(id))
                  .collect(Collectors.joining(", ")));
    }
    return inner;
  }
}
