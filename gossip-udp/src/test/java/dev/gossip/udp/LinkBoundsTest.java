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

/** Strangers can neither exhaust the links of a node nor disturb its existing ones. */
@Timeout(60)
class LinkBoundsTest {
  private static final Duration SHORTLY = Duration.ofMillis(10);
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final PeerAddress NODE = ManualNetwork.address(1);

  private final ManualNetwork network = ManualNetwork.plain(9);
  // Datagrams to each port, including ports without a node.
  private final Map<Integer, List<byte[]>> answers = new LinkedHashMap<>();

  private TestNode start(int maxLinks, int... peers) {
    return start("max-links", maxLinks, peers);
  }

  private TestNode start(String setting, int value, int... peers) {
    network.rule(
        (from, to, datagram) -> {
          answers.computeIfAbsent(to.port(), unused -> new ArrayList<>()).add(datagram);
          return true;
        });
    return network.start(
        1, Map.of("gossip.transport.udp." + setting, "" + value), List.of(), peers);
  }

  private static ByteString nodeId(int number) {
    byte[] id = new byte[32];
    Arrays.fill(id, (byte) number);
    return ByteString.copyFrom(id);
  }

  private void connect(int fromPort, ByteString nodeId) {
    network.inject(ManualNetwork.address(fromPort), NODE, DatagramCodec.connect(nodeId, 4711));
    network.runFor(SHORTLY);
  }

  /** Proves, with the id from the accept, that the stranger receives at its address. */
  private void confirm(int fromPort) throws InvalidProtocolBufferException {
    byte[] accept = only(DatagramCodec.ACCEPT, fromPort);
    long id = DatagramCodec.greeting(accept).getConnectionId();
    network.inject(ManualNetwork.address(fromPort), NODE, DatagramCodec.ping(id));
    network.runFor(SHORTLY);
  }

  private List<byte[]> answers(byte type, int toPort) {
    return answers.getOrDefault(toPort, List.of()).stream()
        .filter(datagram -> DatagramCodec.type(datagram) == type)
        .toList();
  }

  private byte[] only(byte type, int toPort) {
    assertThat(answers(type, toPort)).hasSize(1);
    return answers(type, toPort).get(0);
  }

  @Test
  void halfOpenLinksAreBoundedAndExpire() {
    TestNode node = start("max-half-open", 4, 2);
    network.start(2);
    // Until the link to it rests, so that its timers stay as they are.
    network.runFor(A_WHILE.multipliedBy(3));
    long timers = node.metric("timers");

    for (int i = 0; i < 10; i++) {
      connect(100 + i, nodeId(100 + i));
      assertThat(only(DatagramCodec.ACCEPT, 100 + i)).isNotEmpty();
    }
    assertThat(node.metric("dropped.half-open-replaced")).isEqualTo(6);
    assertThat(node.metric("timers")).as("one timer for all half-open links").isEqualTo(timers + 1);
    network.runFor(A_WHILE.plusMillis(250));
    assertThat(node.metric("timers")).as("expired").isEqualTo(timers);
    assertThat(node.peers()).as("the existing peer stays").containsExactly(2);
    assertThat(node.eventsOf(NodeEvent.PeerDown.class)).isEmpty();
  }

  @Test
  void floodOfSpoofedConnectsDoesNotKeepPeersOut() {
    TestNode node = start("max-half-open", 4, 2);
    for (int i = 0; i < 200; i++) {
      connect(1_000 + i, nodeId(i));
    }
    network.start(2);
    network.start(3, 1);
    for (int i = 0; i < 200; i++) {
      connect(2_000 + i, nodeId(i));
    }
    assertThat(node.peers()).containsExactly(2, 3);
  }

  @Test
  void maxLinksIsEnforcedAndRejectedDialersGetAReason() {
    TestNode node = start(4);
    for (int port = 10; port < 20; port++) {
      network.start(port, 1);
    }
    network.runFor(Duration.ofSeconds(30));

    assertThat(node.peers()).hasSize(4);
    assertThat(node.metric("peers")).isEqualTo(4);
    assertThat(node.metric("dropped.too-many-links")).isGreaterThanOrEqualTo(6);
    for (int port = 10; port < 20; port++) {
      TestNode dialer = network.node(port);
      assertThat(dialer.eventsOf(NodeEvent.Refused.class))
          .hasSize(dialer.peers().isEmpty() ? 1 : 0)
          .allSatisfy(refused -> assertThat(refused.reason()).contains("max-links"));
    }
  }

  @Test
  void outboundLinksAreNotLimitedByMaxLinks() {
    TestNode node = start(1, 2, 3);
    network.start(2);
    network.start(3);
    network.runFor(A_WHILE);

    assertThat(node.peers()).containsExactly(2, 3);
  }

  @Test
  void strangerThatSendsNoHelloIsDisconnected() throws InvalidProtocolBufferException {
    TestNode node = start(2);
    connect(100, nodeId(100));
    confirm(100);
    network.runFor(Duration.ofSeconds(4));

    assertThat(answers(DatagramCodec.CLOSE, 100)).hasSize(1);
    assertThat(node.metric("timers")).isZero();
    assertThat(node.peers()).isEmpty();
  }

  @Test
  void spoofedConnectDoesNotReplaceALink() {
    TestNode node = start(125, 2);
    network.start(2, 1);
    network.runFor(A_WHILE);
    for (int i = 0; i < 200; i++) {
      connect(2, nodeId(i));
    }
    network.node(2).publish("hello");
    network.runFor(Duration.ofSeconds(10));

    assertThat(node.delivered()).containsExactly("hello");
    for (TestNode end : List.of(node, network.node(2))) {
      assertThat(end.eventsOf(NodeEvent.PeerUp.class)).hasSize(1);
      assertThat(end.eventsOf(NodeEvent.PeerDown.class)).isEmpty();
    }
  }

  @Test
  void refusedConnectDoesNotReplaceAHalfOpenLinkOfItsAddress()
      throws InvalidProtocolBufferException {
    TestNode node = start(125, 2);
    network.start(2);
    network.runFor(A_WHILE);
    connect(100, nodeId(100));

    connect(100, node.node.id().bytes());
    assertThat(answers(DatagramCodec.CLOSE, 100)).as("its own id").hasSize(1);
    confirm(100);

    assertThat(answers(DatagramCodec.PONG, 100)).as("the first link is up").hasSize(1);
    assertThat(node.peers()).containsExactly(2);
  }

  @Test
  void spoofedConnectsInAnotherVersionDoNotPreventADial() {
    TestNode node = start(125, 2);
    byte[] connect = DatagramCodec.connect(nodeId(2), 4711);
    connect[2] = 9;
    for (int i = 0; i < 300; i++) {
      if (i == 150) {
        network.start(2);
      }
      network.inject(ManualNetwork.address(2), NODE, connect.clone());
      network.runFor(Duration.ofMillis(100));
    }

    assertThat(node.peers()).containsExactly(2);
  }
}
