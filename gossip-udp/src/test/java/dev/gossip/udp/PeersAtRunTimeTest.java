package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Module;
import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.PeerChange;
import dev.gossip.Subscription;
import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamControl;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers and subscriptions that change while a node runs. */
@Timeout(60)
@SuppressWarnings("try") // some tests close a node before the end of the block
class PeersAtRunTimeTest {
  private final BlockingQueue<NodeEvent> links = new LinkedBlockingQueue<>();

  private GossipNode start(GossipNodeBuilder builder) throws Exception {
    return builder
        .onEvent(
            event -> {
              if (event instanceof NodeEvent.PeerUp || event instanceof NodeEvent.PeerDown) {
                links.add(event);
              }
            })
        .start();
  }

  private <T extends NodeEvent> T next(Class<T> type) throws InterruptedException {
    NodeEvent event = links.poll(30, TimeUnit.SECONDS);
    assertThat(event).isInstanceOf(type);
    return type.cast(event);
  }

  @Test
  void addedPeerIsDialedAndRemovedPeerIsDisconnected() throws Exception {
    try (GossipNode one = start(GossipNode.builder());
        GossipNode two = GossipNode.builder().start()) {
      PeerAddress address = two.address();

      assertThat(one.addPeer(address.toString())).isEqualTo(PeerChange.DONE);
      NodeEvent.PeerUp up = next(NodeEvent.PeerUp.class);
      assertThat(up.peer().address()).isEqualTo(address);
      assertThat(up.peer().direction()).isEqualTo(Direction.OUTBOUND);
      assertThat(one.addPeer(address)).isEqualTo(PeerChange.UNCHANGED);

      assertThat(one.removePeer(address)).isEqualTo(PeerChange.DONE);
      assertThat(next(NodeEvent.PeerDown.class).peer().id()).isEqualTo(two.id());
      assertThat(one.peers()).isEmpty();
      assertThat(one.removePeer(address)).isEqualTo(PeerChange.UNCHANGED);

      assertThat(one.addPeer(address)).isEqualTo(PeerChange.DONE);
      assertThat(next(NodeEvent.PeerUp.class).peer().id()).isEqualTo(two.id());
    }
  }

  @Test
  void configuredPeerCanBeRemoved() throws Exception {
    try (GossipNode two = GossipNode.builder().start();
        GossipNode one = start(GossipNode.builder().peer(two.address().toString()))) {
      next(NodeEvent.PeerUp.class);

      assertThat(one.addPeer(two.address())).isEqualTo(PeerChange.UNCHANGED);
      assertThat(one.removePeer(two.address())).isEqualTo(PeerChange.DONE);

      next(NodeEvent.PeerDown.class);
    }
  }

  @Test
  void peerThatDialedThisNodeIsNotThereToBeRemoved() throws Exception {
    try (GossipNode one = start(GossipNode.builder());
        GossipNode two = GossipNode.builder().peer(one.address().toString()).start()) {
      next(NodeEvent.PeerUp.class);

      assertThat(one.removePeer(two.address())).isEqualTo(PeerChange.UNCHANGED);
    }
  }

  @Test
  void listenerMayAddAPeer() throws Exception {
    try (GossipNode three = GossipNode.builder().start();
        GossipNode two = GossipNode.builder().start();
        GossipNode one = start(GossipNode.builder())) {
      CompletableFuture<PeerChange> added =
          one.ready().thenApply(ready -> one.addPeer(three.address()));

      assertThat(one.addPeer(two.address())).isEqualTo(PeerChange.DONE);

      next(NodeEvent.PeerUp.class);
      assertThat(added.get(30, TimeUnit.SECONDS)).isEqualTo(PeerChange.DONE);
      assertThat(next(NodeEvent.PeerUp.class).peer().id()).isEqualTo(three.id());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"here", "127.0.0.1:0", "0.0.0.0:5000", "224.0.0.1:5000", "a b:1"})
  void addressThatNoNodeCanHaveIsRefused(String address) throws Exception {
    try (GossipNode node = GossipNode.builder().start()) {
      assertThatThrownBy(() -> node.addPeer(address))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(address.replaceFirst(":\\d+$", ""));
    }
  }

