package dev.gossip.core.plugin;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.PluginKind;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The available plugins, by id. Immutable. */
public final class PluginCatalog {
  private static final String KINDS =
      Arrays.stream(PluginKind.values()).map(PluginKind::prefix).collect(Collectors.joining("|"));
  private static final String OUTBOUND = "membership.outbound";
  // Defaults and examples name them, so who does not have them should learn where they are.
  private static final Map<String, String> ARTIFACTS =
      Map.ofEntries(
          Map.entry("discovery.bootstrap", "gossip-discovery"),
          Map.entry("discovery.dns", "gossip-discovery"),
          Map.entry("discovery.file", "gossip-discovery"),
          Map.entry(OUTBOUND, "gossip-discovery"),
          Map.entry("relay.dandelion", "gossip-diffusion"),
          Map.entry("relay.diffusion", "gossip-diffusion"),
          Map.entry("relay.repair", "gossip-repair"),
          Map.entry("signing.ed25519", "gossip-signing"),
          Map.entry("spam.rate-limit", "gossip-reputation"),
          Map.entry("spam.reputation", "gossip-reputation"),
          Map.entry("spam.strict", "gossip-reputation"),
          Map.entry("transport.udp", "gossip-udp"));
  private static final Pattern ID = Pattern.compile("(" + KINDS + ")\\.[a-z0-9]+(-[a-z0-9]+)*");

  private static final String SERVICE_FILE = "META-INF/services/" + GossipPlugin.class.getName();

  private final SortedMap<String, GossipPlugin> plugins;
  // Jars and folders that were named, and in which no plugin can be found.
  private final List<Path> without;

  private PluginCatalog(SortedMap<String, GossipPlugin> plugins, List<Path> without) {
    this.plugins = Collections.unmodifiableSortedMap(plugins);
    this.without = List.copyOf(without);
  }

  /**
   * Loads all plugins that the {@link ServiceLoader} finds.
   *
   * @throws ConfigurationException if a plugin cannot be loaded, or two have the same id
   */
  public static PluginCatalog load(ClassLoader loader) {
    return load(loader, List.of());
  }

