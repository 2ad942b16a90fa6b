package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SortedPeersTest {
  private static PeerId id(int number) {
    return new PeerId(ByteBuffer.allocate(32).putInt(28, number).array());
  }

  @Test
  void listIsSortedWhateverComesAndGoes() {
    SplittableRandom random = new SplittableRandom(5);
    TreeMap<PeerId, Peer> expected = new TreeMap<>();
    List<Peer> peers = List.of();
    for (int step = 0; step < 5_000; step++) {
      PeerId id = id(random.nextInt(40));
      if (random.nextBoolean()) {
        Direction direction = random.nextBoolean() ? Direction.INBOUND : Direction.OUTBOUND;
        Peer added = new Peer(id, direction);
        peers = SortedPeers.with(peers, added);
        expected.put(id, added);
      } else {
        peers = SortedPeers.without(peers, id);
        expected.remove(id);
      }
      assertThat(peers).containsExactlyElementsOf(expected.values());
    }
  }

  @Test
  void earlierListStaysAsItWas() {
    List<Peer> one = SortedPeers.with(List.of(), new Peer(id(1), Direction.INBOUND));

    List<Peer> two = SortedPeers.with(one, new Peer(id(0), Direction.INBOUND));
    List<Peer> none = SortedPeers.without(one, id(1));

    assertThat(one).extracting(Peer::id).containsExactly(id(1));
    assertThat(two).extracting(Peer::id).containsExactly(id(0), id(1));
    assertThat(none).isEmpty();
  }
}
