package dev.gossip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import dev.gossip.Delivery;
import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.PeerChange;
import dev.gossip.api.Direction;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PublishOutcome;
import dev.gossip.cli.testing.CliRun;
import dev.gossip.cli.testing.OutsideKinds;
import dev.gossip.core.plugin.PluginCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests plugins of four kinds from outside this repository: they are found in a folder of classes,
 * listed, chosen by options, and called in a network over loopback.
 */
@Timeout(300)
class OutsideKindsTest {
  private static final long LIMIT_SECONDS = 60;
  private static final List<String> IDS =
      List.of(
          "discovery.introductions",
          "membership.everyone",
          "relay.outside",
          "spam.chatter",
          "spam.noise");

  private static final String SEED = "gossip.discovery.introductions.seed";

  private final List<GossipNode> nodes = new ArrayList<>();
  private final BlockingQueue<NodeEvent> links = new LinkedBlockingQueue<>();

  @TempDir private Path folder = Path.of("");
  private Path classes = Path.of("");

  @BeforeEach
  void compile() throws IOException {
    classes = OutsideKinds.compile(folder);
  }

  @AfterEach
  void close() {
    nodes.forEach(GossipNode::close);
  }

  @Test
  void commandListsPluginsOfAllKindsWithTheirSettings() {
    CliRun all = CliRun.of("plugins", "--plugins", classes.toString());
    CliRun discovery = CliRun.of("plugins", "discovery", "--plugins", classes.toString());

    assertThat(all.exitCode()).as("%s", all.err()).isZero();
    assertThat(all.out()).containsAll(IDS.stream().map(id -> "  " + id).toList());
    assertThat(discovery.out())
        .containsSequence(
            "discovery.introductions",
            "introduces the nodes that it knows to each other",
            "",
            "  gossip.discovery.introductions.seed = (none)",
            "    the address of the first node");
  }

  @Test
  void optionsChooseThePluginsOfASimulation() {
    CliRun run =
        CliRun.simulate(
            "--plugins",
            classes.toString(),
            "--nodes",
            "6",
            "--topology",
            "ring",
            "--messages",
            "2",
            "--seed",
            "1",
            "--relay",
            "outside",
            "--spam",
            "noise,chatter",
            "--discovery",
            "introductions",
            "--membership",
            "everyone",
            "--json");

    assertThat(run.exitCode()).as("%s", run.err()).isZero();
    JsonObject json = JsonParser.parseString(run.out().get(0)).getAsJsonObject();
    assertThat(json.get("coverage").getAsDouble()).isEqualTo(1.0);
    JsonObject setup = json.getAsJsonObject("setup");
    assertThat(setup.get("relay").getAsString()).isEqualTo("relay.outside");
    assertThat(setup.get("spam").getAsString()).isEqualTo("spam.noise,spam.chatter");
    assertThat(setup.get("discovery").getAsString()).isEqualTo("discovery.introductions");
    assertThat(setup.get("membership").getAsString()).isEqualTo("membership.everyone");
  }

  @Test
  void discoveryAndMembershipLinkAllNodesThatKnowOne() throws Exception {
    GossipNode one = start(withDiscovery());
    GossipNode two = start(withDiscovery().set(SEED, one.address().toString()));
    GossipNode three = start(withDiscovery().set(SEED, one.address().toString()));

    awaitPeers(one, 2);
    awaitPeers(two, 2);
    awaitPeers(three, 2);
  }

  @Test
  void eachOfTwoSpamControlsIgnoresItsTopic() throws Exception {
    GossipNode one = start(builder().set("gossip.spam.use", "noise,chatter"));
    GossipNode two = start(builder().peer(one.address().toString()));
    BlockingQueue<Delivery> delivered = new LinkedBlockingQueue<>();
    one.subscribe(delivered::add);
    awaitPeers(two, 1);

    for (String topic : List.of("noise", "chatter", "news")) {
      assertThat(two.publish(topic, ByteString.copyFromUtf8("hello")))
          .isInstanceOf(PublishOutcome.Accepted.class);
    }

    assertThat(next(delivered).message().topic()).isEqualTo("news");
    // The relay sends each message twice.
    assertThat(two.metrics().asMap().get("payload-frames-sent")).isEqualTo(6);
    assertThat(one.metrics().asMap().get("dropped.ignored")).isGreaterThanOrEqualTo(2);
  }

