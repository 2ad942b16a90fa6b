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
 * Composes a node: from plugin instances, from a file, or both. Later calls win over earlier ones.
 * Not thread-safe.
 */
public final class GossipBuilder {
  private static final String ORIGIN = "the node's builder";

  private final NodeConfig.Builder config = NodeConfig.builder();
  private final List<GossipPlugin> instances = new ArrayList<>();
  private final SortedMap<String, MessageValidator> validators = new TreeMap<>();
  private final List<Consumer<NodeEvent>> eventListeners = new ArrayList<>();
  private @Nullable PluginCatalog catalog;

  GossipBuilder() {}

  /** Where to receive, as {@code host:port}; port 0, the default, lets the system choose. */
  public GossipBuilder listen(String address) {
    return set("gossip.listen", address);
  }

  /**
   * Adds a node to keep connected, as {@code host:port}. A name may have several addresses: they
   * are tried in turn, then the name is resolved again. The JVM remembers the addresses of a name
   * for 30 s and an unknown name for 10 s, so a peer that moves is found later by as much. An
   * application that wants it sooner sets the security properties {@code networkaddress.cache.ttl}
   * and {@code networkaddress.cache.negative.ttl} to 0 before it uses the network. They hold for
   * the whole JVM, so this library leaves them alone; the command sets them.
   */
  public GossipBuilder peer(String address) {
    return peer(address, ORIGIN);
  }

  /** Adds a node to keep connected; {@code origin} says in errors where the address stood. */
  public GossipBuilder peer(String address, String origin) {
    config.addPeer(address, origin);
    return this;
  }

  /** Uses this plugin in the place that its id names; it need not be registered anywhere. */
  public GossipBuilder with(GossipPlugin plugin) {
    instances.add(plugin);
    String id = plugin.id();
    for (PluginKind kind : PluginKind.values()) {
      if (id.startsWith(kind.prefix() + ".")) {
        config.set("gossip." + kind.prefix() + ".use", id, ORIGIN);
      }
    }
    return this;
  }

  /** Sets one value, such as {@code gossip.network}. */
  public GossipBuilder set(String path, String value) {
    return set(path, value, ORIGIN);
  }

  /** Sets one value; {@code origin} says in errors where it stood, such as {@code --set}. */
  public GossipBuilder set(String path, String value, String origin) {
    config.set(path, value, origin);
    return this;
  }

  /**
   * Reads a HOCON file.
   *
   * @throws ConfigurationException if it cannot be read
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
   * The application's own test of a topic's messages, before they are delivered or relayed. Called
   * beside the node's thread, so it has to be thread-safe.
   */
  public GossipBuilder validate(String topic, MessageValidator validator) {
    validators.put(topic, validator);
    return this;
  }

  /**
   * Tells of everything that happens at the node, on its delivery thread, from the start. While
   * that thread is behind, drops are only counted, so that they do not crowd out the rest.
   */
  public GossipBuilder onEvent(Consumer<NodeEvent> listener) {
    eventListeners.add(listener);
    return this;
  }

  /**
   * Starts the node.
   *
   * @throws ConfigurationException if the composition cannot be; the message says what to mend
   * @throws IOException if the address cannot be bound
   */
  public Gossip start() throws IOException {
    PluginCatalog known =
        (catalog == null ? PluginCatalog.load(List.of()) : catalog).with(instances);
    NodeConfig checked = config.build(known.all());
    return new Gossip(
        checked, Composition.of(checked, known).validating(validators), eventListeners);
  }
}
