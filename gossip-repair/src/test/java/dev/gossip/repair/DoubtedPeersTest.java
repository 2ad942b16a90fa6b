package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.spam.Standing;
import dev.gossip.testkit.relay.RecordingRelayContext;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What peers say whose standing is not good. */
class DoubtedPeersTest extends OneRepairNode {
  private static final Duration UNTIL_ALL_ARE_LOST = Duration.ofMinutes(1);

  private static final GossipMessage LOST = RecordingRelayContext.message("lost");

  @ParameterizedTest
  @EnumSource(names = {"NO_CONTROL", "THROTTLED"})
  void peerThatIsNotBelievedGetsWhatItWasPromised(Standing standing)
      throws InvalidProtocolBufferException {
    startOverFlooding();
    node.publish(HELLO);
    Peer peer = up(1);
    compareAsPeer(peer, 1);
    node.setStanding(peer.id(), standing);
    node.clear();
    receive(peer, RepairCodec.request(List.of(HELLO.id())));

    assertThat(payloads(peer, HELLO)).isEqualTo(1);
  }

  @Test
  void promiseOfAPeerThatIsNotBelievedIsIgnored() throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    answer(peer, LOST);
    node.setStanding(peer.id(), Standing.NO_CONTROL);
    receive(peer, RepairCodec.resolved(lastAsk(peer).getRound(), List.of(LOST.id()), List.of()));
    node.advance(UNTIL_ALL_ARE_LOST);

    assertThat(requested(peer)).isEmpty();
    assertThat(node.reports()).isEmpty();
  }

  @Test
  void peerThatIsNotBelievedMaySayThatAMessageIsGone() throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    promise(peer, LOST);
    node.setStanding(peer.id(), Standing.NO_CONTROL);
    receive(peer, RepairCodec.gone(List.of(LOST.id())));
    node.advance(UNTIL_ALL_ARE_LOST);

    assertThat(node.reports()).isEmpty();
  }
}
