package dev.gossip.core.plugin;

import static java.util.Objects.requireNonNull;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.ProvisionException;
import com.google.inject.spi.Message;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.validation.MessageValidator;
import dev.gossip.core.builtin.NoSpamControlPlugin;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.NodeSettings;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.engine.CarriedSizes;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.RestartState;
import dev.gossip.core.engine.memory.SeenLog;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.NodeRuntime;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.engine.spec.ChannelTable;
import dev.gossip.core.engine.spec.NodePlugins;
import dev.gossip.core.engine.spec.NodePlugins.Chosen;
import dev.gossip.core.engine.spec.NodeSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The chosen plugins and their settings, wired once by one injector. Creates any number of nodes.
 * Immutable and thread-safe.
 */
public final class Composition {
  private final NodeSpec spec;
  private final String dataDir;
  private final String payloadOrigin;
  private final Injector injector;

  /**
   * @param payloadOrigin where the largest payload was configured
   */
  private Composition(NodeSpec spec, String dataDir, String payloadOrigin, Injector injector) {
    this.spec = spec;
    this.dataDir = dataDir;
    this.payloadOrigin = payloadOrigin;
    this.injector = injector;
  }

  /**
   * Wires the plugins that a configuration names.
   *
   * @throws ConfigurationException if a plugin is missing or cannot be wired; the message names it
   */
  public static Composition of(NodeConfig config, PluginCatalog catalog) {
    return of(config, chosen(config, catalog));
  }

  /**
   * Finds out whether the plugins that a configuration names can be wired.
   *
   * @param checked remembers what could be wired before
   * @throws ConfigurationException if a plugin is missing or cannot be wired; the message names it
   */
  public static void check(NodeConfig config, PluginCatalog catalog, CheckedPlugins checked) {
    Map<PluginKind, List<PluginModule>> chosen = chosen(config, catalog);
    checked.check(all(chosen), () -> of(config, chosen), Composition::wireAlone);
  }

  private static void wireAlone(PluginModule module) {
    Injector injector = createInjector(List.of(module));
    Chosen<?> unused = choose(injector, module);
    Optional<NodeIdentities> unusedToo = ofTransport(injector, NodeIdentities.class);
  }

  private static Map<PluginKind, List<PluginModule>> chosen(
      NodeConfig config, PluginCatalog catalog) {
    Map<PluginKind, List<PluginModule>> chosen = new EnumMap<>(PluginKind.class);
    for (PluginKind kind : PluginKind.values()) {
      chosen.put(kind, PluginStack.chosen(kind, config, catalog));
    }
    return chosen;
  }

  private static List<PluginModule> all(Map<PluginKind, List<PluginModule>> chosen) {
    return chosen.values().stream().flatMap(List::stream).toList();
  }

  private static Composition of(NodeConfig config, Map<PluginKind, List<PluginModule>> chosen) {
    Injector injector = createInjector(all(chosen));
    PluginModule relay = requireNonNull(chosen.get(PluginKind.RELAY)).get(0);
    NodePlugins plugins =
        new NodePlugins(
            choose(injector, chosen, PluginKind.RELAY),
            relay.slots(),
            spamControls(injector, chosen),
            choose(injector, chosen, PluginKind.SIGNING),
            choose(injector, chosen, PluginKind.TRANSPORT),
            ofTransport(injector, NodeIdentities.class),
            chooseAll(injector, chosen, PluginKind.DISCOVERY),
            choose(injector, chosen, PluginKind.MEMBERSHIP));
    ChannelTable channels = ChannelTable.of(plugins);
    requireChannels(channels.channels().size());
    return new Composition(
        new NodeSpec(
            config.network(),
            plugins,
            channels,
            config.engineLimits(),
            config.get(NodeSettings.SIGNING_POLICY),
            Collections.emptySortedMap(),
            config.nodeAddresses()),
        config.get(NodeSettings.DATA_DIR),
        config.origin("gossip.max-payload-bytes").orElse("default"),
        injector);
  }

  private static void requireChannels(int channels) {
    if (channels > ChannelTable.MAX_CHANNELS) {
      throw new ConfigurationException(
          "the chosen plugins have "
              + channels
              + " control channels, and a node has at most "
              + ChannelTable.MAX_CHANNELS
              + "; name fewer in gossip.discovery.use");
    }
  }

