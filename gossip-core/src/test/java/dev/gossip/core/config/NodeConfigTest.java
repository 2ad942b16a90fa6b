package dev.gossip.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.engine.spec.WantedPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeConfigTest {
  private static final List<GossipPlugin> PLUGINS = List.of(new DeclaringPlugin());

  private final Path folder;

  NodeConfigTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void emptyConfigurationHasTheDefaults() {
    NodeConfig config = NodeConfig.builder().build(PLUGINS);

    assertThat(config.network()).isEqualTo("gossip");
    assertThat(config.listen()).isEqualTo(new PeerAddress("127.0.0.1", 0));
    assertThat(config.peers()).isEmpty();
    assertThat(config.use(PluginKind.RELAY)).containsExactly("relay.flooding");
    assertThat(config.originOfUse(PluginKind.RELAY)).isEqualTo("default of gossip.relay.use");
    assertThat(config.engineLimits().lifetimeMillis()).isEqualTo(300_000);
    assertThat(config.engineLimits().clockSkewMillis()).isEqualTo(20_000);
    assertThat(config.engineLimits().seenIds()).isEqualTo(1_000_000);
  }

  @Test
  void fileMayUseListsSubstitutionsAndNestedKeys() throws IOException {
    Path file =
        file(
            """
            # a comment
            gossip {
              network = "blue"
              listen = "0.0.0.0:5000"
              peers = ["127.0.0.1:5010", node-1.example.org":5020"]
              lifetime = 10m
              relay { use = declaring, declaring { interval = 500ms } }
              seen-ids = ${gossip.store-messages}
              store-messages = 100
            }
            gossip.relay.declaring.count: 5
            """);

    NodeConfig config = NodeConfig.builder().file(file).build(PLUGINS);

    assertThat(config.network()).isEqualTo("blue");
    assertThat(config.listen()).hasToString("0.0.0.0:5000");
    assertThat(config.peers())
        .extracting(PeerAddress::toString)
        .containsExactly("127.0.0.1:5010", "node-1.example.org:5020");
    assertThat(config.get(NodeSettings.LIFETIME)).isEqualTo(Duration.ofMinutes(10));
    assertThat(config.engineLimits().seenIds()).isEqualTo(100);
    assertThat(config.use(PluginKind.RELAY)).containsExactly("declaring");
    assertThat(config.originOfUse(PluginKind.RELAY)).isEqualTo(file + ": 7");
    assertThat(config.settingsOf(PLUGINS.get(0)).get(DeclaringPlugin.INTERVAL))
        .isEqualTo(Duration.ofMillis(500));
    assertThat(config.settingsOf(PLUGINS.get(0)).get(DeclaringPlugin.COUNT)).isEqualTo(5);
  }

  @Test
  void laterValueOverridesAnEarlierOne() throws IOException {
    Path file = file("gossip { network = file, lifetime = 1m }");

    NodeConfig fileFirst =
        NodeConfig.builder()
            .file(file)
            .set("gossip.network", "set", "--set")
            .set("gossip.network", "last", "--set")
            .build(PLUGINS);
    NodeConfig fileLast =
        NodeConfig.builder()
            .set("gossip.network", "set", "--set")
            .set("gossip.clock-skew", "1s", "--set")
            .file(file)
            .build(PLUGINS);

    assertThat(fileFirst.network()).isEqualTo("last");
    assertThat(fileFirst.get(NodeSettings.LIFETIME)).isEqualTo(Duration.ofMinutes(1));
    assertThat(fileLast.network()).isEqualTo("file");
    assertThat(fileLast.get(NodeSettings.CLOCK_SKEW)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void unknownKeyIsReportedWithFileAndLine() throws IOException {
    Path file = file("gossip {\n  network = blue\n  netwrok = red\n}\n");

    assertRefused(NodeConfig.builder().file(file))
        .isEqualTo(
            file + ": 3: unknown setting 'gossip.netwrok'; 'gossip plugins' lists all settings");
  }

  @Test
  void keyWithoutTheGossipPrefixIsReportedAsSuch() {
    assertRefused(NodeConfig.builder().set("network", "blue", "--set"))
        .isEqualTo(
            "--set: unknown setting 'network', every setting begins with 'gossip.';"
                + " 'gossip plugins' lists all settings");
  }

  @Test
  void keyOfAnAbsentPluginIsReportedAsSuch() {
    assertRefused(NodeConfig.builder().set("gossip.relay.absent.interval", "1s", "--set"))
        .isEqualTo(
            "--set: unknown setting 'gossip.relay.absent.interval', because there is no plugin"
                + " 'relay.absent'; 'gossip plugins' lists all settings");
  }

  @Test
  void unknownKeyOfAPresentPluginIsNotReportedAsAMissingPlugin() {
    assertRefused(NodeConfig.builder().set("gossip.relay.declaring.intervall", "1s", "--set"))
        .startsWith("--set: unknown setting 'gossip.relay.declaring.intervall'; ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          gossip.lifetime|soon|'soon' is not a duration above zero, such as 200ms, 2s or 5m
          gossip.clock-skew|999999999999999d|'999999999999999d' is not a duration
          gossip.seen-ids|15|'15' is not a whole number from 16 to 100000000
          gossip.relay.declaring.count|10|'10' is not a whole number from 0 to 9
          """)
  void invalidValueIsReportedWithTheExpectedForm(String path, String value, String expected) {
    assertRefused(NodeConfig.builder().set(path, value, "--set"))
        .startsWith("--set: " + path + ": " + expected);
  }

  @Test
  void invalidValueInAFileIsReportedWithFileAndLine() throws IOException {
    Path file = file("gossip {\n  lifetime = 5 parsecs\n}\n");

    assertRefused(NodeConfig.builder().file(file))
        .startsWith(file + ": 2: gossip.lifetime: '5 parsecs' is not a duration");
  }

  @Test
  void invalidValueWithLineBreaksIsReportedInOneLine() throws IOException {
    Path file = file("gossip.lifetime = \"one\\n\\r\\ntwo\"\n");

    assertRefused(NodeConfig.builder().file(file)).contains("'one two' is not a duration");
  }

  @ParameterizedTest
  @CsvSource({"null, null", "[a; null], null", "[{ host = a }], object"})
  void valueThatIsNotTextIsReportedWithFileAndLine(String value, String type) throws IOException {
    Path file = file("\ngossip.peers = " + value.replace(';', ',') + "\n");

    assertRefused(NodeConfig.builder().file(file))
        .startsWith(file + ": 2: gossip.peers: expected text")
        .endsWith("not " + type);
  }

  @Test
  void lifetimeOfMoreThanAnHourIsRejected() {
    assertRefused(NodeConfig.builder().set("gossip.lifetime", "61m", "--set"))
        .isEqualTo("--set: gossip.lifetime is at most 1h");
  }

  @Test
  void peersMayBeAListOrCommaSeparated() throws IOException {
    Path list = file("gossip.peers = [ \"a:1\", \"[::1]:2\" ]");

    NodeConfig fromList = NodeConfig.builder().file(list).build(PLUGINS);
    NodeConfig fromText =
        NodeConfig.builder().set("gossip.peers", " a:1 ,[::1]:2,", "--set").build(PLUGINS);

    assertThat(fromList.peers())
        .containsExactly(new PeerAddress("a", 1), new PeerAddress("::1", 2))
        .isEqualTo(fromText.peers());
  }

  @Test
  void addedPeersFollowTheConfiguredOnes() throws IOException {
    Path file = file("gossip.peers = [\"a:1\", \"b:2\"]");

    NodeConfig config =
        NodeConfig.builder()
            .file(file)
            .addPeer("c:3", "--peer")
            .addPeer("d:4", "--peer")
            .build(PLUGINS);

    assertThat(config.peers())
        .extracting(PeerAddress::toString)
        .containsExactly("a:1", "b:2", "c:3", "d:4");
  }

  @Test
  void peersMayBeNamedWithTheirIds() {
    String id = "0123456789abcdef".repeat(4);

    NodeConfig config =
        NodeConfig.builder()
            .set("gossip.peers", "a:1, " + id + "@b:2", "--set")
            .addPeer(id.toUpperCase(Locale.ROOT) + "@[::1]:3", "--peer")
            .addPeer(id + "@a:1", "--peer")
            .build(PLUGINS);

    assertThat(config.wantedPeers())
        .extracting(WantedPeer::toString)
        .containsExactly(id + "@a:1", id + "@b:2", id + "@[::1]:3");
    assertThat(config.peers())
        .extracting(PeerAddress::toString)
        .containsExactly("a:1", "b:2", "[::1]:3", "a:1");
  }

  @Test
  void twoIdsForOneAddressAreRejected() {
    String one = "1".repeat(64);
    String two = "2".repeat(64);

    assertRefused(NodeConfig.builder().addPeer(one + "@a:1", "x").addPeer(two + "@a:1", "--peer"))
        .isEqualTo(
            "--peer: peer a:1 has the id %s elsewhere, and %s here; keep one of them", one, two);
  }

  @ParameterizedTest
  @ValueSource(strings = {"@a:1", "xyz@a:1", "0@a:1", "a@b@c:1"})
  void malformedIdOfAPeerIsRejectedWithTheForm(String peer) {
    assertRefused(NodeConfig.builder().addPeer(peer, "--peer"))
        .startsWith("--peer: '")
        .endsWith(
            "' in '"
                + peer
                + "' is not the id of a node: write host:port, or id@host:port with an id of 64"
                + " hexadecimal digits");
  }

  @Test
  void malformedAddressIsReportedWithItsOrigin() throws IOException {
    Path file = file("gossip {\n\n  peers = [\"a:1\", \"nowhere\"]\n}");

    assertRefused(NodeConfig.builder().file(file))
        .startsWith(file + ": 3: gossip.peers: 'nowhere' is not an address: write host:port");
    assertRefused(NodeConfig.builder().set("gossip.listen", "::1:5000", "--listen"))
        .startsWith("--listen: gossip.listen: '::1:5000' is not an address: write host:port");
    assertRefused(NodeConfig.builder().addPeer("a:0", "--peer"))
        .isEqualTo("--peer: peer a:0 needs a port other than 0");
  }

  @Test
  void addressOfMoreThanOneNodeIsRejectedWithARemedy() {
    assertRefused(NodeConfig.builder().addPeer("0.0.0.0:5000", "--peer"))
        .isEqualTo(
            "--peer: 0.0.0.0:5000: 0.0.0.0 is a wildcard, an address to listen at; name the peer's"
                + " own address");
    assertRefused(NodeConfig.builder().addPeer("[fe80::1]:5000", "--peer"))
        .endsWith("write it as fe80::1%eth0");
    assertRefused(NodeConfig.builder().set("gossip.listen", "224.0.0.1:5000", "--listen"))
        .isEqualTo(
            "--listen: gossip.listen: 224.0.0.1:5000: 224.0.0.1 is a multicast address; listen at"
                + " one of this machine's own addresses");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gossip {\n  network = blue\n", "gossip = ]", "gossip.network = ${nope}"})
  void malformedFileIsReportedByName(String content) throws IOException {
    Path file = file(content);

    assertRefused(() -> NodeConfig.builder().file(file)).startsWith(file + ": ");
  }

  @Test
  void missingFileIsReportedByName() {
    Path missing = folder.resolve("missing.conf");

    assertRefused(() -> NodeConfig.builder().file(missing))
        .isEqualTo(
            "configuration file "
                + missing
                + " cannot be read; check the name and its permissions");
    assertRefused(() -> NodeConfig.builder().file(folder)).contains(folder + " cannot be read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two\nlines", "bell\u0007", "next\u0085line", "csi\u009b31m"})
  void networkNameWithAControlCharacterIsRejected(String name) {
    assertRefused(NodeConfig.builder().set("gossip.network", name, "--set"))
        .isEqualTo(
            "--set: gossip.network: a name has 1 to 64 characters and no control characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gossip..network", ".", "gossip network = x"})
  void malformedKeyIsRejected(String path) {
    assertRefused(() -> NodeConfig.builder().set(path, "blue", "--set").build(PLUGINS))
        .startsWith("--set: ")
        .contains("'" + path + "'");
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("node.conf"), content);
  }

  private static AbstractStringAssert<?> assertRefused(NodeConfig.Builder builder) {
    return assertRefused(() -> builder.build(PLUGINS));
  }

  /** Returns an assertion on the message, which must be one line. */
  private static AbstractStringAssert<?> assertRefused(ThrowingCallable action) {
    ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, action);
    assertThat(refusal).isNotNull();
    return assertThat(refusal.getMessage()).isNotBlank().hasLineCount(1);
  }
}
