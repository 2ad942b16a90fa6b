package dev.gossip.testkit.contract;

import com.google.inject.ConfigurationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;

/** Finds and creates the plugin that a contract of a plugin names, and the plugin's factory. */
final class PluginUnderTest {
  private PluginUnderTest() {}

  /**
   * Creates the plugin that the subclass of a contract names as the type argument of it.
   *
   * @param test the subclass
   * @param contract the contract, whose only type argument is the plugin
   * @throws IllegalStateException if the subclass names no class that can be created
   */
  static GossipPlugin of(Class<?> test, Class<?> contract) {
    Class<?> type = test;
    while (type.getSuperclass() != contract) {
      type = type.getSuperclass();
    }
    if (type.getGenericSuperclass() instanceof ParameterizedType parameterized) {
      Type argument = parameterized.getActualTypeArguments()[0];
      if (argument instanceof Class<?> plugin && GossipPlugin.class.isAssignableFrom(plugin)) {
        return create(plugin);
      }
    }
    throw new IllegalStateException(
        "%s does not name its plugin; write 'extends %s<MyPlugin>', or override plugin()"
            .formatted(test.getName(), contract.getSimpleName()));
  }

  private static GossipPlugin create(Class<?> plugin) {
    try {
      Constructor<?> constructor = plugin.getDeclaredConstructor();
      constructor.setAccessible(true);
      return (GossipPlugin) constructor.newInstance();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(
          "the constructor of " + plugin.getName() + " threw " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          plugin.getName() + " has no constructor without arguments; override plugin()", e);
    }
  }

  /**
   * The factory of a plugin.
   *
   * @param configured text of each value by the key of its setting; others have their default
   * @param type the factory of the kind that the contract is for
   * @throws IllegalStateException if the plugin provides no such factory, or wraps others
   */
  static <F> F factory(GossipPlugin plugin, Map<String, String> configured, Class<F> type) {
    Injector injector = injector(plugin, configured);
    try {
      return injector.getInstance(type);
    } catch (ConfigurationException e) {
      throw new IllegalStateException(
          "%s provides no %s: use the contract of its kind"
              .formatted(plugin.id(), type.getCanonicalName()),
          e);
    }
  }

  /** What a plugin binds besides its factory; empty if it binds no such thing. */
  static <T> Optional<T> bound(GossipPlugin plugin, Map<String, String> configured, Class<T> type) {
    return Optional.ofNullable(injector(plugin, configured).getExistingBinding(Key.get(type)))
        .map(binding -> binding.getProvider().get());
  }

  private static Injector injector(GossipPlugin plugin, Map<String, String> configured) {
    PluginSettings settings = PluginSettings.of(plugin.settings(), configured);
    if (!plugin.slots(settings).isEmpty()) {
      throw new IllegalStateException(
          plugin.id() + " wraps other relays: override factory(), and traits() with its slots");
    }
    return Guice.createInjector(plugin.module(settings));
  }
}
