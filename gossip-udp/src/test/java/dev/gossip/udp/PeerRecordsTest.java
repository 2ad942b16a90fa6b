package dev.gossip.udp;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import com.google.protobuf.ByteString;
import dev.gossip.GossipNode;
import dev.gossip.api.Discouragement;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real nodes say to a peer why they discourage it, and remember it over a restart. */
@Timeout(60)
class PeerRecordsTest {
  private static final Discouragement WHY =
      new Discouragement("bad-manners", 3, Duration.ofMinutes(10));

  @TempDir private Path folder = Path.of("");
  private final BlockingQueue<NodeEvent> events = new LinkedBlockingQueue<>();

  /** Discourages for good the nodes that the application does not like. */
  private static final class Grudge implements GossipPlugin {

    @Override
    public String id() {
      return "spam.grudge";
    }

    @Override
    public String summary() {
      return "for a test";
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder ->
          binder.bind(SpamControl.Factory.class).toInstance(context -> control(context));
    }

    private static SpamControl control(SpamContext context) {
      return new SpamControl() {
        @Override
        public boolean admit(Peer from, Cost cost, int amount) {
          return true;
        }

        @Override
        public void onApplicationScore(PeerId peer, double points) {
          context.records().put(peer, ByteString.EMPTY);
          context.standingChanged(peer);
        }

        @Override
        public Standing standing(PeerId peer) {
          return context.records().get(peer).isPresent() ? Standing.DISCOURAGED : Standing.GOOD;
        }

        @Override
        public Optional<Discouragement> discouragement(PeerId peer) {
          return Optional.of(WHY);
        }
      };
    }
  }

  private GossipNode start() throws IOException {
    return GossipNode.builder()
        .set("gossip.data-dir", folder.toString())
        .with(new Grudge())
        .onEvent(events::add)
        .start();
  }

  private static <E extends NodeEvent> E next(BlockingQueue<NodeEvent> events, Class<E> type)
      throws InterruptedException {
    while (true) {
      NodeEvent event = requireNonNull(events.poll(30, TimeUnit.SECONDS), "no more events");
      if (type.isInstance(event)) {
        return type.cast(event);
      }
    }
  }

  @Test
  void discouragedPeerHearsWhyAlsoAfterARestart() throws Exception {
    BlockingQueue<NodeEvent> heard = new LinkedBlockingQueue<>();
    Path otherFolder = folder.resolve("other");
    try (GossipNode node = start()) {
      try (GossipNode other = dialing(node, otherFolder, heard)) {
        assertThat(next(events, NodeEvent.PeerUp.class).peer().id()).isEqualTo(other.id());
        assertThat(node.standing(other.id())).isEqualTo(Standing.GOOD);
        assertThat(node.explain(other.id())).isEmpty();
        node.score(other.id(), -1);

        assertThat(next(events, NodeEvent.Discouraged.class).why()).isEqualTo(WHY);
        assertThat(next(heard, NodeEvent.PeerDown.class).reason()).isEqualTo(WHY.toString());
        assertThat(node.standing(other.id())).isEqualTo(Standing.DISCOURAGED);
      }
    }
    assertThat(folder.resolve("peer-records")).isNotEmptyFile();

    heard.clear();
    try (GossipNode node = start();
        GossipNode other = dialing(node, otherFolder, heard)) {
      NodeEvent.Refused refused = next(heard, NodeEvent.Refused.class);
      assertThat(refused.reason()).isEqualTo("discouraged for bad-manners (3 times)");
      assertThat(refused.remedy()).isEqualTo("come back in 600 s");
      assertThat(node.standing(other.id())).isEqualTo(Standing.DISCOURAGED);
      assertThat(node.peers()).isEmpty();
    }
  }

  private static GossipNode dialing(GossipNode node, Path folder, BlockingQueue<NodeEvent> heard)
      throws IOException {
    return GossipNode.builder()
        .set("gossip.data-dir", Files.createDirectories(folder).toString())
        .peer(node.address().toString())
        .onEvent(heard::add)
        .start();
  }
}