  /**
   * Returns this composition with the application's validators.
   *
   * @param validators by topic
   */
  public Composition validating(SortedMap<String, MessageValidator> validators) {
    return new Composition(
        new NodeSpec(
            spec.network(),
            spec.plugins(),
            spec.channels(),
            spec.limits(),
            spec.policy(),
            Collections.unmodifiableSortedMap(new TreeMap<>(validators)),
            spec.addresses()),
        dataDir,
        payloadOrigin,
        injector);
  }

  /**
   * Returns this composition with a wrapper around the relay strategy of each node, for instance to
   * observe it.
   *
   * @param wrapper converts the relay's factory to the factory that is used for every node
   */
  public Composition wrapRelay(UnaryOperator<RelayStrategy.Factory> wrapper) {
    NodePlugins plugins = spec.plugins();
    Chosen<RelayStrategy.Factory> relay = plugins.relay();
    return with(
        plugins.withRelay(
            new Chosen<>(relay.id(), wrapper.apply(relay.factory()), relay.channel())));
  }

  /**
   * Returns this composition with a wrapper around the transport of each node, for instance to
   * count frames.
   *
   * @param wrapper converts the transport's factory to the factory that is used for every node
   */
  public Composition wrapTransport(UnaryOperator<Transport.Factory> wrapper) {
    NodePlugins plugins = spec.plugins();
    Chosen<Transport.Factory> transport = plugins.transport();
    return with(
        plugins.withTransport(
            new Chosen<>(transport.id(), wrapper.apply(transport.factory()), transport.channel())));
  }

  private Composition with(NodePlugins plugins) {
    return new Composition(
        new NodeSpec(
            spec.network(),
            plugins,
            ChannelTable.of(plugins),
            spec.limits(),
            spec.policy(),
            spec.validators(),
            spec.addresses()),
        dataDir,
        payloadOrigin,
        injector);
  }

  /**
   * Creates a node without a log of seen messages.
   *
   * @param events receives all events of the node, on the node's thread
   */
  public Node newNode(
      NodeRuntime runtime,
      RandomStreams randomStreams,
      DatagramSink wire,
      Consumer<NodeEvent> events) {
    return newNode(runtime, randomStreams, wire, RestartState.NONE, events);
  }

  /**
   * Creates a node with a new id.
   *
   * @param seenLog records which messages the node has accepted
   * @param events receives all events of the node, on the node's thread
   * @throws ConfigurationException if the transport cannot carry the largest payload, or the HELLO
   */
  public Node newNode(
      NodeRuntime runtime,
      RandomStreams randomStreams,
      DatagramSink wire,
      SeenLog seenLog,
      Consumer<NodeEvent> events) {
    return newNode(runtime, randomStreams, wire, RestartState.of(seenLog), events);
  }

  /**
   * Creates a node.
   *
   * @param kept what the node has from an earlier run
   * @param events receives all events of the node, on the node's thread
   * @throws ConfigurationException if the transport cannot carry the largest payload
   */
  public Node newNode(
      NodeRuntime runtime,
      RandomStreams randomStreams,
      DatagramSink wire,
      RestartState kept,
      Consumer<NodeEvent> events) {
    Node node = new Node(spec, runtime, randomStreams, wire, kept, events);
    CarriedSizes carried = node.carried();
    requireCarried(carried.maxPayloadBytes());
    requireHello(carried.maxHelloBytes(), carried.datagramFrameBytes());
    return node;
  }

  private void requireCarried(int maxPayloadBytes) {
    if (spec.limits().maxPayloadBytes() > maxPayloadBytes) {
      throw new ConfigurationException(
          payloadOrigin
              + ": gossip.max-payload-bytes: '"
              + spec.limits().maxPayloadBytes()
              + "' is more than "
              + spec.plugins().transport().id()
              + " can carry; set at most "
              + maxPayloadBytes);
    }
  }

