package dev.gossip.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.spam.Standing;
import dev.gossip.diffusion.DiffusionCodec.Ids;
import dev.gossip.testkit.relay.RecordingRelayContext.SentPayload;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What peers say whose standing is not good. */
class DoubtedPeersTest extends OneDiffusionNode {

  @ParameterizedTest
  @EnumSource(names = {"NO_CONTROL", "THROTTLED"})
  void requestIsAnswered(Standing standing) throws InvalidProtocolBufferException {
    start();
    Peer peer = node.up(1, Direction.OUTBOUND);
    node.setStanding(peer.id(), standing);
    node.publish(HELLO);
    node.fireNext();
    assertThat(sentTo(peer)).containsExactly(Ids.have(List.of(HELLO.id())));
    receive(peer, Ids.want(List.of(HELLO.id())));

    assertThat(node.payloads()).extracting(SentPayload::message).containsExactly(HELLO);
  }

  @Test
  void announcementIsNotBelieved() throws InvalidProtocolBufferException {
    start();
    Peer peer = node.up(1, Direction.OUTBOUND);
    node.setStanding(peer.id(), Standing.NO_CONTROL);
    receive(peer, Ids.have(List.of(HELLO.id())));
    node.advance(Duration.ofMinutes(1));

    assertThat(sentTo(peer)).isEmpty();
    assertThat(node.reports()).isEmpty();
  }

  @Test
  void peerMaySayThatAnAnnouncedMessageIsGone() throws InvalidProtocolBufferException {
    start();
    Peer peer = node.up(1, Direction.OUTBOUND);
    receive(peer, Ids.have(List.of(HELLO.id())));
    node.setStanding(peer.id(), Standing.NO_CONTROL);
    receive(peer, Ids.gone(List.of(HELLO.id())));
    node.advance(Duration.ofMinutes(1));

    assertThat(node.reports()).isEmpty();
  }
}
