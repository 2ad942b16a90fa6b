package dev.gossip.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What cannot be done is said in a line or two that name the thing and the remedy. In this process,
 * since nothing gets as far as starting a node; if it did, the command would not return.
 */
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class BadInputTest {
  private static final int USAGE = 2;

  @TempDir private Path folder = Path.of("");

  private record Outcome(int exitCode, List<String> out, List<String> err) {}

  @ParameterizedTest
  @MethodSource("badCommandLines")
  void badCommandLineIsRefusedWithItsRemedy(List<String> args, List<String> named) {
    assertRefused(run(args), named);
  }

  static Stream<Arguments> badCommandLines() {
    return Stream.of(
        bad("no command", "", "name a command", "demo, node or plugins", "--help"),
        bad("unknown command", "dance", "'dance'", "'gossip --help'"),
        bad("unknown option", "node --colour", "'--colour'", "'gossip node --help'"),
        bad("unknown option of the demo", "demo --listen x", "'--listen'", "'gossip demo --help'"),
        bad("option without its value", "node --listen", "'--listen'", "HOST:PORT", "--help"),
        bad("unknown relay", "node --relay telepathy", "--relay", "'relay.telepathy'", "flooding"),
        bad("unknown relay in the demo", "demo --relay telepathy", "'relay.telepathy'", "flooding"),
        bad("unknown spam control", "node --spam ham", "--spam", "'spam.ham'", "spam.none"),
        bad("unknown signing", "node --signing wax", "--signing", "'signing.wax'", "signing.none"),
        bad("setting without a value", "node --set gossip.network", "gossip.network", "key=value"),
        bad("unknown setting", "node --set gossip.nettwork=x", "'gossip.nettwork'", "plugins"),
        bad("setting outside", "node --set network=x", "'network'", "begins with 'gossip.'"),
        bad(
            "setting of an unknown plugin",
            "node --set gossip.relay.telepathy.range=1",
            "'gossip.relay.telepathy.range'",
            "no plugin 'relay.telepathy'"),
        bad(
            "value of the wrong kind",
            "node --set gossip.lifetime=soon",
            "gossip.lifetime",
            "'soon'",
            "a duration above zero, such as"),
        bad(
            "value out of range",
            "node --set gossip.max-payload-bytes=901",
            "gossip.max-payload-bytes",
            "'901'",
            "from 1 to 900"),
        bad("address without a port", "node --listen here", "--listen", "'here'", "host:port"),
        bad(
            "address with a bad port",
            "node --listen 127.0.0.1:70000",
            "--listen",
            "'127.0.0.1:70000'",
            "host:port"),
        bad("bad address of a peer", "node --peer there", "--peer", "'there'", "host:port"),
        bad("peer at port 0", "node --peer 127.0.0.1:0", "--peer", "127.0.0.1:0", "other than 0"),
        bad("empty topic", "node --topic=", "--topic", "1 to 64 bytes"),
        bad(
            "missing configuration file",
            "node --config no-such.conf",
            "no-such.conf",
            "check the name"),
        bad(
            "missing plugins",
            "node --plugins no-such-plugins",
            "no-such-plugins",
            "name a jar or a class folder"),
        bad(
            "missing plugins in the list of plugins",
            "plugins --plugins no-such-plugins",
            "no-such-plugins",
            "name a jar or a class folder"));
  }

  @Test
  void pluginFileThatIsNoJarIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("plugins.jar"), "this is no jar");

    assertRefused(
        run(List.of("demo", "--plugins", file.toString())),
        List.of(file.toString(), "cannot be read as a jar", "name a jar or a class folder"));
  }

  @Test
  void serviceFileThatNamesNoClassIsRefused() throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve("dev.gossip.api.plugin.GossipPlugin"), "outside.Missing\n");

    assertRefused(
        run(List.of("plugins", "--plugins", folder.toString())),
        List.of("outside.Missing", "mend its jar or its service file"));
  }

  @Test
  void unknownKeyInAFileIsRefusedWithFileAndLine() throws IOException {
    Path file = Files.writeString(folder.resolve("node.conf"), "gossip {\n  nettwork = x\n}\n");

    assertRefused(
        run(List.of("node", "--config", file.toString())),
        List.of("node.conf: 2", "'gossip.nettwork'", "'gossip plugins'"));
  }

  @Test
  void badValueInAFileIsRefusedWithFileAndLine() throws IOException {
    Path file = Files.writeString(folder.resolve("node.conf"), "gossip {\n\n  lifetime = soon\n}");

    assertRefused(
        run(List.of("node", "--config", file.toString())),
        List.of("node.conf: 3", "gossip.lifetime", "'soon'", "a duration above zero, such as"));
  }

  @Test
  void fileThatIsNotHoconIsRefusedWithFileAndLine() throws IOException {
    Path file = Files.writeString(folder.resolve("node.conf"), "gossip {\n  listen = [\n");

    assertRefused(run(List.of("node", "--config", file.toString())), List.of("node.conf: "));
  }

  private static Arguments bad(String what, String commandLine, String... named) {
    List<String> args = commandLine.isEmpty() ? List.of() : List.of(commandLine.split(" ", -1));
    return argumentSet(what, args, List.of(named));
  }

  private static void assertRefused(Outcome outcome, List<String> named) {
    String report = outcome.toString();
    assertThat(outcome.exitCode()).as(report).isEqualTo(USAGE);
    assertThat(outcome.out()).as(report).isEmpty();
    assertThat(outcome.err())
        .as(report)
        .hasSizeBetween(1, 2)
        .noneMatch(line -> line.startsWith("\tat"));
    assertThat(String.join(" ", outcome.err())).as(report).startsWith("gossip: ").contains(named);
  }

  private static Outcome run(List<String> args) {
    PrintStream realOut = System.out;
    PrintStream realErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode;
    try {
      System.setOut(new PrintStream(out, true, UTF_8));
      System.setErr(new PrintStream(err, true, UTF_8));
      exitCode = Main.execute(args.toArray(String[]::new));
    } finally {
      System.setOut(realOut);
      System.setErr(realErr);
    }
    return new Outcome(exitCode, lines(out), lines(err));
  }

  private static List<String> lines(ByteArrayOutputStream bytes) {
    return new ArrayList<>(bytes.toString(UTF_8).lines().toList());
  }
}
