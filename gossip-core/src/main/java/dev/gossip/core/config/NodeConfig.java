package dev.gossip.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.InvalidSettingException;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.core.engine.spec.EngineLimits;
import dev.gossip.core.engine.spec.NodeAddresses;
import dev.gossip.core.engine.spec.WantedPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a node. All keys and values are checked. A key is a setting of the node
 * ({@code gossip.network}), the choice of a plugin ({@code gossip.relay.use}), or a setting of a
 * plugin, prefixed with its id ({@code gossip.relay.diffusion.outbound-mean}). Immutable.
 */
public final class NodeConfig {
  private static final String ROOT = "gossip";

  private final SortedMap<String, ConfiguredValue> values;
  private final PluginSettings node;
  private final ConfiguredAddresses addresses;

  private NodeConfig(
      SortedMap<String, ConfiguredValue> values,
      List<ConfiguredValue> addedPeers,
      List<ConfiguredValue> addedSeeds) {
    this.values = values;
    this.node = settings(ROOT, NodeSettings.all());
    this.addresses = new ConfiguredAddresses(node, this::whereWithKey, addedPeers, addedSeeds);
    if (!network().matches("\\P{Cc}{1,64}")) {
      throw new ConfigurationException(
          where(NodeSettings.NETWORK)
              + ": gossip.network: a name has 1 to 64 characters and no control characters");
    }
    if (lifetimeMillis() > EngineLimits.MAX_LIFETIME_MILLIS) {
      throw new ConfigurationException(
          where(NodeSettings.LIFETIME) + ": gossip.lifetime is at most 1h");
    }
  }

  /** Collects configured values. Later values override earlier ones. */
  public static final class Builder {
    private final List<ConfiguredValue> addedPeers = new ArrayList<>();
    private final List<ConfiguredValue> addedSeeds = new ArrayList<>();
    private Config config = ConfigFactory.empty();

    private Builder() {}

    /**
     * Adds the values of a HOCON file.
     *
     * @throws ConfigurationException if it cannot be read or parsed
     */
    public Builder file(Path file) {
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        throw new ConfigurationException(
            "configuration file " + file + " cannot be read; check the name and its permissions");
      }
      try {
        Config parsed = ConfigFactory.parseFile(file.toFile()).resolve();
        config = parsed.withFallback(config);
      } catch (ConfigException e) {
        throw new ConfigurationException(oneLine(e), e);
      }
      return this;
    }

    /**
     * Sets one value.
     *
     * @param path the full key, such as {@code gossip.network}
     * @param origin where the value comes from, such as {@code --set}; shown in errors
     * @throws ConfigurationException if the path is not a valid key
     */
    public Builder set(String path, String value, String origin) {
      try {
        ConfigValue typed = ConfigValueFactory.fromAnyRef(value, origin);
        config = config.withValue(path, typed);
      } catch (ConfigException e) {
        throw new ConfigurationException(
            origin + ": '" + path + "' is not a key; write it in full, as in gossip.network", e);
      }
      return this;
    }

    /**
     * Adds a peer to those configured so far.
     *
     * @param origin where the address comes from; shown in errors
     */
    public Builder addPeer(String address, String origin) {
      addedPeers.add(new ConfiguredValue(address, origin));
      return this;
    }

    /**
     * Adds a node to start from to those configured so far.
     *
     * @param origin where the address comes from; shown in errors
     */
    public Builder addSeed(String address, String origin) {
      addedSeeds.add(new ConfiguredValue(address, origin));
      return this;
    }

    /**
     * Checks all keys and values.
     *
     * @param plugins the plugins whose settings are allowed
     * @throws ConfigurationException for an unknown key or an invalid value
     */
    public NodeConfig build(Collection<GossipPlugin> plugins) {
      SortedMap<String, ConfiguredValue> values = new TreeMap<>();
      collect(config.root(), new ArrayList<>(), values);
      Map<String, Setting<?>> known = knownKeys(plugins);
      values.forEach((path, value) -> check(path, value, known, plugins));
      return new NodeConfig(values, addedPeers, addedSeeds);
    }

