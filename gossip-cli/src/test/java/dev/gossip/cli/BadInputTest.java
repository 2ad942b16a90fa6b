package dev.gossip.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.gossip.cli.testing.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * Invalid input is reported in one or two lines that name the problem and the remedy. The command
 * runs in this process, since no node is started; if one were, the command would not return.
 */
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class BadInputTest {
  private static final int USAGE = 2;

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @MethodSource("badCommandLines")
  void badCommandLineIsRejectedWithARemedy(List<String> args, List<String> fragments) {
    assertRejected(CliRun.of(args), fragments);
  }

  static Stream<Arguments> badCommandLines() {
    return Stream.of(
        bad(
            "no command",
            "",
            "no command given",
            "demo, node, simulate, plugins or keygen",
            "--help"),
        bad("unknown command", "dance", "'dance'", "'gossip --help'"),
        bad("unknown option", "node --colour", "'--colour'", "'gossip node --help'"),
        bad("no address", "node --control here", "--control", "'here'", "host:port"),
        bad("open to all", "node --control 0.0.0.0:0", "--control", "token is required", "127.0"),
        bad("token without a port", "node --control-token-file x", "add --control HOST:PORT"),
        bad(
            "no token file",
            "node --control 127.0.0.1:0 --control-token-file no-such-file",
            "--control-token-file",
            "no-such-file",
            "check the path"),
        bad(
            "an address for all nodes of the demo",
            "demo --set gossip.listen=127.0.0.1:7000",
            "--set: gossip.listen: each node of the demo needs its own port",
            "--port"),
        bad("peers of the demo", "demo --set gossip.peers=127.0.0.1:7000", "gossip node --peer"),
        bad("folder for six nodes", "demo --set gossip.data-dir=x", "data-dir", "gossip node"),
        bad("key for six nodes", "demo --set gossip.signing.ed25519.key=x", "sign with one key"),
        bad("no port", "demo --port high", "--port", "'high'", "a whole number from 1 to 65485"),
        bad(
            "argument that is not text",
            "node --topic h\uFFFDllo",
            "cannot represent",
            "LC_ALL=C.UTF-8"),
        bad("unknown option of the demo", "demo --listen x", "'--listen'", "'gossip demo --help'"),
        bad("option without its value", "node --listen", "'--listen'", "HOST:PORT", "--help"),
        bad("unknown relay", "node --relay telepathy", "--relay", "'relay.telepathy'", "flooding"),
        bad("unknown relay in the demo", "demo --relay telepathy", "'relay.telepathy'", "flooding"),
        bad("unknown spam control", "node --spam ham", "--spam", "'spam.ham'", "spam.none"),
        bad("unknown signing", "node --signing wax", "--signing", "'signing.wax'", "signing.none"),
        bad("setting without a value", "node --set gossip.network", "gossip.network", "KEY=VALUE"),
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
        bad("key without a file", "keygen", "FILE", "'gossip keygen --help'"),
        bad("key to be shown and encrypted", "keygen --show --encrypt x", "--show and --encrypt"),
        bad("key that is not there", "keygen --show no-such.pem", "no-such.pem", "check the name"),
        bad(
            "node without its key",
            "node --signing ed25519 --set gossip.signing.ed25519.key=no-such.pem",
            "--set: gossip.signing.ed25519.key: no-such.pem",
            "check the name"),
        bad(
            "node without its list of trust",
            "node --signing ed25519 --set gossip.signing.ed25519.trust=no-such.txt",
            "--set: gossip.signing.ed25519.trust: no-such.txt",
            "check the name"),
        bad(
            "node with an unknown provider",
            "node --signing ed25519 --set gossip.signing.ed25519.provider=Wax",
            "--set: gossip.signing.ed25519.provider: there is no provider 'Wax'",
            "use bouncy-castle"),
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

  @ParameterizedTest
  @MethodSource("badSimulations")
  void badSimulationIsRejectedWithARemedy(List<String> args, List<String> fragments) {
    assertRejected(CliRun.of(args), fragments);
  }

  static Stream<Arguments> badSimulations() {
    return Stream.of(
        badSimulation("--nodes many", "--nodes", "'many'", "a whole number from 2 to 1000000"),
        badSimulation("--nodes 1", "--nodes", "'1'", "a whole number from 2 to 1000000"),
        badSimulation("--nodes 5", "--topology random-regular:8, --nodes 5", "use more nodes"),
        badSimulation("--topology moon", "--topology", "'moon'", "six, line, ring"),
        badSimulation("--topology ring:3", "--topology", "'ring:3'", "six, line, ring"),
        badSimulation("--topology six --nodes 7", "--topology six", "6 nodes, not 7"),
        badSimulation("--topology grid --nodes 7", "--topology grid, --nodes 7", "not 7"),
        badSimulation("--topology erdos-renyi:2", "--topology", "from 0 to 1, not 2.0"),
        badSimulation("--topology file:no-such.txt", "--topology", "no-such.txt", "no such file"),
        badSimulation("--latency slow", "--latency", "'slow'", "uniform:10ms-100ms"),
        badSimulation("--latency uniform:5ms-1ms", "--latency", "write the smaller value first"),
        badSimulation("--loss 2", "--loss", "'2'", "a number from 0.0 to 1.0"),
        badSimulation("--loss NaN", "--loss", "'NaN'", "a number from 0.0 to 1.0"),
        badSimulation("--duplicate -0.1", "--duplicate", "'-0.1'", "a number from 0.0 to 1.0"),
        badSimulation("--reorder some", "--reorder", "'some'", "a number from 0.0 to 1.0"),
        badSimulation("--down 120%", "--down", "'120'", "from 0.0 to 100.0", "%"),
        badSimulation("--down x%", "--down", "'x'", "from 0.0 to 100.0"),
        badSimulation("--duplicate 20", "--duplicate", "'20'", "a percentage such as 20%"),
        badSimulation("--down 0.95", "--down 0.95", "none of 6 nodes", "a smaller share"),
        badSimulation("--seed x", "--seed", "'x'", "a whole number of at most 64 bits"),
        badSimulation("--seed 99999999999999999999", "--seed", "a whole number of at most 64"),
        badSimulation("--for 0s", "--for", "'0s'", "a duration above zero, such as"),
        badSimulation("--interval soon", "--interval", "'soon'", "200ms", "or 0 for all at once"),
        badSimulation("--interval -1ms", "--interval", "'-1ms'", "a duration above zero"),
        badSimulation("--messages 0", "--messages", "'0'", "a whole number from 1 to 1000000"),
        badSimulation("--payload -1", "--payload", "'-1'", "a whole number from 0"),
        badSimulation("--payload 901", "--payload", "901", "gossip.max-payload-bytes", "900"),
        badSimulation("--payload 11 --set gossip.max-payload-bytes=10", "--payload", "11", "10"),
        badSimulation("--publishers 0", "--publishers", "'0'", "or random"),
        badSimulation("--spies many", "--spies", "'many'", "supernode:5"),
        badSimulation("--spies 0.01", "--spies 0.01", "none of 6 nodes", "a larger share"),
        badSimulation("--spies 0.5 --down 0.5", "--spies 0.5", "a smaller share"),
        badSimulation("--spies supernode:0", "--spies supernode:", "'0'", "from 1 to 100"),
        badSimulation("--estimator last-spy", "--estimator", "'last-spy'", "first-spy or"),
        badSimulation("--estimator first-spy", "--estimator", "no spies", "--spies 0.2"),
        badSimulation("--publishers 5 --down 0.3", "--publishers", "'5'", "from 1 to 4"),
        badSimulation("--relay telepathy", "--relay", "'relay.telepathy'", "relay.flooding"),
        badSimulation("--signing wax", "--signing", "'signing.wax'", "signing.none"),
        badSimulation("--compare flooding,telepathy", "--compare", "'relay.telepathy'"),
        badSimulation("--compare flooding,flooding", "names 'flooding' twice", "each relay once"),
        badSimulation("--compare flooding,relay.flooding", "names 'relay.flooding' twice"),
        badSimulation("--set gossip.listen=127.0.0.1:1", "--set: gossip.listen", "no socket"),
        badSimulation("--set gossip.peers=127.0.0.1:1", "--set: gossip.peers", "--topology"),
        badSimulation("--set gossip.data-dir=x", "--set: gossip.data-dir", "write no files"),
        badSimulation("--set gossip.signing.ed25519.key=x", "ed25519.key: all nodes would sign"),
        badSimulation(
            "--set gossip.transport.udp.verify-threads=1", "verify-threads", "no threads"),
        badSimulation("--compare flooding,,b", "--compare", "empty name", "flooding,diffusion"),
        badSimulation("--compare flooding --relay flooding", "--compare and --relay", "add the"),
        badSimulation("--bandwidth fast", "--bandwidth", "'fast'", "125kB"),
        badSimulation("--bandwidth 1MB:0", "--bandwidth", "'0'", "125kB"),
        badSimulation("--mtu 70000", "--mtu", "'70000'", "from 1 to 65507"),
        badSimulation("--partition 0.5", "--partition", "SHARE:FROM-TO", "0.5:5s-20s"),
        badSimulation("--partition 0.5:9s-5s", "--partition", "the earlier time first"),
        badSimulation("--partition 0.01:1s-5s", "--partition", "none of 6", "larger share"),
        badSimulation("--churn 0.5:5s", "--churn", "SHARE:UP:DOWN", "0.2:60s:5s"),
        badSimulation("--churn 1:5s:5s", "--churn", "all of 6", "smaller share"),
        badSimulation("--churn 0.5:soon:5s", "--churn", "'soon'", "200ms"),
        badSimulation("--churn 0.5:5s:5s --down 0.5", "--down and --churn", "smaller shares"),
        badSimulation("--clock-drift much", "--clock-drift", "'much'", "a whole number"),
        badSimulation("--clock-offset late", "--clock-offset", "'late'", "200ms"),
        badSimulation("--trace no-such-folder/x", "--trace", "no-such-folder/x", "existing folder"),
        badSimulation("--set x", "--set x", "KEY=VALUE"),
        badSimulation("--colour", "'--colour'", "'gossip simulate --help'"),
        badSimulation("fast", "'fast'", "'gossip simulate --help'"));
  }

  private static Arguments badSimulation(String options, String... fragments) {
    return bad(options, "simulate " + options, fragments);
  }

  @Test
  void pluginFileThatIsNotAJarIsRejected() throws IOException {
    Path file = Files.writeString(folder.resolve("plugins.jar"), "this is no jar");

    assertRejected(
        CliRun.of(List.of("demo", "--plugins", file.toString())),
        List.of(file.toString(), "cannot be read as a jar", "name a jar or a class folder"));
  }

  @Test
  void serviceFileWithAnUnknownClassIsRejected() throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve("dev.gossip.api.plugin.GossipPlugin"), "outside.Missing\n");

    assertRejected(
        CliRun.of(List.of("plugins", "--plugins", folder.toString())),
        List.of("outside.Missing", "fix its jar or its service file"));
  }

  @Test
  void weakTokenIsRejected() throws IOException {
    for (String token : List.of("", "short", "two words that are long enough")) {
      Path file = Files.writeString(folder.resolve("token"), token);

      assertRejected(
          CliRun.of(
              List.of("node", "--control", "127.0.0.1:0", "--control-token-file", file.toString())),
          List.of("--control", "at least 16", "openssl rand -hex 32"));
    }
  }

  @Test
  void unknownKeyInAFileIsRejectedWithFileAndLine() throws IOException {
    Path file = Files.writeString(folder.resolve("node.conf"), "gossip {\n  nettwork = x\n}\n");

    assertRejected(
        CliRun.of(List.of("node", "--config", file.toString())),
        List.of("node.conf: 2", "'gossip.nettwork'", "'gossip plugins'"));
  }

  @Test
  void badValueInAFileIsRejectedWithFileAndLine() throws IOException {
    Path file = Files.writeString(folder.resolve("node.conf"), "gossip {\n\n  lifetime = soon\n}");

    assertRejected(
        CliRun.of(List.of("node", "--config", file.toString())),
        List.of("node.conf: 3", "gossip.lifetime", "'soon'", "a duration above zero, such as"));
  }

  @Test
  void unsuitableSettingInAFileIsRejectedWithFileAndLine() throws IOException {
    Path file =
        Files.writeString(folder.resolve("node.conf"), "gossip {\n  listen = \"[::1]:1\"\n}");

    for (String command : List.of("demo", "simulate")) {
      assertRejected(
          CliRun.of(List.of(command, "--config", file.toString())),
          List.of("node.conf: 2", "gossip.listen"));
    }
  }

  @Test
  void invalidHoconFileIsRejectedWithFileAndLine() throws IOException {
    Path file = Files.writeString(folder.resolve("node.conf"), "gossip {\n  listen = [\n");

    assertRejected(CliRun.of(List.of("node", "--config", file.toString())), List.of("node.conf: "));
  }

  private static Arguments bad(String what, String commandLine, String... fragments) {
    List<String> args = commandLine.isEmpty() ? List.of() : List.of(commandLine.split(" ", -1));
    return argumentSet(what, args, List.of(fragments));
  }

  private static void assertRejected(CliRun outcome, List<String> fragments) {
    String report = outcome.toString();
    assertThat(outcome.exitCode()).as(report).isEqualTo(USAGE);
    assertThat(outcome.out()).as(report).isEmpty();
    assertThat(outcome.err())
        .as(report)
        .hasSizeBetween(1, 2)
        .noneMatch(line -> line.startsWith("\tat"));
    assertThat(String.join(" ", outcome.err()))
        .as(report)
        .startsWith("gossip: ")
        .contains(fragments);
  }
}
