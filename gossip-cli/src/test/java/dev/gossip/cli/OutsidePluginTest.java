package dev.gossip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that the command loads a relay strategy from outside this repository: one class and one
 * line in a service file. It floods and sends every copy several times, which shows in the number
 * of frames.
 */
class OutsidePluginTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SERVICE = "META-INF/services/dev.gossip.api.plugin.GossipPlugin";
  // The frames that flooding sends in the demo's network: 2E - (N - 1).
  private static final long FRAMES_OF_FLOODING = 7;
  private static final String SOURCE =
      """
      package outside;

      import com.google.inject.Module;
      import com.google.protobuf.ByteString;
      import dev.gossip.api.GossipMessage;
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

  @TempDir private Path folder = Path.of("");

  @Test
  void pluginInAFolderIsListedAndUsed() throws IOException {
    Path classes = compilePlugin(folder);

    assertListed(classes);
    assertRelays(classes, 2);
  }

  @Test
  void pluginInAJarIsListedAndConfigured() throws IOException {
    Path jar = jarOf(compilePlugin(folder));

    assertListed(jar);
    assertRelays(jar, 3, "--set", "gossip.relay.outside.copies=3");
  }

  private static void assertListed(Path plugins) {
    CliProcess list =
        CliProcess.run(LIMIT, List.of(), "plugins", "outside", "--plugins", plugins.toString());

    assertThat(list.awaitExit(LIMIT)).as("exit code of %s", list).isZero();
    assertThat(list.out())
        .as("%s", list)
        .containsSequence(
            "relay.outside",
            "sends each message to all peers several times",
            "",
            "  gossip.relay.outside.copies = 2",
            "    how many copies each peer gets");
  }

  private static void assertRelays(Path plugins, int copies, String... options) {
    int base = FreePorts.base();
    List<String> args =
        List.of(
            "demo",
            "--port",
            String.valueOf(base),
            "--relay",
            "outside",
            "--plugins",
            plugins.toString(),
            "--json");
    String[] all = new String[args.size() + options.length];
    args.toArray(all);
    System.arraycopy(options, 0, all, args.size(), options.length);
    CliProcess demo = CliProcess.run(LIMIT, List.of(base + " hello"), all);

    assertThat(demo.awaitExit(LIMIT)).as("exit code of %s", demo).isZero();
    List<JsonObject> events =
        demo.out().stream().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    assertThat(eventsOf("delivered", events).map(event -> event.get("node").getAsString()))
        .as("nodes with the message\n%s", demo)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, 5).mapToObj(i -> "127.0.0.1:" + (base + 10 * i)).toList());
    assertThat(
            eventsOf("stopped", events)
                .map(event -> event.getAsJsonObject("metrics").get("payload-frames-sent"))
                .mapToLong(frames -> frames.getAsLong())
                .sum())
        .as("frames sent\n%s", demo)
        .isEqualTo(copies * FRAMES_OF_FLOODING);
  }

  private static Stream<JsonObject> eventsOf(String kind, List<JsonObject> events) {
    return events.stream().filter(event -> event.get("event").getAsString().equals(kind));
  }

  /** Returns a folder of classes with the plugin {@code relay.outside}. */
  static Path compilePlugin(Path folder) throws IOException {
    return compilePlugin(folder, "outside.OutsidePlugin", SOURCE);
  }

  /** Returns a folder of classes with a plugin. */
  static Path compilePlugin(Path folder, String className, String source) throws IOException {
    Path classes = SourceCompiler.compile(folder, Map.of(className, source));
    Files.createDirectories(classes.resolve("META-INF/services"));
    Files.writeString(classes.resolve(SERVICE), className + "\n");
    return classes;
  }

  private Path jarOf(Path classes) throws IOException {
    Path jar = folder.resolve("outside.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file);
        Stream<Path> files = Files.walk(classes)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        String name =
            classes.relativize(each).toString().replace(each.getFileSystem().getSeparator(), "/");
        entries.putNextEntry(new JarEntry(name));
        Files.copy(each, entries);
        entries.closeEntry();
      }
    }
    return jar;
  }
}
