package dev.gossip.core.plugin;

import com.google.inject.Binding;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.PrivateModule;
import com.google.inject.spi.Element;
import com.google.inject.spi.Elements;
import com.google.inject.spi.Message;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.driver.Driver;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plugin's module behind a wall: nothing that it binds is seen from outside but its factory,
 * under the slot that it fills. What is wrong with it is found here, where its name is known.
 */
final class PluginModule extends PrivateModule {
  private final PluginKind kind;
  private final GossipPlugin plugin;
  private final List<Element> elements;

  PluginModule(PluginKind kind, GossipPlugin plugin, PluginSettings settings) {
    this.kind = kind;
    this.plugin = plugin;
    try {
      Module module = plugin.module(settings);
      this.elements = Elements.getElements(module);
    } catch (RuntimeException | LinkageError e) {
      throw failed("in module: " + PluginCatalog.firstLine(e), e);
    }
    for (Element element : elements) {
      if (element instanceof Message message) {
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
    expose(kind.factory(), kind.prefix());
    if (binds(Driver.Factory.class)) {
      expose(Driver.Factory.class, kind.prefix());
    }
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
