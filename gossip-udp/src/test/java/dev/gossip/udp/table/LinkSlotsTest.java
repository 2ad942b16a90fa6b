package dev.gossip.udp.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LinkSlotsTest {
  private static final int KEYS = 60;
  private static final int STEPS = 20_000;

  private static PeerId peer(int number) {
    return new PeerId(ByteBuffer.allocate(32).putInt(28, number).array());
  }

  private static PeerAddress address(int number) {
    return new PeerAddress("192.0.2.1", 1 + number);
  }

  private static Link link(int number) {
    Link link = new Link(number, address(number), number, false, Link.State.UP, 0);
    link.peer = peer(number);
    return link;
  }

  @Test
  void linksAreFoundUntilTheyAreRemoved() {
    SplittableRandom random = new SplittableRandom(7);
    ConnectionIds byId = new ConnectionIds();
    LinkedPeers byPeer = new LinkedPeers();
    LinkAddresses byAddress = new LinkAddresses(link -> link.address);
    Map<Integer, Link> expected = new HashMap<>();
    for (int step = 0; step < STEPS; step++) {
      // Multiples of 8 share their first slots.
      int number = random.nextBoolean() ? random.nextInt(KEYS) : 8 * random.nextInt(KEYS / 8);
      Link present = expected.remove(number);
      if (present == null) {
        Link link = link(number);
        expected.put(number, link);
        byId.add(link);
        byPeer.add(link);
        byAddress.add(link);
      } else {
        byId.remove(present);
        byPeer.remove(present);
        byAddress.remove(present);
      }
      int key = random.nextInt(KEYS);
      assertThat(byId.find(key)).isSameAs(expected.get(key));
      assertThat(byPeer.find(peer(key))).isSameAs(expected.get(key));
      assertThat(byAddress.find(address(key))).isSameAs(expected.get(key));
    }
    assertThat(byAddress.size()).isEqualTo(expected.size());
    assertThat(byAddress.all()).containsExactlyInAnyOrderElementsOf(expected.values());
  }

  @Test
  void removeIgnoresAnotherLinkWithTheSamePeer() {
    LinkedPeers byPeer = new LinkedPeers();
    Link present = link(1);
    byPeer.add(present);
    Link withoutPeer = link(2);
    withoutPeer.peer = null;

    List.of(link(1), withoutPeer).forEach(byPeer::remove);

    assertThat(byPeer.find(peer(1))).isSameAs(present);
  }
}