    private static void collect(
        ConfigObject object, List<String> path, SortedMap<String, ConfiguredValue> values) {
      for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
        path.add(entry.getKey());
        if (entry.getValue() instanceof ConfigObject inner) {
          collect(inner, path, values);
        } else {
          String joined = String.join(".", path);
          values.put(
              joined,
              new ConfiguredValue(
                  text(joined, entry.getValue()), entry.getValue().origin().description()));
        }
        path.remove(path.size() - 1);
      }
    }

    private static String text(String path, ConfigValue value) {
      if (value instanceof ConfigList list) {
        return list.stream().map(item -> text(path, item)).collect(Collectors.joining(","));
      }
      try {
        // The original text; unwrapping would convert 5000 to a number and back.
        return value.atKey("v").getString("v");
      } catch (ConfigException e) {
        throw new ConfigurationException(
            value.origin().description()
                + ": "
                + path
                + ": expected text, a number, or a list of these, not "
                + value.valueType().name().toLowerCase(Locale.ROOT),
            e);
      }
    }

    private static Map<String, Setting<?>> knownKeys(Collection<GossipPlugin> plugins) {
      Map<String, Setting<?>> known = new TreeMap<>();
      NodeSettings.all().forEach(setting -> known.put(ROOT + "." + setting.key(), setting));
      for (PluginKind kind : PluginKind.values()) {
        String meaning = kind.isList() ? "which plugins, comma-separated" : "which plugin";
        known.put(useKey(kind), Setting.text("use", kind.defaultId(), meaning));
      }
      for (GossipPlugin plugin : plugins) {
        for (Setting<?> setting : declared(plugin)) {
          known.put(ROOT + "." + plugin.id() + "." + setting.key(), setting);
        }
      }
      return known;
    }

    private static List<Setting<?>> declared(GossipPlugin plugin) {
      try {
        return plugin.settings();
      } catch (RuntimeException | LinkageError e) {
        throw new ConfigurationException("plugin " + plugin.id() + " failed in settings: " + e, e);
      }
    }

    private static void check(
        String path,
        ConfiguredValue value,
        Map<String, Setting<?>> known,
        Collection<GossipPlugin> plugins) {
      Setting<?> setting = known.get(path);
      if (setting == null) {
        throw new ConfigurationException(
            value.origin()
                + ": unknown setting '"
                + path
                + "'"
                + whyUnknown(path, plugins)
                + "; 'gossip plugins' lists all settings");
      }
      try {
        setting.parse(value.text());
      } catch (IllegalArgumentException e) {
        throw new ConfigurationException(value.origin() + ": " + path + ": " + e.getMessage(), e);
      }
    }

    private static String whyUnknown(String path, Collection<GossipPlugin> plugins) {
      List<String> parts = ConfigUtil.splitPath(ConfigUtil.joinPath(path.split("\\.", -1)));
      if (!parts.get(0).equals(ROOT)) {
        return ", every setting begins with 'gossip.'";
      }
      if (parts.size() > 3) {
        String id = parts.get(1) + "." + parts.get(2);
        if (plugins.stream().noneMatch(plugin -> plugin.id().equals(id))) {
          return ", because there is no plugin '" + id + "'";
        }
      }
      return "";
    }

    private static String oneLine(ConfigException e) {
      String message = String.valueOf(e.getMessage());
      return message.lines().findFirst().orElse(message);
    }
  }

  /** Returns a builder with only default values. */
  public static Builder builder() {
    return new Builder();
  }

  /** The network's name. */
  public String network() {
    return node.get(NodeSettings.NETWORK);
  }

  /** The address to listen on. */
  public PeerAddress listen() {
    return addresses.listen();
  }

  /** The addresses of the nodes to stay connected to. */
  public List<PeerAddress> peers() {
    return addresses.peers().addresses();
  }

  /** The nodes to stay connected to, each address once, with the id that it must have. */
  public List<WantedPeer> wantedPeers() {
    return addresses.peers().wanted();
  }

  /** The nodes to start from, and the address to advertise. */
  public NodeAddresses nodeAddresses() {
    return addresses.nodeAddresses();
  }

  /** The value of one of {@link NodeSettings}. */
  public <T> T get(Setting<T> setting) {
    return node.get(setting);
  }

  /** The configured values by full key, without defaults. */
  public SortedMap<String, String> configured() {
    SortedMap<String, String> configured = new TreeMap<>();
    values.forEach((path, value) -> configured.put(path, value.text()));
    return configured;
  }

  /** The limits of the engine. */
  public EngineLimits engineLimits() {
    return new EngineLimits(
        node.get(NodeSettings.MAX_PAYLOAD_BYTES),
        lifetimeMillis(),
        node.get(NodeSettings.CLOCK_SKEW).toMillis(),
        node.get(NodeSettings.SEEN_IDS),
        node.get(NodeSettings.STORE_MESSAGES),
        node.get(NodeSettings.STORE_BYTES),
        node.get(NodeSettings.REPLAY_AUTHORS),
        node.get(NodeSettings.PENDING_CHECKS),
        node.get(NodeSettings.PENDING_CHECKS_IN_ALL),
        node.get(NodeSettings.PENDING_CHECK_BYTES),
        node.get(NodeSettings.MAX_TIMERS),
        node.get(NodeSettings.KNOWN_ADDRESSES),
        node.get(NodeSettings.CANDIDATE_TIMEOUT));
  }

  /**
   * The ids of the plugins to use, in full or without their kind, in the order in which they are
   * configured. Exactly one, unless {@link PluginKind#isList}. They may be misspelled, repeated or
   * empty, which is detected when they are looked up.
   */
  public List<String> use(PluginKind kind) {
    ConfiguredValue value = values.get(useKey(kind));
    String text = value == null ? defaultOf(kind) : value.text();
    if (!kind.isList()) {
      return List.of(text);
    }
    return text.isBlank()
        ? List.of()
        : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
  }

  /** With seeds a node finds others; what it finds is of use only if its membership dials it. */
  private String defaultOf(PluginKind kind) {
    boolean isFor =
        switch (kind) {
          case DISCOVERY -> !nodeAddresses().seeds().isEmpty();
          case MEMBERSHIP -> !use(PluginKind.DISCOVERY).isEmpty();
          default -> false;
        };
    return isFor ? kind.defaultIdWithDiscovery() : kind.defaultId();
  }

  private String cause(PluginKind kind) {
    if (defaultOf(kind).equals(kind.defaultId())) {
      return "";
    }
    return nodeAddresses().seeds().isEmpty() ? " with a discovery" : " with seeds";
  }

  /** The ids of {@link #use} in full. */
  public List<String> fullIds(PluginKind kind) {
    return use(kind).stream().map(kind::fullId).toList();
  }

  /** Where the value of {@link #use} was configured, for errors. */
  public String originOfUse(PluginKind kind) {
    ConfiguredValue value = values.get(useKey(kind));
    return value == null ? "default of " + useKey(kind) + cause(kind) : value.origin();
  }

  /**
   * Where a value was configured, such as {@code --set} or a file with its line; empty for a
   * default.
   *
   * @param path the full key, such as {@code gossip.network}
   */
  public Optional<String> origin(String path) {
    return Optional.ofNullable(values.get(path)).map(ConfiguredValue::origin);
  }

  /** The values of a plugin's settings. */
  public PluginSettings settingsOf(GossipPlugin plugin) {
    return settings(ROOT + "." + plugin.id(), plugin.settings());
  }

  /** Converts a plugin's refusal of a value; adds the key and where the value was configured. */
  public ConfigurationException refusal(GossipPlugin plugin, InvalidSettingException refused) {
    String path = ROOT + "." + plugin.id() + "." + refused.key();
    return new ConfigurationException(
        where(path) + ": " + path + ": " + refused.getMessage(), refused);
  }

  private PluginSettings settings(String prefix, List<Setting<?>> declared) {
    Map<String, String> configured = new TreeMap<>();
    for (Setting<?> setting : declared) {
      ConfiguredValue value = values.get(prefix + "." + setting.key());
      if (value != null) {
        configured.put(setting.key(), value.text());
      }
    }
    return PluginSettings.of(declared, configured);
  }

  private long lifetimeMillis() {
    return node.get(NodeSettings.LIFETIME).toMillis();
  }

  private String where(Setting<?> setting) {
    return where(ROOT + "." + setting.key());
  }

  private String whereWithKey(Setting<?> setting) {
    return where(setting) + ": " + ROOT + "." + setting.key();
  }

  private String where(String path) {
    @Nullable ConfiguredValue value = values.get(path);
    return value == null ? "default" : value.origin();
  }

  private static String useKey(PluginKind kind) {
    return ROOT + "." + kind.prefix() + ".use";
  }
}