  @Test
  void channelThatOnlyOneEndHasKeepsTheLink() throws Exception {
    GossipNode one = start(withDiscovery());
    GossipNode without = start(builder().peer(one.address().toString()));
    GossipNode two = start(withDiscovery().set(SEED, one.address().toString()));
    // The first dials those that dialed it, since it knows them now: a link goes and comes at once.
    awaitChosen(without, two);
    awaitPeers(without, 1);
    awaitPeers(two, 1);
    BlockingQueue<Delivery> delivered = new LinkedBlockingQueue<>();
    without.subscribe(delivered::add);
    two.subscribe(delivered::add);

    assertThat(two.publish("hello")).isInstanceOf(PublishOutcome.Accepted.class);
    assertThat(next(delivered).text()).isEqualTo("hello");
    assertThat(without.publish("welcome")).isInstanceOf(PublishOutcome.Accepted.class);
    assertThat(next(delivered).text()).isEqualTo("welcome");

    assertThat(links).noneMatch(NodeEvent.PeerDown.class::isInstance);
    for (GossipNode node : nodes) {
      assertThat(node.metrics().asMap()).doesNotContainKey("dropped.channel-not-shared");
    }
  }

  @Test
  void addedAndRemovedPeersReachTheMembership() throws Exception {
    GossipNode one = start(withDiscovery());
    GossipNode two = start(withDiscovery());

    assertThat(two.addPeer(one.address())).isEqualTo(PeerChange.DONE);
    awaitPeers(two, 1);
    assertThat(two.removePeer(one.address())).isEqualTo(PeerChange.DONE);
    awaitPeers(two, 0);
  }

  private GossipNodeBuilder builder() {
    return GossipNode.builder()
        .plugins(PluginCatalog.load(List.of(classes)))
        .set("gossip.relay.use", "outside");
  }

  private GossipNodeBuilder withDiscovery() {
    return builder()
        .set("gossip.discovery.use", "introductions")
        .set("gossip.membership.use", "everyone");
  }

  private GossipNode start(GossipNodeBuilder builder) throws IOException {
    GossipNode node =
        builder
            .onEvent(
                event -> {
                  if (event instanceof NodeEvent.PeerUp || event instanceof NodeEvent.PeerDown) {
                    links.add(event);
                  }
                })
            .start();
    nodes.add(node);
    return node;
  }

  private static Delivery next(BlockingQueue<Delivery> delivered) throws InterruptedException {
    Delivery delivery = delivered.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    assertThat(delivery).as("a delivery within %s s", LIMIT_SECONDS).isNotNull();
    return Objects.requireNonNull(delivery);
  }

  /** Waits until a node has so many peers; looks after each change of a link at any node. */
  private void awaitPeers(GossipNode node, int count) throws InterruptedException {
    while (node.peers().size() != count) {
      assertThat(links.poll(LIMIT_SECONDS, TimeUnit.SECONDS))
          .as("a change before %s has %s peers; it has %s", node.address(), count, node.peers())
          .isNotNull();
    }
  }

  /** Waits until another node has each of these as a peer that it chose. */
  private void awaitChosen(GossipNode... chosen) throws InterruptedException {
    Set<PeerId> left = new HashSet<>();
    for (GossipNode node : chosen) {
      left.add(node.id());
    }
    while (!left.isEmpty()) {
      NodeEvent event = links.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertThat(event).as("an outbound link to each of %s", left).isNotNull();
      if (event instanceof NodeEvent.PeerUp up && up.peer().direction() == Direction.OUTBOUND) {
        left.remove(up.peer().id());
      }
    }
  }
}
