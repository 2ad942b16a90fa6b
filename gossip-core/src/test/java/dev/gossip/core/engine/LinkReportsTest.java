package dev.gossip.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.TestPlugins.AnyRelay;
import dev.gossip.core.engine.network.TestPlugins.Flood;
import dev.gossip.core.engine.network.TestPlugins.RecordingSpamControl;
import dev.gossip.core.engine.wire.Frames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a transport reports about a link, and what the plugins of the node hear of it. */
@Timeout(30)
class LinkReportsTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private final MemoryNetwork network = new MemoryNetwork(15);
  private final RecordingSpamControl spam = new RecordingSpamControl();
  private final List<String> rooms = new ArrayList<>();

  private final class RoomRecorder extends Flood {
    RoomRecorder(RelayContext context) {
      super(context);
    }

    @Override
    public void onRoom(Peer peer) {
      rooms.add("room for " + peer.direction() + ", " + context.roomBytes(peer.id()));
    }
  }

  /** Starts node 1, which dials node 2. */
  private MemoryNode start() {
    AnyRelay relay = new AnyRelay(RoomRecorder::new);
    MemoryNode node = network.start(1, Map.of(), List.of(relay, spam), 2);
    network.start(2, Map.of(), List.of(new AnyRelay(Flood::new)));
    network.runFor(A_WHILE);
    assertThat(node.peers()).containsExactly(2);
    spam.notes.clear();
    return node;
  }

  private static GossipMessage message(MemoryNode node, int bytes) {
    return node.node
        .composer()
        .compose("main", ByteString.copyFrom(new byte[bytes]), node.wallMillis());
  }

  @Test
  void relayHearsOnceThatThereIsRoomAgainAfterADrop() {
    network.queueBytes = 2_000;
    MemoryNode node = start();
    node.node.publish(List.of(message(node, 900), message(node, 800)));
    node.node.flush();
    assertThat(rooms).as("nothing was dropped").isEmpty();

    node.node.publish(List.of(message(node, 900), message(node, 850), message(node, 870)));
    assertThat(rooms).as("before the queue was sent").isEmpty();
    node.node.flush();
    assertThat(node.metric("dropped.no-room")).isEqualTo(1);
    assertThat(rooms).containsExactly("room for OUTBOUND, 2000");
    node.node.flush();
    assertThat(rooms).hasSize(1);
  }

  @Test
  void helloWithoutRoomIsCountedAsItsOwnReason() {
    network.queueBytes = 10;
    MemoryNode node = network.start(1, 2);
    network.start(2);
    network.runFor(A_WHILE);

    assertThat(node.metric("dropped.link-queue-full")).isPositive();
    assertThat(node.metric("dropped.no-room")).isZero();
    assertThat(node.peers()).isEmpty();
  }

  @Test
  void roomOfALinkThatIsNotAPeersIsNotReported() {
    network.rule((from, to, frame) -> frame.isEmpty() || frame.byteAt(0) != Frames.HELLO);
    MemoryNode node = network.start(1, Map.of(), List.of(new AnyRelay(RoomRecorder::new)), 2);
    network.start(2, Map.of(), List.of(new AnyRelay(Flood::new)));
    network.runFor(A_WHILE);
    node.report(2, (events, link) -> events.room(link));

    assertThat(rooms).isEmpty();
    assertThat(node.peers()).isEmpty();
  }

  @Test
  void violationOfTheTransportsProtocolIsReportedToSpamControl() {
    MemoryNode node = start();
    node.report(2, (events, link) -> events.violated(link, Misbehaviour.MALFORMED_FRAME));

    assertThat(spam.notes).containsExactly("misbehaviour MALFORMED_FRAME");
    assertThat(node.peers()).containsExactly(2);
  }

  @Test
  void violationBeforeTheHelloIsNotReportedToSpamControl() {
    network.rule((from, to, frame) -> frame.isEmpty() || frame.byteAt(0) != Frames.HELLO);
    MemoryNode node = network.start(1, Map.of(), List.of(spam), 2);
    network.start(2);
    network.runFor(A_WHILE);
    node.report(2, (events, link) -> events.violated(link, Misbehaviour.MALFORMED_FRAME));

    assertThat(spam.notes).isEmpty();
  }

  @Test
  void movedPeerStaysUpAndIsShownAtItsNewAddress() {
    MemoryNode node = start();
    PeerAddress moved = MemoryNetwork.address(9);
    network.node(2).publish("before");
    network.runFor(A_WHILE);
    node.report(2, (events, link) -> events.moved(link, moved));
    network.node(2).publish("after");
    network.runFor(A_WHILE);

    assertThat(node.eventsOf(NodeEvent.PeerDown.class)).isEmpty();
    assertThat(node.eventsOf(NodeEvent.PeerMoved.class))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.peer().address()).isEqualTo(moved);
              assertThat(event.before()).isEqualTo(MemoryNetwork.address(2));
            });
    assertThat(node.eventsOf(NodeEvent.Delivered.class))
        .extracting(delivered -> delivered.from().address())
        .containsExactly(MemoryNetwork.address(2), moved);
  }

  @Test
  void movedPeerIsDialedAtItsConfiguredAddressAfterItsLinkWasLost() {
    MemoryNode node = start();
    node.report(2, (events, link) -> events.moved(link, MemoryNetwork.address(9)));
    network.kill(2);
    network.runFor(Duration.ofSeconds(7));
    assertThat(node.eventsOf(NodeEvent.PeerDown.class)).hasSize(1);
    network.start(2, Map.of(), List.of(new AnyRelay(Flood::new)));
    network.runFor(Duration.ofMinutes(1));

    assertThat(node.eventsOf(NodeEvent.PeerUp.class)).hasSize(2);
  }

  @Test
  void contextOfARelayKnowsNothingAboutPeersThatAreNotUp() {
    List<RelayContext> contexts = new ArrayList<>();
    AnyRelay relay =
        new AnyRelay(
            context -> {
              contexts.add(context);
              return new Flood(context);
            });
    network.start(1, Map.of(), List.of(relay));
    PeerId stranger = new PeerId(new byte[32]);

    assertThat(contexts)
        .singleElement()
        .satisfies(
            context -> {
              assertThat(context.stats(stranger)).isEqualTo(LinkStats.NONE);
              assertThat(context.roomBytes(stranger)).isZero();
              assertThat(context.maxControlBytes(stranger)).isZero();
              assertThat(context.network()).isEqualTo("gossip");
              assertThat(context.topics()).isEmpty();
            });
  }
}
