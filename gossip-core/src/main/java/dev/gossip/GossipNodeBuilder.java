package dev.gossip;

import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.validation.MessageValidator;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.engine.wire.MessageComposer;
import dev.gossip.core.plugin.Composition;
import dev.gossip.core.plugin.PluginCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Configures and starts a node. Values can come from method calls, configuration files and plugin
 * instances; later calls override earlier ones. Most values are checked by {@link #start} only,
 * when all plugins are known. Not thread-safe.
 */
public final class GossipNodeBuilder {
  private static final String ORIGIN = "the node's builder";

  private final NodeConfig.Builder config = NodeConfig.builder();
  private final List<GossipPlugin> instances = new ArrayList<>();
  private final SortedMap<String, MessageValidator> validators = new TreeMap<>();
  private final List<Consumer<Dispatcher>> listeners = new ArrayList<>();
  private @Nullable PluginCatalog catalog;

  GossipNodeBuilder() {}

  /**
   * Sets the name of the network: only nodes with the same name connect. Short for {@code
   * set("gossip.network", name)}. The default is {@code gossip}.
   */
  public GossipNodeBuilder network(String name) {
    return set("gossip.network", name);
  }

  /**
   * Sets the address to listen on.
   *
   * @param address as {@code host:port}; port 0 lets the system choose. The default is {@code
   *     127.0.0.1:0}
   */
  public GossipNodeBuilder listen(String address) {
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
  public GossipNodeBuilder peer(String address) {
    return peer(address, ORIGIN);
  }

  /**
   * Adds a node to stay connected to.
   *
   * @param address as {@code host:port} or {@code id@host:port}
   * @param origin where the address comes from, such as {@code --peer}; shown in errors
   */
  public GossipNodeBuilder peer(String address, String origin) {
    config.addPeer(address, origin);
    return this;
  }

  /** Adds nodes to stay connected to; see {@link #peer(String)}. */
  public GossipNodeBuilder peers(String... addresses) {
    List.of(addresses).forEach(this::peer);
    return this;
  }

  /**
   * Adds a node to start from: this node finds others through it. See {@code gossip.seeds}.
   *
   * @param address as {@code host:port}
   */
  public GossipNodeBuilder seed(String address) {
    return seed(address, ORIGIN);
  }

  /**
   * Adds a node to start from.
   *
   * @param address as {@code host:port}
   * @param origin where the address comes from, such as {@code --seed}; shown in errors
   */
  public GossipNodeBuilder seed(String address, String origin) {
    config.addSeed(address, origin);
    return this;
  }

  /** Adds nodes to start from; see {@link #seed(String)}. */
  public GossipNodeBuilder seeds(String... addresses) {
    List.of(addresses).forEach(this::seed);
    return this;
  }

  /**
   * Chooses the relay, which decides to which peers a message is sent, and when.
   *
   * @param name the id of a plugin on the class path, such as {@code dandelion}; its settings are
   *     below {@code gossip.relay.dandelion}. The default is {@code flooding}
   */
  public GossipNodeBuilder relay(String name) {
    return use(PluginKind.RELAY, name);
  }

  /**
   * Chooses spam control, which decides to which peers this node listens.
   *
   * @param names ids of plugins on the class path, such as {@code rate-limit}, in the order in
   *     which they decide. The default is {@code none}
   */
  public GossipNodeBuilder spam(String... names) {
    return use(PluginKind.SPAM, names);
  }

  /**
   * Chooses how messages are signed.
   *
   * @param name the id of a plugin on the class path, such as {@code ed25519}; its settings, like
   *     the file with the author's key, are below {@code gossip.signing.ed25519}. The default is
   *     {@code none}
   */
  public GossipNodeBuilder signing(String name) {
    return use(PluginKind.SIGNING, name);
  }

  private GossipNodeBuilder use(PluginKind kind, String... names) {
    return set("gossip." + kind.prefix() + ".use", String.join(",", names));
  }

  /**
   * Sets the folder in which the node keeps what it must know after a restart: which messages it
   * has seen, addresses of other nodes, and its key. Not shared with other nodes. Without one,
   * nothing is kept.
   */
  public GossipNodeBuilder dataDir(Path folder) {
    return set("gossip.data-dir", folder.toString());
  }

  /**
   * Sets the file with the secret key of this node, from which its id follows; see {@code
   * gossip.identity}. By default the key is in the {@linkplain #dataDir data folder}, and made
   * there at the first start; without one, the node has a new id at every start.
   */
  public GossipNodeBuilder identity(Path keyFile) {
    return set("gossip.identity", keyFile.toString());
  }

  /**
   * Uses this plugin for its kind, which is the part of its id before the dot: alone, or together
   * with earlier ones if a node may have several of its kind. The plugin does not have to be
   * registered as a service.
   */
  public GossipNodeBuilder with(GossipPlugin plugin) {
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
  public GossipNodeBuilder set(String path, String value) {
    return set(path, value, ORIGIN);
  }

  /**
   * Sets one value.
   *
   * @param path the full key, such as {@code gossip.network}
   * @param origin where the value comes from, such as {@code --set}; shown in errors
   * @throws ConfigurationException if the path is not a valid key
   */
  public GossipNodeBuilder set(String path, String value, String origin) {
    config.set(path, value, origin);
    return this;
  }

  /**
   * Reads a configuration file in HOCON format.
   *
   * @throws ConfigurationException if the file cannot be read or parsed
   */
  public GossipNodeBuilder file(Path file) {
    config.file(file);
    return this;
  }

  /** Uses the plugins of this catalog instead of those on the class path. */
  public GossipNodeBuilder plugins(PluginCatalog plugins) {
    catalog = plugins;
    return this;
  }

  /**
   * Sets the application's validator for the messages of a topic. It is called before they are
   * delivered or relayed, on other threads than the node's, and must be thread-safe. It replaces an
   * earlier one of this topic.
   *
   * @param topic 1 to 64 bytes of UTF-8
   * @throws IllegalArgumentException if the topic is empty or too long
   */
  public GossipNodeBuilder validate(String topic, MessageValidator validator) {
    MessageComposer.requireTopic(topic);
    validators.put(topic, validator);
    return this;
  }

  /**
   * Adds a listener for the messages of one topic; see {@link GossipNode#subscribe(String,
   * Consumer)}. It is registered before the node receives anything, so it misses nothing.
   *
   * @param topic 1 to 64 bytes of UTF-8
   * @throws IllegalArgumentException if the topic is empty or too long
   */
  public GossipNodeBuilder onMessage(String topic, Consumer<? super Delivery> listener) {
    MessageComposer.requireTopic(topic);
    listeners.add(dispatcher -> dispatcher.onDelivery(topic, listener, null));
    return this;
  }

  /**
   * Adds a listener for the messages of one topic that is called on an executor of the application;
   * see {@link GossipNode#subscribe(String, Consumer, Executor)}. It misses nothing.
   *
   * @param topic 1 to 64 bytes of UTF-8
   * @throws IllegalArgumentException if the topic is empty or too long
   */
  public GossipNodeBuilder onMessage(
      String topic, Consumer<? super Delivery> listener, Executor executor) {
    MessageComposer.requireTopic(topic);
    listeners.add(dispatcher -> dispatcher.onDelivery(topic, listener, executor));
    return this;
  }

  /** Adds a listener for what happens at the node, from its start. It misses nothing. */
  public GossipNodeBuilder listener(NodeListener listener) {
    listeners.add(dispatcher -> dispatcher.addListener(listener));
    return this;
  }

  /**
   * Adds a listener for all events of the node, from its start. It is called on the node's delivery
   * thread. While the delivery queue is half full or more, drops are only counted and not passed to
   * listeners, so that they do not displace other events.
   *
   * <p>While a node has no such listener, its warnings, refusals and failures go to the {@link
   * System.Logger} named {@code dev.gossip}.
   */
  public GossipNodeBuilder onEvent(Consumer<NodeEvent> listener) {
    listeners.add(dispatcher -> dispatcher.onEvent(listener));
    return this;
  }

  /**
   * Starts the node.
   *
   * @return the running node; close it to release its socket and threads
   * @throws ConfigurationException if the configuration is not valid, or names a plugin that is not
   *     there; the message says how to fix it
   * @throws IOException if the address cannot be bound or the data folder cannot be used
   */
  public GossipNode start() throws IOException {
    PluginCatalog known =
        (catalog == null ? PluginCatalog.load(List.of()) : catalog).with(instances);
    NodeConfig checked = config.build(known.all());
    return new GossipNode(
        checked, Composition.of(checked, known).validating(validators), listeners);
  }
}
