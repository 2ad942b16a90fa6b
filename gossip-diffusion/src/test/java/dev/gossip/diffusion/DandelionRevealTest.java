package dev.gossip.diffusion;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a Dandelion++ node may let a peer learn that it has a message. */
class DandelionRevealTest extends OneDandelionNode {
  private boolean mayReveal(Peer to) {
    return requireNonNull(relay).mayReveal(to.id(), HELLO.id());
  }

  private void assertHiddenFrom(List<Peer> peers) {
    assertThat(node.delivered()).isEmpty();
    for (Peer peer : peers) {
      assertThat(mayReveal(peer)).as("%s", peer).isFalse();
    }
  }

  @Test
  void messageOnAStemIsHiddenEvenFromItsSenderAndDestination()
      throws InvalidProtocolBufferException {
    startOverFlooding(NO_DIFFUSER);
    List<Peer> peers = up(1, 3, Direction.OUTBOUND);
    Peer inbound = node.up(4, Direction.INBOUND);
    node.receive(inbound, HELLO, DandelionCodec.STEM);
    assertThat(stems()).hasSize(1);

    assertHiddenFrom(peers);
    assertHiddenFrom(List.of(inbound));
  }

  @Test
  void ownMessageOnAStemIsHiddenUntilAnotherNodeSpreadsIt() throws InvalidProtocolBufferException {
    startOverFlooding(NO_DIFFUSER);
    List<Peer> peers = up(1, 3, Direction.OUTBOUND);
    node.publish(HELLO);
    assertHiddenFrom(peers);

    node.receive(peers.get(2), HELLO, ByteString.EMPTY);
    assertThat(node.delivered()).containsExactly(HELLO);
    assertThat(mayReveal(peers.get(0))).isTrue();
  }

  @Test
  void afterTheStemTheFluffRelayDecides() throws InvalidProtocolBufferException {
    start(FluffRelays.diffusion(), NO_DIFFUSER);
    List<Peer> peers = up(1, 3, Direction.OUTBOUND);
    node.publish(HELLO);
    assertHiddenFrom(peers);
    node.receive(peers.get(0), HELLO, ByteString.EMPTY);
    assertThat(node.delivered()).containsExactly(HELLO);
    assertThat(mayReveal(peers.get(0))).isTrue();
    assertThat(mayReveal(peers.get(1))).isFalse();

    node.advance(Duration.ofMinutes(2));
    assertThat(mayReveal(peers.get(1))).isTrue();
  }
}
