package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.Transport;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NodeSlotsTest {
  private static final int KEYS = 60;
  private static final int STEPS = 20_000;

  private final Transport transport =
      (Transport)
          Proxy.newProxyInstance(
              Transport.class.getClassLoader(),
              new Class<?>[] {Transport.class},
              (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
              });

  private static PeerId id(int number) {
    return new PeerId(ByteBuffer.allocate(32).putInt(28, number).array());
  }

  private PeerState node(int number) {
    return new PeerState(
        transport,
        new LinkId(number),
        new Peer(id(number), Direction.INBOUND),
        new PeerAddress("192.0.2.1", 1 + number));
  }

  @Test
  void nodesAreFoundUntilTheyAreRemoved() {
    SplittableRandom random = new SplittableRandom(7);
    NodeSlots slots = new NodeSlots();
    Map<Integer, PeerState> expected = new HashMap<>();
    for (int step = 0; step < STEPS; step++) {
      // Multiples of 8 share their first slots.
      int number = random.nextBoolean() ? random.nextInt(KEYS) : 8 * random.nextInt(KEYS / 8);
      if (expected.remove(number) == null) {
        PeerState node = node(number);
        expected.put(number, node);
        slots.add(node);
      } else {
        slots.remove(id(number));
      }
      int key = random.nextInt(KEYS);
      assertThat(slots.find(id(key))).isSameAs(expected.get(key));
    }
    assertThat(slots.all()).containsExactlyInAnyOrderElementsOf(expected.values());
  }

  @Test
  void leavingPeerIsKnownUntilItIsNoLongerAPeer() {
    LinkedNodes nodes = new LinkedNodes();
    PeerState node = node(1);
    nodes.add(node);
    nodes.addPeer(node);

    nodes.remove(node);

    assertThat(nodes.find(node.id())).isNull();
    assertThat(nodes.findPeer(node.id())).isSameAs(node);
    assertThat(nodes.isLeaving(node.id())).isTrue();

    nodes.removePeer(node);

    assertThat(nodes.findPeer(node.id())).isNull();
    assertThat(nodes.isLeaving(node.id())).isFalse();
  }
}
