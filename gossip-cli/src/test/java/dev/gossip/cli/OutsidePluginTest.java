package dev.gossip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gossip.cli.testing.CliProcess;
import dev.gossip.cli.testing.FreePorts;
import dev.gossip.cli.testing.OutsidePlugin;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
  private static final Duration LIMIT = Duration.ofMinutes(3);
  // The frames that flooding sends in the demo's network: 2E - (N - 1).
  private static final long FRAMES_OF_FLOODING = 7;

  @TempDir private Path folder = Path.of("");

  @Test
  void pluginInAFolderIsListedAndUsed() throws IOException {
    Path classes = OutsidePlugin.compile(folder);

    assertListed(classes);
    assertRelays(classes, 2);
  }

  @Test
  void pluginInAJarIsListedAndConfigured() throws IOException {
    Path jar = jarOf(OutsidePlugin.compile(folder));

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
