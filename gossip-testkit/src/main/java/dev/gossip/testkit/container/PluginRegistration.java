package dev.gossip.testkit.container;

import dev.gossip.api.plugin.GossipPlugin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes folders that register plugins, so that a container finds those that no jar registers. */
final class PluginRegistration {
  private static final Map<Class<?>, Path> FOLDERS = new ConcurrentHashMap<>();

  private PluginRegistration() {}

  /**
   * A folder that registers a plugin, and has nothing else. Registering a plugin twice does no
   * harm. It is deleted when the JVM ends.
   *
   * @throws IllegalArgumentException if the class is not public, or has no public constructor
   *     without parameters
   */
  static Path folderOf(Class<? extends GossipPlugin> type) {
    boolean usable =
        Modifier.isPublic(type.getModifiers())
            && Arrays.stream(type.getConstructors())
                .anyMatch(made -> made.getParameterCount() == 0);
    if (!usable) {
      throw new IllegalArgumentException(
          "a container cannot make the plugin "
              + type.getName()
              + "; make the class public, with a public constructor that has no parameters");
    }
    return FOLDERS.computeIfAbsent(type, PluginRegistration::create);
  }

  private static Path create(Class<?> type) {
    try {
      Path folder = Files.createTempDirectory("gossip-plugin");
      folder.toFile().deleteOnExit();
      Path path = folder;
      for (String part : new String[] {"META-INF", "services"}) {
        path = Files.createDirectory(path.resolve(part));
        path.toFile().deleteOnExit();
      }
      path = Files.writeString(path.resolve(GossipPlugin.class.getName()), type.getName() + "\n");
      path.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
