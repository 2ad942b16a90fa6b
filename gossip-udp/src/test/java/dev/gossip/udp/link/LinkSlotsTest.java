package dev.gossip.udp.link;

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

  private static Link link(int number) {
    Link link = new Link(number, new PeerAddress("192.0.2.1", 1), number, false, Link.State.UP, 0);
    link.peer = peer(number);
    return link;
  }

  @Test
  void linksAreFoundAsLongAsTheyAreThere() {
    SplittableRandom random = new SplittableRandom(7);
    ConnectionIds byId = new ConnectionIds();
    LinkedPeers byPeer = new LinkedPeers();
    Map<Integer, Link> expected = new HashMap<>();
    for (int step = 0; step < STEPS; step++) {
      // Multiples of 8 share their first slots.
      int number = random.nextBoolean() ? random.nextInt(KEYS) : 8 * random.nextInt(KEYS / 8);
      Link there = expected.remove(number);
      if (there == null) {
        Link link = link(number);
        expected.put(number, link);
        byId.add(link);
        byPeer.add(link);
      } else {
        byId.remove(there);
        byPeer.remove(there);
      }
      int asked = random.nextInt(KEYS);
      assertThat(byId.find(asked)).isSameAs(expected.get(asked));
      assertThat(byPeer.find(peer(asked))).isSameAs(expected.get(asked));
    }
  }

  @Test
  void anotherLinkWithTheSamePeerIsNotTakenOut() {
    LinkedPeers byPeer = new LinkedPeers();
    Link there = link(1);
    byPeer.add(there);
    Link withoutPeer = link(2);
    withoutPeer.peer = null;

    List.of(link(1), withoutPeer).forEach(byPeer::remove);

    assertThat(byPeer.find(peer(1))).isSameAs(there);
  }
}
