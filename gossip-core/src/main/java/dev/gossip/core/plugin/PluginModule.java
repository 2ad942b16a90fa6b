package dev.gossip.core.plugin;

import com.google.inject.Binding;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.PrivateModule;
import com.google.inject.spi.Element;
import com.google.inject.spi.Elements;
import com.google.inject.spi.Message;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.InvalidSettingException;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.ForwardingRelayContext;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.engine.NodePlugins.FilledSlot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A plugin's module behind a wall: nothing that it binds is seen from outside but its factory,
 * under the slot that it fills; and of other plugins it sees but those that fill its own slots.
 * What is wrong with it is found here, where its name is known.
 */
final class PluginModule extends PrivateModule {
  private final PluginKind kind;
  private final String path;
  private final String slot;
  private final GossipPlugin plugin;
  private final List<PluginModule> wrapped;
  private final List<Element> elements;

  /**
   * @param path of the slot that it fills, as others see it
   * @param slot that it fills, as the plugin around it sees it
   * @param wrapped what fills its own slots
   * @throws InvalidSettingException if the plugin refuses one of its settings
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
    this.wrapped = wrapped;
    try {
      Module module = plugin.module(settings);
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
    install(Elements.getModule(elements));
    wrapped.forEach(inner -> link(inner, kind.factory()));
    expose(kind.factory(), path);
    if (binds(Driver.Factory.class)) {
      expose(Driver.Factory.class, path);
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

  /** The key under which others see its factory. */
  Key<?> factory() {
    return Key.get(kind.factory(), Slots.named(path));
  }

  /** It and all that it wraps, those inside first: whose fault something is shows in that order. */
  Stream<PluginModule> fromInside() {
    return Stream.concat(wrapped.stream().flatMap(PluginModule::fromInside), Stream.of(this));
  }

  /** What fills its slots, and theirs, in the order of control channels. */
  List<FilledSlot> slots() {
    List<FilledSlot> slots = new ArrayList<>();
    for (PluginModule inner : wrapped) {
      slots.add(new FilledSlot(inner.slot, inner.pluginId()));
      for (FilledSlot deeper : inner.slots()) {
        String path = ForwardingRelayContext.path(inner.slot, deeper.path());
        slots.add(new FilledSlot(path, deeper.pluginId()));
      }
    }
    return slots;
  }

  /** What Guice has to say, without its own decoration: what the plugin threw, if it threw. */
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
