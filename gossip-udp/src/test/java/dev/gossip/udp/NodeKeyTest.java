package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.api.PeerId;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.engine.spec.NodeKey;
import dev.gossip.core.storage.NodeKeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests which key a real node uses. */
@Timeout(60)
class NodeKeyTest {
  @TempDir private Path folder = Path.of("");

  private static GossipNodeBuilder proving() {
    return GossipNode.builder();
  }

  private static GossipNodeBuilder claiming() {
    return GossipNode.builder().set("gossip.transport.udp.security", "none");
  }

  private static PeerId idOf(GossipNodeBuilder builder) throws IOException {
    try (GossipNode node = builder.start()) {
      return node.id();
    }
  }

  private static PeerId idIn(Path file) {
    return new X25519Identities().idOf(NodeKeyFile.read(file).secret());
  }

  private Path dataDir() {
    return folder.resolve("data");
  }

  private GossipNodeBuilder withDataDir(GossipNodeBuilder builder) {
    return builder.set("gossip.data-dir", dataDir().toString());
  }

  @Test
  void idIsThePublicKey() {
    // The key of NodeKeyFileTest, and its public key according to OpenSSL.
    assertThat(
            new X25519Identities()
                .idOf(
                    HexFormat.of()
                        .parseHex(
                            "f0f94663fb9f174b2117acce24f386e6d6b756bddf4d0e91b9f47460958edf5c")))
        .hasToString("3388a6b90eb22bf15fc84166726b23b9930179b384c8fe8cc02fbbca1681175a");
  }

  @Test
  void dataFolderKeepsTheIdAcrossRestarts() throws IOException {
    PeerId first = idOf(withDataDir(proving()));

    PeerId second = idOf(withDataDir(proving()));

    assertThat(second).isEqualTo(first).isEqualTo(idIn(dataDir().resolve("node.key")));
  }

  @Test
  void idIsNewAtEachStartWithoutADataFolder() throws IOException {
    assertThat(idOf(proving())).isNotEqualTo(idOf(proving()));
  }

  @Test
  void ephemeralNodeWritesNoKey() throws IOException {
    PeerId first = idOf(withDataDir(proving()).set("gossip.identity", "ephemeral"));

    assertThat(idOf(withDataDir(proving()).set("gossip.identity", "ephemeral")))
        .isNotEqualTo(first);
    assertThat(dataDir().resolve("node.key")).doesNotExist();
  }

  @Test
  void namedKeyIsUsed() throws IOException {
    Path file = folder.resolve("a.key");
    NodeKeyFile.create(file, NodeKey.generate(new SecureRandom()));

    assertThat(idOf(withDataDir(proving()).set("gossip.identity", file.toString())))
        .isEqualTo(idIn(file));
    assertThat(dataDir().resolve("node.key")).doesNotExist();
  }

  @Test
  void namedKeyThatDoesNotExistIsRefusedAndNotMade() {
    Path file = folder.resolve("a.key");

    assertThatThrownBy(() -> idOf(proving().set("gossip.identity", file.toString(), "n.conf: 3")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "n.conf: 3: gossip.identity: %s: there is no such file; correct the name, or make a"
                + " node key with 'gossip keygen --node %s'",
            file, file);
    assertThat(file).doesNotExist();
  }

  @Test
  void damagedKeyInTheDataFolderIsRefusedAndNotReplaced() throws IOException {
    PeerId before = idOf(withDataDir(proving()));
    Path file = dataDir().resolve("node.key");
    String key = Files.readString(file);
    Files.writeString(file, "");

    assertThatThrownBy(() -> idOf(withDataDir(proving())))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(": gossip.data-dir: " + file + ": it is empty");

    assertThat(file).isEmptyFile();
    Files.writeString(file, key);
    assertThat(idOf(withDataDir(proving()))).isEqualTo(before);
  }

  @Test
  void secondNodeWithTheSameDataFolderIsRefused() throws IOException {
    try (GossipNode first = withDataDir(proving()).start()) {
      assertThatThrownBy(() -> idOf(withDataDir(proving())))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("another node uses the folder " + dataDir());
      assertThat(first.id()).isEqualTo(idIn(dataDir().resolve("node.key")));
    }
  }

  @Test
  void nodeWhoseTransportProvesNoIdsReadsAndMakesNoKey() throws IOException {
    PeerId first = idOf(withDataDir(claiming()).set("gossip.identity", "/missing"));

    assertThat(idOf(withDataDir(claiming()))).isNotEqualTo(first);
    assertThat(dataDir().resolve("node.key")).doesNotExist();
  }
}
