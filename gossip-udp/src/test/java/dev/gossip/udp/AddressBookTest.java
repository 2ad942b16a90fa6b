package dev.gossip.udp;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.GossipNode;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.engine.addresses.SavedAddresses;
import dev.gossip.core.storage.AddressBookFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests that real nodes keep their address books. */
@Timeout(60)
class AddressBookTest {
  @TempDir private Path folder = Path.of("");
  private final BlockingQueue<NodeEvent> events = new LinkedBlockingQueue<>();

  private Path file() {
    return folder.resolve("addresses");
  }

  private GossipNode start(String... peers) throws IOException {
    var builder =
        GossipNode.builder().set("gossip.data-dir", folder.toString()).onEvent(events::add);
    for (String peer : peers) {
      builder.peer(peer);
    }
    return builder.start();
  }

  private <E extends NodeEvent> E next(Class<E> type) throws InterruptedException {
    while (true) {
      NodeEvent event = requireNonNull(events.poll(30, TimeUnit.SECONDS), "no more events");
      if (type.isInstance(event)) {
        return type.cast(event);
      }
    }
  }

  @Test
  void nodeThatIsClosedKeepsTheAddressOfItsPeer() throws Exception {
    try (GossipNode other = GossipNode.builder().start()) {
      try (GossipNode node = start(other.address().toString())) {
        assertThat(next(NodeEvent.PeerUp.class).peer().id()).isEqualTo(other.id());
        assertThat(node.id()).isNotEqualTo(other.id());
      }
      SavedAddresses saved = AddressBookFile.open(folder, 2_048).load();

      assertThat(saved.anchors()).containsExactly(other.address());
      assertThat(saved.addresses())
          .singleElement()
          .satisfies(
              entry -> {
                assertThat(entry.known().address()).isEqualTo(other.address());
                assertThat(entry.known().id()).contains(other.id());
                assertThat(entry.known().isTried()).isTrue();
              });
    }
  }

  @Test
  void nodeStartsWithAWarningWhenItsBookIsDamaged() throws Exception {
    Files.writeString(file(), "damaged");
    try (GossipNode node = start()) {
      NodeEvent.Warning warning = next(NodeEvent.Warning.class);
      assertThat(warning.what()).contains("the address book " + file() + " is not used");
      assertThat(warning.remedy()).contains("delete that file");
      assertThat(node.id()).isNotNull();
    }
    assertThat(folder.resolve("addresses.unusable-1")).hasContent("damaged");
  }
}
