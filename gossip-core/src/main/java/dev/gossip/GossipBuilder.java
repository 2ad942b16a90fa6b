package dev.gossip;

import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.validation.MessageValidator;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.plugin.Composition;
import dev.gossip.core.plugin.PluginCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Configures and starts a node. Values can come from method calls, configuration files and plugin
 * instances; later calls override earlier ones. Not thread-safe.
 */
public final class GossipBuilder {
  private static final String ORIGIN = "the node's builder";

  private final NodeConfig.Builder config = NodeConfig.builder();
  private final List<GossipPlugin> instances = new ArrayList<>();
  private final SortedMap<String, MessageValidator> validators = new TreeMap<>();
  private final List<Consumer<NodeEvent>> eventListeners = new ArrayList<>();
  private @Nullable PluginCatalog catalog;

  GossipBuilder() {}

  /**
   * Sets the address to listen on.
   *
   * @param address as {@code host:port}; port 0 lets the system choose. The default is {@code
   *     127.0.0.1:0}
   */
  public GossipBuilder listen(String address) {
    return set("gossip.listen", address);
  }

  /**
   * Adds a node to stay connected to. A host name may have several addresses: they are tried in
   * turn, then the name is resolved again.
   *
   * <p>The JVM caches the addresses of a name for 30 s and an unknown name for 10 s, which delays
   * finding a peer that has moved. To avoid this delay, set the security properties {@code
   * networkaddress.cache.ttl} and {@code networkaddress.cache.negative.ttl} to 0 before the
   * application uses the network. They apply to the whole JVM, so this library does not change
   * them; the {@code gossip} command does.
   *
   * @param address as {@code host:port}, or as {@code id@host:port} to refuse any other node there
   */
  public GossipBuilder peer(String address) {
    return peer(address, ORIGIN);
  }

  /**
   * Adds a node to stay connected to.
   *
   * @param address as {@code host:port} or {@code id@host:port}
   * @param origin where the address comes from, such as {@code --peer}; shown in errors
   */
  public GossipBuilder peer(String address, String origin) {
    config.addPeer(address, origin);
    return this;
  }

  /**
   * Adds a node to start from: this node finds others through it. See {@code gossip.seeds}.
   *
   * @param address as {@code host:port}
   */
  public GossipBuilder seed(String address) {
    return seed(address, ORIGIN);
  }

  /**
   * Adds a node to start from.
   *
   * @param address as {@code host:port}
   * @param origin where the address comes from, such as {@code --seed}; shown in errors
   */
  public GossipBuilder seed(String address, String origin) {
    config.addSeed(address, origin);
    return this;
  }

  /**
   * Uses this plugin for its kind, which is the part of its id before the dot: alone, or together
   * with earlier ones if a node may have several of its kind. The plugin does not have to be
   * registered as a service.
   */
  public GossipBuilder with(GossipPlugin plugin) {
    instances.add(plugin);
    for (PluginKind kind : PluginKind.values()) {
      if (kind.isKindOf(plugin.id())) {
        config.set("gossip." + kind.prefix() + ".use", kind.idsToUse(instances), ORIGIN);
      }
    }
    return this;
  }

  /**
   * Sets one value.
   *
   * @param path the full key, such as {@code gossip.network}
   * @throws ConfigurationException if the path is not a valid key
   */
  public GossipBuilder set(String path, String value) {
    return set(path, value, ORIGIN);
  }

  /**
   * Sets one value.
   *
   * @param path the full key, such as {@code gossip.network}
   * @param origin where the value comes from, such as {@code --set}; shown in errors
   * @throws ConfigurationException if the path is not a valid key
   */
  public GossipBuilder set(String path, String value, String origin) {
    config.set(path, value, origin);
    return this;
  }

  /**
   * Reads a configuration file in HOCON format.
   *
   * @throws ConfigurationException if the file cannot be read or parsed
   */
  public GossipBuilder file(Path file) {
    config.file(file);
    return this;
  }

  /** Uses the plugins of this catalog instead of those on the class path. */
  public GossipBuilder plugins(PluginCatalog plugins) {
    catalog = plugins;
    return this;
  }

  /**
   * Sets the application's validator for the messages of a topic. It is called before they are
   * delivered or relayed, on other threads than the node's, and must be thread-safe.
   */
  public GossipBuilder validate(String topic, MessageValidator validator) {
    validators.put(topic, validator);
    return this;
  }

  /**
   * Adds a listener for all events of the node, from its start. It is called on the node's delivery
   * thread. While the delivery queue is half full or more, drops are only counted and not passed to
   * listeners, so that they do not displace other events.
   */
  public GossipBuilder onEvent(Consumer<NodeEvent> listener) {
    eventListeners.add(listener);
    return this;
  }

  /**
   * Starts the node.
   *
   * @return the running node; close it to release its socket and threads
   * @throws ConfigurationException if the configuration is not valid; the message says how to fix
   *     it
   * @throws IOException if the address cannot be bound or the data folder cannot be used
   */
  public Gossip start() throws IOException {
    PluginCatalog known =
        (catalog == null ? PluginCatalog.load(List.of()) : catalog).with(instances);
    NodeConfig checked = config.build(known.all());
    return new Gossip(
        checked, Composition.of(checked, known).validating(validators), eventListeners);
  }
}
