package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
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
    return last(symbols(asking)).getSetSize();
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

  /** It may have come since on its way to where it becomes public, and must not be named then. */
  @Test
  void messageThatComesDuringAComparisonIsAnsweredAsUnknown()
      throws InvalidProtocolBufferException {
    Peer other = up(2);
    receive(peer, RepairCodec.ask(1, PEER_HALF, 0, 0, 8));
    node.setRefused(REFUSED.id(), false);
    node.receive(other, REFUSED, ByteString.EMPTY);
    long shortId = key(peer, last(symbols(peer)).getKeyHalf()).of(REFUSED.id());
    receive(peer, RepairCodec.resolve(1, List.of(shortId)));

    assertThat(node.find(REFUSED.id())).isPresent();
    assertThat(resolvedTo(peer)).isEmpty();
    assertThat(unknownTo(peer)).isEqualTo(1);
  }

  private static Symbols last(List<Symbols> answers) {
    return answers.get(answers.size() - 1);
  }

  /** How many short ids the node has called unknown. */
  private long unknownTo(Peer asking) throws InvalidProtocolBufferException {
    long count = 0;
    for (RepairFrame frame : sentTo(asking).filter(RepairFrame::hasResolved).toList()) {
      count += RepairCodec.shortIds(frame.getResolved().getUnknownShortIds()).size();
    }
    return count;
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