  @Test
  void numberOfAddedPeersIsBounded() throws Exception {
    try (GossipNode one =
        GossipNode.builder().peer("127.0.0.1:9").set("gossip.added-peers", "1").start()) {
      PeerAddress first = PeerAddress.parse("127.0.0.1:10");
      PeerAddress second = PeerAddress.parse("127.0.0.1:11");

      assertThat(one.addPeer(first)).isEqualTo(PeerChange.DONE);
      assertThat(one.addPeer(second)).isEqualTo(PeerChange.TOO_MANY);
      assertThat(one.removePeer(first)).isEqualTo(PeerChange.DONE);
      assertThat(one.addPeer(second)).isEqualTo(PeerChange.DONE);
    }
  }

  @Test
  void closedNodeChangesNoPeers() throws Exception {
    PeerAddress address = PeerAddress.parse("127.0.0.1:9");
    GossipNode node = GossipNode.builder().peer(address.toString()).start();
    node.close();

    assertThat(node.addPeer("127.0.0.1:10")).isEqualTo(PeerChange.CLOSED);
    assertThat(node.removePeer(address)).isEqualTo(PeerChange.CLOSED);
  }

  @Test
  void relaySeesTheTopicsOfTheSubscriptions() throws Exception {
    CompletableFuture<RelayContext> context = new CompletableFuture<>();
    try (GossipNode node =
        GossipNode.builder()
            .with(
                new TestPlugins.AnyRelay(
                    given -> {
                      context.complete(given);
                      return new TestPlugins.Flood(given);
                    }))
            .start()) {
      assertThat(topics(node, context.join())).isEmpty();

      Subscription news = node.subscribe("news", delivery -> {});
      Subscription newsAgain = node.subscribe("news", delivery -> {});
      Subscription all = node.subscribe(delivery -> {});
      Subscription chat = node.subscribe("chat", delivery -> {}, Runnable::run);
      assertThat(topics(node, context.join())).containsExactly("chat", "news");

      news.close();
      chat.close();
      assertThat(topics(node, context.join())).containsExactly("news");

      newsAgain.close();
      newsAgain.close();
      assertThat(topics(node, context.join())).isEmpty();
      all.close();
    }
  }

  /** The node's thread runs its tasks in order, so earlier changes have been made. */
  private static SortedSet<String> topics(GossipNode node, RelayContext context) {
    assertThat(node.linkStats()).isEmpty();
    return context.topics();
  }

  @Test
  void spamControlsGivenOneAfterTheOtherAreAllAsked() throws Exception {
    Set<String> asked = ConcurrentHashMap.newKeySet();
    try (GossipNode one =
            start(
                GossipNode.builder()
                    .with(new AskedSpamControl("spam.first", asked))
                    .with(new AskedSpamControl("spam.second", asked)));
        GossipNode two = GossipNode.builder().peer(one.address().toString()).start()) {
      next(NodeEvent.PeerUp.class);
      CompletableFuture<Void> delivered = new CompletableFuture<>();
      one.subscribe(delivery -> delivered.complete(null));
      RealNodes.awaitReady(two);
      two.publish("hello");

      delivered.get(30, TimeUnit.SECONDS);
      assertThat(asked).containsExactlyInAnyOrder("spam.first", "spam.second");
    }
  }

  /** Admits everything and remembers that it was asked. */
  private record AskedSpamControl(String id, Set<String> asked) implements GossipPlugin {

    @Override
    public String summary() {
      return "for a test";
    }

    @Override
    public Module module(PluginSettings settings) {
      SpamControl.Factory factory = context -> this::admit;
      return binder -> binder.bind(SpamControl.Factory.class).toInstance(factory);
    }

    private boolean admit(Peer from, Cost cost, int amount) {
      return asked.add(id) || amount > 0;
    }
  }
}
