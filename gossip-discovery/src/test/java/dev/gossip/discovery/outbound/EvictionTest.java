package dev.gossip.discovery.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.testkit.context.ScriptedNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvictionTest {
  private static final int LIMIT = 64;
  private static final AddressGroup NEW_GROUP = group(99);

  private final Eviction eviction = new Eviction(LIMIT, true, group -> group.name().hashCode());

  private static AddressGroup group(int number) {
    return AddressGroup.of(new PeerAddress("80." + number + ".0.1", 6_000));
  }

  private static PeerId id(int number) {
    return ScriptedNode.peerId(number);
  }

  /** Numbers give the age: the higher, the younger. */
  private static InboundPeer peer(int number, int group) {
    return new InboundPeer(
        id(number), group(group), Duration.ofMinutes(1_000 - number), Optional.empty(), 0);
  }

  private static List<InboundPeer> peers(int count, int groups) {
    List<InboundPeer> peers = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      peers.add(peer(i, i % groups));
    }
    return peers;
  }

  @Test
  void theYoungestPeerOfTheLargestGroupIsEvicted() {
    List<InboundPeer> peers = peers(50, 50);
    for (int i = 51; i <= LIMIT; i++) {
      peers.add(peer(i, 70));
    }

    assertThat(eviction.choose(peers, NEW_GROUP)).contains(id(LIMIT));
  }

  @Test
  void theYoungestPeerStaysIfItsRoundTripIsAmongTheShortest() {
    List<InboundPeer> peers = peers(LIMIT, 2);
    InboundPeer youngest = peers.remove(LIMIT - 1);
    peers.add(
        new InboundPeer(
            youngest.id(), youngest.group(), youngest.age(), Optional.of(Duration.ofMillis(1)), 0));

    assertThat(eviction.choose(peers, NEW_GROUP)).contains(id(LIMIT - 1));
  }

  @Test
  void theYoungestPeerStaysIfItBroughtTheMostFirstCopies() {
    List<InboundPeer> peers = peers(LIMIT, 2);
    InboundPeer youngest = peers.remove(LIMIT - 1);
    peers.add(
        new InboundPeer(youngest.id(), youngest.group(), youngest.age(), Optional.empty(), 5));

    assertThat(eviction.choose(peers, NEW_GROUP)).contains(id(LIMIT - 1));
  }

  @Test
  void groupsThatWouldGetNoMoreEqualLoseNoPeer() {
    assertThat(eviction.choose(peers(LIMIT, LIMIT), NEW_GROUP)).isEmpty();
    assertThat(eviction.choose(peers(LIMIT, 4), group(1))).isEmpty();
  }

  @Test
  void halfOfTheUnprotectedPeersStayBecauseOfTheirAge() {
    List<InboundPeer> peers = peers(LIMIT, 1);
    int evicted = 0;
    for (Optional<PeerId> next = eviction.choose(peers, NEW_GROUP); next.isPresent(); ) {
      PeerId gone = next.get();
      assertThat(peers.removeIf(peer -> peer.id().equals(gone))).isTrue();
      // Somebody of another group comes instead, and is older so that it stays.
      evicted++;
      next = evicted < 20 ? eviction.choose(peers, NEW_GROUP) : Optional.empty();
    }

    assertThat(evicted).isEqualTo(20);
    assertThat(peers).extracting(InboundPeer::id).contains(id(1), id(20));
  }

  @Test
  void withoutProtectionTheYoungestPeerIsEvicted() {
    Eviction unprotected = new Eviction(LIMIT, false, group -> 0);

    assertThat(unprotected.choose(peers(LIMIT, LIMIT), NEW_GROUP)).contains(id(LIMIT));
  }
}