  /** Without this check, no peer would get the HELLO, and no link would ever come up. */
  private void requireHello(int helloBytes, int datagramFrameBytes) {
    if (helloBytes > datagramFrameBytes) {
      throw new ConfigurationException(
          "the HELLO of this node, which names its "
              + spec.channels().channels().size()
              + " control channels, has up to "
              + helloBytes
              + " bytes, and "
              + spec.plugins().transport().id()
              + " can carry "
              + datagramFrameBytes
              + " in one datagram; name fewer plugins in gossip.discovery.use, or shorten gossip.network");
    }
  }

  /** The configured folder for the log of seen messages; empty for none. */
  public String dataDir() {
    return dataDir;
  }

  /** The id of the chosen signing plugin. */
  public String signingId() {
    return spec.plugins().signing().id();
  }

  /** The driver factory of the transport plugin; empty if the plugin binds none. */
  public Optional<Driver.Factory> driverFactory() {
    return ofTransport(injector, Driver.Factory.class);
  }

  /**
   * Derives the ids of nodes from their keys; empty if the transport does not prove ids, so that
   * nodes have no keys.
   */
  public Optional<NodeIdentities> identities() {
    return spec.plugins().identities();
  }

  /** What the transport plugin binds in addition to its factory; empty if it does not. */
  private static <T> Optional<T> ofTransport(Injector injector, Class<T> type) {
    Key<T> key = Key.get(type, Slots.named(PluginKind.TRANSPORT.prefix()));
    return Optional.ofNullable(injector.getExistingBinding(key))
        .map(binding -> binding.getProvider().get());
  }

  private static Injector createInjector(Collection<PluginModule> modules) {
    try {
      return wire(modules);
    } catch (CreationException e) {
      // Guice names classes only. Wiring each plugin alone shows which plugin is at fault.
      for (PluginModule module : modules.stream().flatMap(PluginModule::innermostFirst).toList()) {
        try {
          wire(List.of(module));
        } catch (CreationException ofOne) {
          throw module.failed("to be wired: " + reason(ofOne.getErrorMessages()), e);
        }
      }
      throw new ConfigurationException(
          "the chosen plugins cannot be wired together: " + reason(e.getErrorMessages()), e);
    }
  }

  private static Injector wire(Collection<PluginModule> modules) {
    return Guice.createInjector(
        binder -> {
          binder.requireExplicitBindings();
          binder.requireAtInjectOnConstructors();
          binder.requireExactBindingAnnotations();
          binder.disableCircularProxies();
          modules.stream().flatMap(PluginModule::innermostFirst).forEach(binder::install);
        });
  }

  private static String reason(Collection<Message> messages) {
    return PluginModule.reason(messages.iterator().next());
  }

  private static <F> Chosen<F> choose(
      Injector injector, Map<PluginKind, List<PluginModule>> chosen, PluginKind kind) {
    return Composition.<F>chooseAll(injector, chosen, kind).get(0);
  }

  /** None for what admits everything, which needs no object in each node. */
  private static List<Chosen<SpamControl.Factory>> spamControls(
      Injector injector, Map<PluginKind, List<PluginModule>> chosen) {
    List<Chosen<SpamControl.Factory>> all = chooseAll(injector, chosen, PluginKind.SPAM);
    boolean isNone = all.size() == 1 && all.get(0).id().equals(NoSpamControlPlugin.ID);
    return isNone ? List.of() : all;
  }

  private static <F> List<Chosen<F>> chooseAll(
      Injector injector, Map<PluginKind, List<PluginModule>> chosen, PluginKind kind) {
    List<Chosen<F>> all = new ArrayList<>();
    for (PluginModule module : requireNonNull(chosen.get(kind))) {
      all.add(choose(injector, module));
    }
    return List.copyOf(all);
  }

  @SuppressWarnings("unchecked") // a kind's slot holds a factory of the kind's own type
  private static <F> Chosen<F> choose(Injector injector, PluginModule module) {
    try {
      F factory = (F) injector.getInstance(module.factory());
      return new Chosen<>(module.pluginId(), factory, module.channel());
    } catch (ProvisionException e) {
      for (PluginModule inner : module.innermostFirst().toList()) {
        try {
          wire(List.of(inner)).getInstance(inner.factory());
        } catch (ProvisionException ofOne) {
          throw inner.failed("to make its factory: " + reason(ofOne.getErrorMessages()), e);
        }
      }
      throw module.failed("to make its factory: " + reason(e.getErrorMessages()), e);
    }
  }
}
