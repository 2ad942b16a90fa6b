package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.GossipNode;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.config.ConfigurationException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests {@code gossip.debug.keylog}. */
class KeyLogTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder = Path.of("");

  private final BlockingQueue<NodeEvent> events = new LinkedBlockingQueue<>();

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private NodeEvent.@Nullable Warning warning(String text) throws InterruptedException {
    NodeEvent event = events.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    while (event != null) {
      if (event instanceof NodeEvent.Warning warning && warning.what().contains(text)) {
        return warning;
      }
      event = events.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
    return null;
  }

  @Test
  void bothEndsWriteTheSameKeysAndWarn() throws Exception {
    try (GossipNode alice =
            GossipNode.builder()
                .set("gossip.debug.keylog", file("alice"))
                .onEvent(events::add)
                .start();
        GossipNode bob =
            GossipNode.builder()
                .set("gossip.debug.keylog", file("bob"))
                .peer(alice.address().toString())
                .start()) {
      bob.awaitReady(LIMIT);
      alice.awaitReady(LIMIT);
      NodeEvent.Warning warning = warning("can read captured traffic");
      assertThat(warning).isNotNull();
      assertThat(String.valueOf(warning)).contains(file("alice"), "remove gossip.debug.keylog");
    }

    List<String> lines = Files.readAllLines(folder.resolve("alice"));
    assertThat(lines)
        .hasSize(2)
        .allMatch(line -> line.matches("GOSSIP_UDP_2 [0-9a-f]{16} [A-Z0-9_]+ [0-9a-f]{64}"));
    assertThat(lines.stream().map(line -> line.substring(13, 29)).distinct()).hasSize(2);
    assertThat(Files.readAllLines(folder.resolve("bob"))).containsExactlyElementsOf(lines);
  }

  @Test
  void nodeGoesOnIfTheFileIsFull() throws Exception {
    Path full = folder.resolve("full");
    Files.createFile(
        full, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (RandomAccessFile sparse = new RandomAccessFile(full.toFile(), "rw")) {
      sparse.setLength(16 << 20);
    }
    try (GossipNode alice =
            GossipNode.builder()
                .set("gossip.debug.keylog", full.toString())
                .onEvent(events::add)
                .start();
        GossipNode bob = GossipNode.builder().peer(alice.address().toString()).start()) {
      bob.awaitReady(LIMIT);

      NodeEvent.Warning warning = warning("no more keys are written");

      assertThat(warning).isNotNull();
      assertThat(String.valueOf(warning)).contains(full.toString(), "delete the file");
      assertThat(alice.stopped()).isNotDone();
      assertThat(bob.peers()).hasSize(1);
    }
    assertThat(Files.size(full)).isEqualTo(16 << 20);
  }

  @Test
  void noKeysAreWrittenWithoutTheSetting() throws Exception {
    try (GossipNode alice = GossipNode.builder().start();
        GossipNode bob = GossipNode.builder().peer(alice.address().toString()).start()) {
      bob.awaitReady(LIMIT);
    }

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void fileThatCannotBeUsedIsNamedAtTheStart() {
    assertThatThrownBy(
            () -> GossipNode.builder().set("gossip.debug.keylog", folder.toString()).start())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("gossip.debug.keylog", folder.toString(), "name a file");
  }
}
