package dev.gossip.cli;

import static dev.gossip.cli.testing.BadInput.assertRejected;
import static dev.gossip.cli.testing.BadInput.bad;

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
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class BadInputTest {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @MethodSource({"badOptions", "badAddresses", "badSettings", "badPlugins", "badKeysAndFiles"})
  void badCommandLineIsRejectedWithARemedy(List<String> args, List<String> fragments) {
    assertRejected(CliRun.of(args), fragments);
  }

  static Stream<Arguments> badOptions() {
    return Stream.of(
        bad(
            "no command",
            "",
            "no command given",
            "demo, node, simulate, sweep, report, plugins, keygen, lint-scores, decrypt, completion or"
                + " help",
            "--help"),
        bad("unknown command", "dance", "command 'dance'; use demo, node,", "'gossip --help'"),
        bad("argument of no option", "demo 5000", "unexpected argument '5000'", "gossip demo -"),
        bad("misspelled option", "simulate --los 0.1", "'--los'; did you mean --loss"),
        bad(
            "missing argument",
            "decrypt a.pcap",
            "KEYLOG is missing; write gossip decrypt CAPTURE KEYLOG"),
        bad("missing value", "simulate --nodes", "'--nodes' has no value; write --nodes N"),
        bad("unknown shell", "completion fish", "SHELL: 'fish' is not known; write bash or zsh"),
        bad("value of a switch", "demo --json=yes", "'--json' takes no value; remove '=yes'"),
        bad("two of one", "plugins --json --hocon", "give only one of --json, --hocon"),
        bad(
            "an option twice",
            "simulate --loss 0.1 --loss 0.2",
            "'--loss' is given more than once; remove all but one"),
        bad("unknown option", "node --colour", "'--colour'", "'gossip node --help'"),
        bad(
            "argument that is not text",
            "node --topic h\uFFFDllo",
            "cannot represent",
            "LC_ALL=C.UTF-8"),
        bad("empty topic", "node --topic=", "--topic", "1 to 64 bytes"));
  }

  static Stream<Arguments> badAddresses() {
    return Stream.of(
        bad("no address", "node --control here", "--control", "'here'", "host:port"),
        bad("open to all", "node --control 0.0.0.0:0", "--control", "token is required", "127.0"),
        bad("no port", "demo --port high", "--port", "'high'", "a whole number from 1 to 65485"),
        bad("one node", "demo --nodes 1", "--nodes", "'1'", "a whole number from 2 to 50"),
        bad("no room for nodes", "demo --nodes 12 --port 65500", "--port", "from 1 to 65425"),
        bad("unknown option of the demo", "demo --listen x", "'--listen'", "'gossip demo --help'"),
        bad("option without its value", "node --listen", "'--listen'", "HOST:PORT", "--help"),
        bad("address without a port", "node --listen here", "--listen", "'here'", "host:port"),
        bad(
            "address with a bad port",
            "node --listen 127.0.0.1:70000",
            "--listen",
            "'127.0.0.1:70000'",
            "a number from 1 to 65535"),
        bad("bad address of a peer", "node --peer there", "--peer", "'there'", "host:port"),
        bad("bad id of a peer", "node --peer me@127.0.0.1:1", "--peer", "'me'", "id@host:port"),
        bad("bad address of a seed", "node --seed there", "--seed", "'there'", "host:port"),
        bad("seed at port 0", "node --seed 127.0.0.1:0", "--seed: seed 127.0.0.1:0", "other than"),
        bad("seed with an id", "node --seed me@127.0.0.1:1", "--seed", "an id", "make it a peer"),
        bad("seed at a wildcard", "node --seed 0.0.0.0:1", "--seed", "wildcard", "own address"),
        bad(
            "name to advertise",
            "node --set gossip.advertise=node.example:1",
            "--set: gossip.advertise",
            "names no IP address; write ip:port"),
        bad("peer at port 0", "node --peer 127.0.0.1:0", "--peer", "127.0.0.1:0", "other than 0"));
  }

  static Stream<Arguments> badSettings() {
    return Stream.of(
        bad(
            "an address for all nodes of the demo",
            "demo --set gossip.listen=127.0.0.1:7000",
            "--set: gossip.listen: each node of the demo needs its own port",
            "--port"),
        bad("peers of the demo", "demo --set gossip.peers=127.0.0.1:7000", "gossip node --peer"),
        bad("seeds of the demo", "demo --set gossip.seeds=a:1", "--nodes", "gossip node --seed"),
        bad("one address for six", "demo --set gossip.advertise=1.2.3.4:1", "one address"),
        bad(
            "discovery that does not start from the first node",
            "demo --nodes 12 --discovery dns",
            "--discovery: the nodes know only the first one",
            "not discovery.dns; add bootstrap"),
        bad("no discovery", "demo --nodes 12 --discovery=", "--discovery", "add bootstrap"),
        bad(
            "membership that dials nobody",
            "demo --nodes 12 --membership configured",
            "--membership: membership.configured dials no node",
            "use outbound"),
        bad("second of two seeds", "node --seed 127.0.0.1:1,there", "--seed: 'there'"),
        bad(
            "second item of a list",
            "node --set gossip.seeds=[127.0.0.1:1,\"there\"]",
            "--set: gossip.seeds: 'there'",
            "host:port"),
        bad("second plugin of a list", "node --set gossip.spam.use=[none,ham]", "'spam.ham'"),
        bad("folder for six nodes", "demo --set gossip.data-dir=x", "data-dir", "gossip node"),
        bad("one id for six nodes", "demo --set gossip.identity=x", "identity", "gossip node"),
        bad(
            "list without proven ids",
            "node --set gossip.transport.udp.security=none --set gossip.allowed-peers=x",
            "gossip.allowed-peers: the transport does not prove ids",
            "set gossip.transport.udp.security to noise"));
  }

  static Stream<Arguments> badPlugins() {
    return Stream.of(
        bad("unknown relay", "node --relay telepathy", "--relay", "'relay.telepathy'", "flooding"),
        bad("unknown relay in the demo", "demo --relay telepathy", "'relay.telepathy'", "flooding"),
        bad("unknown spam control", "node --spam ham", "--spam", "'spam.ham'", "spam.none"),
        bad(
            "unknown spam control after a known one",
            "node --spam none,ham",
            "--spam",
            "'spam.ham'",
            "spam.none"),
        bad("spam control named twice", "node --spam none,none", "--spam", "twice", "once"),
        bad("no spam control", "node --spam=", "--spam", "names no plugin", "spam.none"),
        bad("spam control without a name", "node --spam none,", "--spam", "empty name", "comma"),
        bad("two relays", "node --relay flooding,dandelion", "--relay", "takes one", "choose"),
        bad("unknown discovery", "node --discovery map", "--discovery", "'discovery.map'"),
        bad("unknown membership", "demo --membership gym", "'membership.gym'", "configured"),
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
            "node --set gossip.max-payload-bytes=1048577",
            "gossip.max-payload-bytes",
            "'1048577'",
            "from 1 to 1048576"),
        bad(
            "payload out of range in a simulation",
            "simulate --set gossip.max-payload-bytes=1048577",
            "gossip.max-payload-bytes",
            "'1048577'",
            "from 1 to 1048576"),
        bad(
            "payload out of range in the demo",
            "demo --set gossip.max-payload-bytes=1048577",
            "gossip.max-payload-bytes",
            "'1048577'",
            "from 1 to 1048576"));
  }

  static Stream<Arguments> badKeysAndFiles() {
    return Stream.of(
        bad("token without a port", "node --control-token-file x", "add --control HOST:PORT"),
        bad(
            "no token file",
            "node --control 127.0.0.1:0 --control-token-file no-such-file",
            "--control-token-file",
            "no-such-file",
            "check the path"),
        bad("key for six nodes", "demo --set gossip.signing.ed25519.key=x", "sign with one key"),
        bad(
            "missing configuration file",
            "node --config no-such.conf",
            "no-such.conf",
            "check the name"),
        bad("key without a file", "keygen", "FILE", "'gossip keygen --help'"),
        bad("key to be shown and encrypted", "keygen --show --encrypt x", "--show and --encrypt"),
        bad("node key to be encrypted", "keygen --node --encrypt x", "--node and --encrypt"),
        bad(
            "node without its own key",
            "node --set gossip.identity=no-such.key",
            "--set: gossip.identity: no-such.key: there is no such file",
            "gossip keygen --node no-such.key"),
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
}
