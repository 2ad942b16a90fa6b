package dev.gossip.testkit.contract;

import com.google.inject.Binder;
import com.google.inject.Binding;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.InlineRuntime;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.engine.runtime.Resolution;
import dev.gossip.core.plugin.Composition;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.core.plugin.Slots;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Composes nodes of one plugin and defaults for all other kinds. The nodes are not started. */
final class PluginBench {
  private PluginBench() {}

  /**
   * A catalog of the built-in plugins and the given one.
   *
   * @throws dev.gossip.core.config.ConfigurationException if the id is malformed
   */
  static PluginCatalog catalogOf(GossipPlugin plugin) {
    return PluginCatalog.load(List.of()).with(List.of(plugin));
  }

  /**
   * Wires a plugin like a node does.
   *
   * @throws dev.gossip.core.config.ConfigurationException if the plugin cannot be wired
   */
  static Composition compose(GossipPlugin plugin) {
    PluginCatalog catalog = catalogOf(plugin);
    NodeConfig config =
        NodeConfig.builder()
            // The default with a discovery is a plugin that may not be there.
            .set("gossip.membership.use", "configured", "the contract")
            .set("gossip." + kindOf(plugin).prefix() + ".use", plugin.id(), "the contract")
            .build(catalog.all());
    return Composition.of(config, catalog);
  }

  /** Creates a node, so that each factory is called once. */
  static void newNode(Composition composition, long seed) {
    composition.newNode(
        new FrozenRuntime(),
        RandomStreams.seeded(seed),
        DatagramSink.unlimited((to, datagram) -> {}),
        event -> {});
  }

  /** Wraps a plugin so that each object its factory creates is added to a list. */
  static GossipPlugin recording(GossipPlugin plugin, List<Object> created) {
    return new RecordingPlugin(plugin, created);
  }

  /** Whether an object has state. Many nodes may share one that has none. */
  static boolean hasFields(Object object) {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      if (Arrays.stream(type.getDeclaredFields())
          .anyMatch(field -> !Modifier.isStatic(field.getModifiers()))) {
        return true;
      }
    }
    return false;
  }

  private static PluginKind kindOf(GossipPlugin plugin) {
    return Arrays.stream(PluginKind.values())
        .filter(kind -> plugin.id().startsWith(kind.prefix() + "."))
        .findFirst()
        .orElseThrow();
  }

  private record RecordingPlugin(GossipPlugin plugin, List<Object> created)
      implements GossipPlugin {
    @Override
    public String id() {
      return plugin.id();
    }

    @Override
    public String summary() {
      return plugin.summary();
    }

    @Override
    public List<Setting<?>> settings() {
      return plugin.settings();
    }

    @Override
    public Map<String, String> slots(PluginSettings settings) {
      return plugin.slots(settings);
    }

    @Override
    public Module module(PluginSettings settings) {
      Module wiring = plugin.module(settings);
      Set<String> slots = plugin.slots(settings).keySet();
      Injector injector =
          Guice.createInjector(
              binder -> {
                installStrictly(binder, wiring);
                slots.forEach(slot -> bindSlot(binder, slot));
              });
      return binder -> bindRecording(binder, kindOf(plugin).factory(), injector);
    }

    /** Uses the same injector options as {@link Composition}. */
    private static void installStrictly(Binder binder, Module wiring) {
      binder.requireExplicitBindings();
      binder.requireAtInjectOnConstructors();
      binder.requireExactBindingAnnotations();
      binder.disableCircularProxies();
      binder.install(wiring);
    }

    /** Binds a slot to a relay that does nothing; the wrapped relay does not matter here. */
    private static void bindSlot(Binder binder, String slot) {
      binder
          .bind(Key.get(RelayStrategy.Factory.class, Slots.named(slot)))
          .toInstance(context -> new NoRelay());
    }

    private <F> void bindRecording(Binder binder, Class<F> type, Injector injector) {
      F factory = injector.getInstance(type);
      // The factory of every kind is an interface with a single method, create.
      Object recording =
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, arguments) -> {
                Object result = invoke(factory, method, arguments);
                if (method.getName().equals("create") && result != null) {
                  created.add(result);
                }
                return result;
              });
      binder.bind(type).toInstance(type.cast(recording));
      bindExtra(binder, NodeIdentities.class, injector);
      bindExtra(binder, Driver.Factory.class, injector);
    }

    /** Passes on what a transport binds besides its factory. */
    private static <T> void bindExtra(Binder binder, Class<T> type, Injector injector) {
      Binding<T> binding = injector.getExistingBinding(Key.get(type));
      if (binding != null) {
        binder.bind(type).toInstance(binding.getProvider().get());
      }
    }

    private static @Nullable Object invoke(Object target, Method method, Object[] arguments)
        throws Throwable {
      try {
        return method.invoke(target, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause() == null ? e : e.getCause();
      }
    }
  }

  /** A relay that does nothing. */
  private static final class NoRelay implements RelayStrategy {
    @Override
    public void onPublish(GossipMessage message) {}

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {}

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return false;
    }
  }

  /** A runtime with a stopped clock. */
  private static final class FrozenRuntime extends InlineRuntime {
    @Override
    public long nowNanos() {
      return 0;
    }

    @Override
    public long wallMillis() {
      return 0;
    }

    @Override
    public void resolve(PeerAddress name, Consumer<Resolution> then) {}
  }
}
