package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.repair.proto.RepairFrame;
import dev.gossip.repair.proto.Symbols;
import dev.gossip.testkit.relay.RecordingRelayContext;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comparisons make of a message that a peer has, and that this node refuses. */
class RefusedThereTest extends OneRepairNode {
  private static final GossipMessage REFUSED = RecordingRelayContext.message("over the budget");

  private Peer peer;

  @BeforeEach
  void nameIt() throws InvalidProtocolBufferException {
    startOverFlooding();
    peer = up(1);
    node.setRefused(REFUSED.id(), true);
    promise(peer, REFUSED);
    assertThat(resolves()).isEqualTo(1);
  }

  private long resolves() {
    return sentTo(peer).filter(RepairFrame::hasResolve).count();
  }

  private void compareAgain(GossipMessage... messages) throws InvalidProtocolBufferException {
    int before = rounds(peer).size();
    receive(peer, RepairCodec.NUDGE);
    assertThat(rounds(peer)).hasSize(before + 1);
    answer(peer, messages);
  }

  /** The size of the set that the node shows to a peer that asks. */
  private int sizeShownTo(Peer asking) throws InvalidProtocolBufferException {
    receive(asking, RepairCodec.ask(1, PEER_HALF, 0, 0, 8));
    List<Symbols> answers = symbols(asking);
    return answers.get(answers.size() - 1).getSetSize();
  }

  @Test
  void laterComparisonsDoNotFindItAgain() throws InvalidProtocolBufferException {
    compareAgain(REFUSED);

    assertThat(resolves()).isEqualTo(1);
    assertThat(requested(peer)).isEmpty();
  }

  @Test
  void peerThatComparesDoesNotFindThatThisNodeLacksIt() throws InvalidProtocolBufferException {
    assertThat(sizeShownTo(peer)).isEqualTo(1);
  }

  @Test
  void itIsNotPromisedToThePeer() throws InvalidProtocolBufferException {
    compareAsPeer(peer, 1);

    assertThat(symbols(peer)).isNotEmpty();
    assertThat(resolvedTo(peer)).isEmpty();
  }

  @Test
  void otherPeersAreNotShownIt() throws InvalidProtocolBufferException {
    assertThat(sizeShownTo(up(2))).isZero();
  }

  @Test
  void itIsRequestedOnceItIsNotRefusedAnyMore() throws InvalidProtocolBufferException {
    node.setRefused(REFUSED.id(), false);
    compareAgain(REFUSED);
    receive(peer, RepairCodec.resolved(lastAsk(peer).getRound(), List.of(REFUSED.id()), List.of()));

    assertThat(requested(peer)).containsExactly(REFUSED.id());
  }

  @Test
  void peerThatHasDroppedItSinceIsNotNudged() throws InvalidProtocolBufferException {
    node.advance(Duration.ofSeconds(5));
    compareAgain();

    assertThat(nudges(peer)).isZero();
  }
}
