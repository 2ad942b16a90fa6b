package dev.gossip.diffusion;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.diffusion.DiffusionCodec.Ids;
import dev.gossip.testkit.relay.RecordingRelayContext;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a diffusion node may let a peer learn that it has a message. */
class DiffusionRevealTest extends OneDiffusionNode {
  private boolean mayReveal(Peer to, GossipMessage message) {
    return requireNonNull(relay).mayReveal(to.id(), message.id());
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void messageMayBeRevealedToAPeerOnceItWasAnnouncedToIt(String announce) {
    start("announce", announce);
    Peer one = node.up(1, Direction.OUTBOUND);
    Peer two = node.up(2, Direction.OUTBOUND);
    node.publish(HELLO);
    assertThat(mayReveal(one, HELLO)).isFalse();
    assertThat(mayReveal(two, HELLO)).isFalse();

    node.fireNext();
    boolean oneIsFirst = mayReveal(one, HELLO);
    assertThat(mayReveal(two, HELLO)).isEqualTo(!oneIsFirst);
    node.advance(Duration.ofSeconds(60));
    assertThat(mayReveal(one, HELLO)).isTrue();
    assertThat(mayReveal(two, HELLO)).isTrue();
  }

  @Test
  void messageMayBeRevealedToAPeerThatSentOrAnnouncedIt() throws InvalidProtocolBufferException {
    start();
    Peer sender = node.up(1, Direction.INBOUND);
    Peer holder = node.up(2, Direction.INBOUND);
    Peer other = node.up(3, Direction.INBOUND);
    receive(holder, Ids.have(List.of(HELLO.id())));
    assertThat(mayReveal(holder, HELLO)).isFalse();

    node.receive(sender, HELLO, ByteString.EMPTY);
    assertThat(mayReveal(sender, HELLO)).isTrue();
    assertThat(mayReveal(holder, HELLO)).isTrue();
    assertThat(mayReveal(other, HELLO)).isFalse();
  }

  @Test
  void messageMayBeRevealedToEveryPeerAfterTheConfiguredTime() {
    start("reveal-after", "30s", "catch-up", "0");
    node.publish(HELLO);
    Peer late = node.up(1, Direction.OUTBOUND);
    node.advance(Duration.ofSeconds(29));
    assertThat(mayReveal(late, HELLO)).isFalse();

    node.advance(Duration.ofSeconds(1));
    assertThat(mayReveal(late, HELLO)).isTrue();
  }

  @Test
  void messageThatThisNodeDoesNotHaveIsNeverRevealed() throws InvalidProtocolBufferException {
    start();
    Peer peer = node.up(1, Direction.OUTBOUND);
    receive(peer, Ids.have(List.of(HELLO.id())));
    node.advance(Duration.ofMinutes(10));

    assertThat(mayReveal(peer, HELLO)).isFalse();
  }

  @Test
  void messagesOlderThanThoseRememberedCountAsOld() {
    start("known-per-peer", "3", "catch-up", "0");
    GossipMessage oldest = RecordingRelayContext.message("oldest");
    node.publish(oldest);
    for (int i = 0; i < 3; i++) {
      node.publish(RecordingRelayContext.message("m" + i));
    }
    node.publish(HELLO);
    Peer late = node.up(1, Direction.OUTBOUND);

    assertThat(mayReveal(late, oldest)).isTrue();
    assertThat(mayReveal(late, HELLO)).isFalse();
  }
}
