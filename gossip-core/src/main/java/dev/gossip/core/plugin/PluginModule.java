package dev.gossip.core.plugin;

import static java.util.Objects.requireNonNull;

import com.google.inject.Binding;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.PrivateModule;
import com.google.inject.spi.Element;
import com.google.inject.spi.Elements;
import com.google.inject.spi.Message;
import dev.gossip.api.plugin.ChannelUse;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.InvalidSettingException;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.ForwardingRelayContext;
import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.engine.spec.NodePlugins.FilledSlot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Wraps a plugin's module in a private module. Only its factory is visible to others, under the
 * slot that the plugin fills; of other plugins, it sees only those that fill its own slots. Errors
 * in the module are detected here, where the plugin's id is known.
 */
final class PluginModule extends PrivateModule {
  private final PluginKind kind;
  private final String path;
  private final String slot;
  private final GossipPlugin plugin;
  private final PluginSettings settings;
  private final List<PluginModule> wrapped;
  private final Module module;
  private final List<Element> elements;
  private boolean isWired;

  /**
   * @param path the full path of the slot that the plugin fills
   * @param slot the slot that the plugin fills, as named by the plugin that wraps it
   * @param wrapped the modules of the plugins that fill its own slots
   * @throws InvalidSettingException if the plugin refuses the value of one of its settings
   */
  PluginModule(
      PluginKind kind,
      String path,
      String slot,
      GossipPlugin plugin,
      PluginSettings settings,
      List<PluginModule> wrapped) {
    this.kind = kind;
    this.path = path;
    this.slot = slot;
    this.plugin = plugin;
    this.settings = settings;
    this.wrapped = wrapped;
    try {
      module = plugin.module(settings);
      this.elements = Elements.getElements(module);
    } catch (InvalidSettingException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw failed("in module: " + PluginCatalog.firstLine(e), e);
    }
    for (Element element : elements) {
      if (element instanceof Message message) {
        if (message.getCause() instanceof InvalidSettingException refused) {
          throw refused;
        }
        throw failed("in module: " + reason(message), message.getCause());
      }
    }
    if (!binds(kind.factory())) {
      throw failed(
          "to bind " + kind.factory().getEnclosingClass().getSimpleName() + ".Factory", null);
    }
  }

  @Override
  protected void configure() {
    // The providers that a module looks up belong to the first injector.
    install(isWired ? module : Elements.getModule(elements));
    isWired = true;
    wrapped.forEach(inner -> link(inner, kind.factory()));
    expose(kind.factory(), path);
    if (binds(Driver.Factory.class)) {
      expose(Driver.Factory.class, path);
    }
    if (binds(NodeIdentities.class)) {
      expose(NodeIdentities.class, path);
    }
  }

  private <T> void link(PluginModule inner, Class<T> type) {
    bind(Key.get(type, Slots.named(inner.slot))).to(Key.get(type, Slots.named(inner.path)));
  }

  private <T> void expose(Class<T> type, String slot) {
    Key<T> key = Key.get(type, Slots.named(slot));
    bind(key).to(type);
    expose(key);
  }

  private boolean binds(Class<?> type) {
    Key<?> key = Key.get(type);
    return elements.stream()
        .anyMatch(element -> element instanceof Binding<?> binding && binding.getKey().equals(key));
  }

  String pluginId() {
    return plugin.id();
  }

  /** All that decides how a plugin is wired: the plugins in its slots, and the settings of all. */
  record Wiring(String path, GossipPlugin plugin, PluginSettings settings, List<Wiring> wrapped) {}

  Wiring wiring() {
    return new Wiring(path, plugin, settings, wrapped.stream().map(PluginModule::wiring).toList());
  }

  /** The plugins and their places, whatever their settings are. */
  String shape() {
    return path + "=" + plugin.id() + wrapped.stream().map(PluginModule::shape).toList();
  }

  /** What the plugin's control channel needs of the other end. */
  ChannelUse channel() {
    try {
      return requireNonNull(plugin.channel(), "it returned null");
    } catch (RuntimeException | LinkageError e) {
      throw failed("in channel: " + PluginCatalog.firstLine(e), e);
    }
  }

  /** The key of the plugin's factory. */
  Key<?> factory() {
    return Key.get(kind.factory(), Slots.named(path));
  }

  /** The modules it wraps and then itself: an inner plugin that fails must be blamed first. */
  Stream<PluginModule> innermostFirst() {
    return Stream.concat(wrapped.stream().flatMap(PluginModule::innermostFirst), Stream.of(this));
  }

  /** The plugins in its slots and in theirs, in the order of their control channels. */
  List<FilledSlot> slots() {
    List<FilledSlot> slots = new ArrayList<>();
    for (PluginModule inner : wrapped) {
      slots.add(new FilledSlot(inner.slot, inner.pluginId(), inner.channel()));
      for (FilledSlot deeper : inner.slots()) {
        String path = ForwardingRelayContext.path(inner.slot, deeper.path());
        slots.add(new FilledSlot(path, deeper.pluginId(), deeper.channel()));
      }
    }
    return slots;
  }

  /** The exception that the plugin threw, else the first line of Guice's message. */
  static String reason(Message message) {
    Throwable cause = message.getCause();
    return cause == null
        ? message.getMessage().lines().findFirst().orElse("unknown error")
        : cause.toString();
  }

  ConfigurationException failed(String how, @Nullable Throwable cause) {
    String message = "plugin " + plugin.id() + " failed " + how;
    return cause == null
        ? new ConfigurationException(message)
        : new ConfigurationException(message, cause);
  }
}
