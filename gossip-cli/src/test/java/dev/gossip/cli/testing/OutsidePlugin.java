package dev.gossip.cli.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Plugins from outside this repository, compiled by a test: one class and one line in a service
 * file.
 */
public final class OutsidePlugin {
  private static final String SERVICE = "META-INF/services/dev.gossip.api.plugin.GossipPlugin";

  /** A relay that floods and sends every copy several times. */
  private static final String SOURCE =
      """
      package outside;

      import com.google.inject.Module;
      import com.google.protobuf.ByteString;
      import dev.gossip.api.GossipMessage;
      import dev.gossip.api.MessageId;
      import dev.gossip.api.Peer;
      import dev.gossip.api.PeerId;
      import dev.gossip.api.plugin.GossipPlugin;
      import dev.gossip.api.plugin.PluginSettings;
      import dev.gossip.api.plugin.Setting;
      import dev.gossip.api.relay.Arrival;
      import dev.gossip.api.relay.RelayContext;
      import dev.gossip.api.relay.RelayStrategy;
      import java.util.List;

      public final class OutsidePlugin implements GossipPlugin {
        private static final Setting<Integer> COPIES =
            Setting.integer("copies", 2, 1, 9, "how many copies each peer gets");

        @Override
        public String id() {
          return "relay.outside";
        }

        @Override
        public String summary() {
          return "sends each message to all peers several times";
        }

        @Override
        public List<Setting<?>> settings() {
          return List.of(COPIES);
        }

        @Override
        public Module module(PluginSettings settings) {
          int copies = settings.get(COPIES);
          return binder ->
              binder
                  .bind(RelayStrategy.Factory.class)
                  .toInstance(context -> new Insistent(context, copies));
        }

        private record Insistent(RelayContext context, int copies) implements RelayStrategy {
          @Override
          public void onPublish(GossipMessage message) {
            sendToAllExcept(context.self(), message);
          }

          @Override
          public void onMessage(GossipMessage message, Arrival arrival) {
            sendToAllExcept(arrival.from().id(), message);
          }

          @Override
          public boolean mayReveal(PeerId to, MessageId id) {
            return context.delivered(id);
          }

          private void sendToAllExcept(PeerId source, GossipMessage message) {
            context.deliver(message);
            for (Peer peer : context.peers()) {
              for (int i = 0; i < copies && !peer.id().equals(source); i++) {
                context.send(peer.id(), message, ByteString.EMPTY);
              }
            }
          }
        }
      }
      """;

  private OutsidePlugin() {}

  /** Returns a folder of classes with the plugin {@code relay.outside}. */
  public static Path compile(Path folder) throws IOException {
    return compile(folder, relay());
  }

  /** Returns a folder of classes with a plugin. */
  public static Path compile(Path folder, String className, String source) throws IOException {
    return compile(folder, Map.of(className, source));
  }

  /** Returns the source of the plugin {@code relay.outside} by its class name. */
  static Map<String, String> relay() {
    return Map.of("outside.OutsidePlugin", SOURCE);
  }

  /** Returns a folder of classes with plugins, one in each source. */
  static Path compile(Path folder, Map<String, String> plugins) throws IOException {
    Path classes = SourceCompiler.compile(folder, plugins);
    Files.createDirectories(classes.resolve("META-INF/services"));
    Files.write(classes.resolve(SERVICE), plugins.keySet());
    return classes;
  }
}