  private static PluginCatalog load(ClassLoader loader, List<Path> without) {
    SortedMap<String, GossipPlugin> found = new TreeMap<>();
    try {
      for (GossipPlugin plugin : ServiceLoader.load(GossipPlugin.class, loader)) {
        add(found, plugin);
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new ConfigurationException(
          "a plugin cannot be loaded: " + firstLine(e) + "; fix its jar or its service file", e);
    }
    return new PluginCatalog(found, without);
  }

  /**
   * Loads all plugins on the class path and in further jars and class folders.
   *
   * @throws ConfigurationException if a jar or folder cannot be read, or a plugin cannot be loaded
   */
  public static PluginCatalog load(List<Path> jarsAndFolders) {
    ClassLoader parent = PluginCatalog.class.getClassLoader();
    if (jarsAndFolders.isEmpty()) {
      return load(parent);
    }
    List<URL> urls = new ArrayList<>();
    List<Path> without = new ArrayList<>();
    for (Path path : jarsAndFolders) {
      requireReadable(path);
      try {
        URL url = path.toUri().toURL();
        urls.add(url);
        if (!hasServiceFile(url)) {
          without.add(path);
        }
      } catch (IOException e) {
        throw new ConfigurationException("plugin path " + path + " has no URL", e);
      }
    }
    // Never closed: plugins may load classes as long as the process runs.
    return load(new URLClassLoader(urls.toArray(URL[]::new), parent), without);
  }

  private static boolean hasServiceFile(URL jarOrFolder) throws IOException {
    try (URLClassLoader alone = new URLClassLoader(new URL[] {jarOrFolder}, null)) {
      return alone.findResource(SERVICE_FILE) != null;
    }
  }

  /** Returns this catalog with further plugins, which replace those with the same id. */
  public PluginCatalog with(Collection<GossipPlugin> instances) {
    SortedMap<String, GossipPlugin> own = new TreeMap<>();
    instances.forEach(plugin -> add(own, plugin));
    SortedMap<String, GossipPlugin> both = new TreeMap<>(plugins);
    both.putAll(own);
    return new PluginCatalog(both, without);
  }

  /** All plugins, sorted by id. */
  public Collection<GossipPlugin> all() {
    return plugins.values();
  }

  /** The plugin with this full id. */
  public Optional<GossipPlugin> find(String id) {
    return Optional.ofNullable(plugins.get(id));
  }

  /**
   * The plugin of a kind with an id.
   *
   * @param name the id, in full or without its kind
   * @param where the name was configured; shown in errors
   * @throws ConfigurationException if there is none; the message lists the plugins of the kind
   */
  public GossipPlugin require(PluginKind kind, String name, String where) {
    GossipPlugin plugin = plugins.get(kind.fullId(name));
    if (plugin == null) {
      throw new ConfigurationException(
          where + ": there is no plugin '" + kind.fullId(name) + "'; " + remedy(kind, name));
    }
    return plugin;
  }

  /** The ids of all plugins of a kind, sorted. */
  Stream<String> idsOf(PluginKind kind) {
    return plugins.keySet().stream().filter(id -> id.startsWith(kind.prefix() + "."));
  }

  private String remedy(PluginKind kind, String name) {
    String id = kind.fullId(name);
    String artifact = ARTIFACTS.get(id);
    if (artifact != null) {
      return addArtifact(artifact)
          + (id.equals(OUTBOUND)
              ? ", or set gossip.membership.use = configured, which dials only gossip.peers"
              : "");
    }
    String known = idsOf(kind).collect(Collectors.joining(", "));
    if (!known.isEmpty()) {
      return "there is " + known + missingServiceFiles();
    }
    return kind == PluginKind.TRANSPORT
        ? addArtifact("gossip-udp")
        : "there is no " + kind.prefix() + " plugin at all";
  }

  /** Why a plugin that is in a jar or folder is not found; empty if all have what it takes. */
  private String missingServiceFiles() {
    return without.isEmpty()
        ? ""
        : "; no plugin is found in "
            + without.stream().map(Path::toString).collect(Collectors.joining(", "))
            + " without the file "
            + SERVICE_FILE
            + ", which names its class";
  }

  private static String addArtifact(String name) {
    return "add the artifact dev.gossip:" + name + " to the class path";
  }

  private static void add(SortedMap<String, GossipPlugin> plugins, GossipPlugin plugin) {
    String id;
    try {
      id = plugin.id();
    } catch (RuntimeException e) {
      throw new ConfigurationException(
          "plugin " + origin(plugin) + " failed in id: " + firstLine(e), e);
    }
    // The key of a plugin with the name "use" would be the key that chooses the plugin.
    if (id == null || !ID.matcher(id).matches() || id.endsWith(".use")) {
      throw new ConfigurationException(
          "plugin "
              + origin(plugin)
              + " has the id '"
              + id
              + "'; an id is one of "
              + KINDS.replace("|", ", ")
              + ", a dot, and a name in lower-case letters, digits and dashes");
    }
    GossipPlugin other = plugins.putIfAbsent(id, plugin);
    if (other != null) {
      throw new ConfigurationException(
          "two plugins have the id "
              + id
              + ": "
              + origin(other)
              + " and "
              + origin(plugin)
              + "; remove one");
    }
  }

  private static void requireReadable(Path path) {
    if (Files.isDirectory(path) && Files.isReadable(path)) {
      return;
    }
    if (!Files.isRegularFile(path)) {
      throw new ConfigurationException(
          "plugin path " + path + " does not exist; name a jar or a class folder");
    }
    try {
      new JarFile(path.toFile()).close();
    } catch (IOException e) {
      throw new ConfigurationException(
          "plugin path "
              + path
              + " cannot be read as a jar: "
              + firstLine(e)
              + "; name a jar or a class folder",
          e);
    }
  }

  private static String origin(GossipPlugin plugin) {
    CodeSource source = plugin.getClass().getProtectionDomain().getCodeSource();
    String name = plugin.getClass().getName();
    return source == null ? name : name + " in " + source.getLocation().getPath();
  }

  static String firstLine(Throwable thrown) {
    Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
    String text = thrown.getMessage() == null ? cause.toString() : thrown.getMessage();
    return text.lines().findFirst().orElse(thrown.getClass().getSimpleName());
  }
}
