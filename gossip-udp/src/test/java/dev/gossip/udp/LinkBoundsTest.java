package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.udp.ManualNetwork.TestNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many links strangers can make a node keep, and what they can do to those it has: little. */
@Timeout(60)
class LinkBoundsTest {
  private static final Duration SHORTLY = Duration.ofMillis(10);
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final PeerAddress NODE = ManualNetwork.address(1);

  private final ManualNetwork world = new ManualNetwork(9);
  // What node 1 sent to addresses where no node is.
  private final Map<Integer, List<byte[]>> answers = new LinkedHashMap<>();

  private TestNode start(int maxLinks, int... peers) {
    return start("max-links", maxLinks, peers);
  }

  private TestNode start(String setting, int value, int... peers) {
    world.rule(
        (from, to, datagram) -> {
          answers.computeIfAbsent(to.port(), unused -> new ArrayList<>()).add(datagram);
          return true;
        });
    return world.start(1, Map.of("gossip.transport.udp." + setting, "" + value), List.of(), peers);
  }

  private static ByteString nodeId(int number) {
    byte[] id = new byte[32];
    Arrays.fill(id, (byte) number);
    return ByteString.copyFrom(id);
  }

  private void connect(int fromPort, ByteString nodeId) {
    world.inject(ManualNetwork.address(fromPort), NODE, Wire.connect(nodeId, 4711));
    world.runFor(SHORTLY);
  }

  /** Proves, with the id from the accept, that the stranger receives at its address. */
  private void confirm(int fromPort) throws InvalidProtocolBufferException {
    byte[] accept = only(Wire.ACCEPT, fromPort);
    long id = Wire.greeting(accept).getConnectionId();
    world.inject(ManualNetwork.address(fromPort), NODE, Wire.ping(id));
    world.runFor(SHORTLY);
  }

  private List<byte[]> answers(byte type, int toPort) {
    return answers.getOrDefault(toPort, List.of()).stream()
        .filter(datagram -> Wire.type(datagram) == type)
        .toList();
  }

  private byte[] only(byte type, int toPort) {
    assertThat(answers(type, toPort)).hasSize(1);
    return answers(type, toPort).get(0);
  }

  @Test
  void halfOpenLinksOfStrangersAreBoundedAndExpire() {
    TestNode node = start("max-half-open", 4, 2);
    world.start(2);
    world.runFor(A_WHILE);
    long timers = node.metric("timers");

    for (int i = 0; i < 10; i++) {
      connect(100 + i, nodeId(100 + i));
      assertThat(only(Wire.ACCEPT, 100 + i)).isNotEmpty();
    }
    assertThat(node.metric("dropped.half-open-replaced")).isEqualTo(6);
    assertThat(node.metric("timers")).as("one for all of them").isEqualTo(timers + 1);
    world.runFor(A_WHILE.plusMillis(250));
    assertThat(node.metric("timers")).as("expired").isEqualTo(timers);
    assertThat(node.peers()).as("the neighbour that was there stayed").containsExactly(2);
    assertThat(node.told(NodeEvent.PeerDown.class)).isEmpty();
  }

  @Test
  void aFloodOfSpoofedConnectsKeepsNobodyOut() {
    TestNode node = start("max-half-open", 4, 2);
    for (int i = 0; i < 200; i++) {
      connect(1_000 + i, nodeId(i));
    }
    world.start(2);
    world.start(3, 1);
    for (int i = 0; i < 200; i++) {
      connect(2_000 + i, nodeId(i));
    }
    assertThat(node.peers()).containsExactly(2, 3);
  }

  @Test
  void ofManyDialersOnlyAsManyComeUpAsMayAndTheOthersAreToldWhy() {
    TestNode node = start(4);
    for (int port = 10; port < 20; port++) {
      world.start(port, 1);
    }
    world.runFor(Duration.ofSeconds(30));

    assertThat(node.peers()).hasSize(4);
    assertThat(node.metric("peers")).isEqualTo(4);
    assertThat(node.metric("dropped.too-many-links")).isGreaterThanOrEqualTo(6);
    for (int port = 10; port < 20; port++) {
      TestNode dialer = world.node(port);
      assertThat(dialer.told(NodeEvent.Refused.class))
          .hasSize(dialer.peers().isEmpty() ? 1 : 0)
          .allSatisfy(refused -> assertThat(refused.reason()).contains("max-links"));
    }
  }

  @Test
  void whatANodeDialsItselfIsNeverRefusedForLackOfRoom() {
    TestNode node = start(1, 2, 3);
    world.start(2);
    world.start(3);
    world.runFor(A_WHILE);

    assertThat(node.peers()).containsExactly(2, 3);
  }

  @Test
  void aStrangerThatSaysNoHelloIsLetGoOf() throws InvalidProtocolBufferException {
    TestNode node = start(2);
    connect(100, nodeId(100));
    confirm(100);
    world.runFor(Duration.ofSeconds(4));

    assertThat(answers(Wire.CLOSE, 100)).hasSize(1);
    assertThat(node.metric("timers")).isZero();
    assertThat(node.peers()).isEmpty();
  }

  @Test
  void aSpoofedConnectNeverDisplacesALink() {
    TestNode node = start(125, 2);
    world.start(2, 1);
    world.runFor(A_WHILE);
    for (int i = 0; i < 200; i++) {
      connect(2, nodeId(i));
    }
    world.node(2).publish("hello");
    world.runFor(Duration.ofSeconds(10));

    assertThat(node.delivered()).containsExactly("hello");
    for (TestNode end : List.of(node, world.node(2))) {
      assertThat(end.told(NodeEvent.PeerUp.class)).hasSize(1);
      assertThat(end.told(NodeEvent.PeerDown.class)).isEmpty();
    }
  }

  @Test
  void aConnectThatIsRefusedDoesNotDisplaceAHalfOpenLinkOfItsAddress()
      throws InvalidProtocolBufferException {
    TestNode node = start(125, 2);
    TestNode dialled = world.start(2);
    world.runFor(A_WHILE);
    connect(100, nodeId(100));

    connect(100, dialled.node.id().bytes());
    assertThat(answers(Wire.CLOSE, 100)).as("linked elsewhere").hasSize(1);
    confirm(100);

    assertThat(answers(Wire.PONG, 100)).as("the first link is up").hasSize(1);
    assertThat(node.peers()).containsExactly(2);
  }

  @Test
  void whatComesInANeighboursNameInAnotherVersionDoesNotKeepANodeFromDialingIt() {
    TestNode node = start(125, 2);
    byte[] connect = Wire.connect(nodeId(2), 4711);
    connect[2] = 9;
    for (int i = 0; i < 300; i++) {
      if (i == 150) {
        world.start(2);
      }
      world.inject(ManualNetwork.address(2), NODE, connect.clone());
      world.runFor(Duration.ofMillis(100));
    }

    assertThat(node.peers()).containsExactly(2);
  }
}
