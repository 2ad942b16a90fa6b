package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.repair.proto.RepairFrame;
import dev.gossip.testkit.relay.RecordingRelayContext;
import dev.gossip.testkit.relay.RecordingRelayContext.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a node compares with a peer, and how often it answers one. */
class ComparisonTimesTest extends OneRepairNode {

  @Test
  void dialerComparesAtOnceAndTheOtherEndASecondLater() {
    startOverFlooding();
    Peer dialed = up(1);
    Peer dialer = node.up(2, Direction.INBOUND);
    node.advance(Duration.ofMillis(999));
    assertThat(rounds(dialed)).hasSize(1);
    assertThat(asks(dialer)).isEmpty();

    node.advance(Duration.ofMillis(1));
    assertThat(rounds(dialer)).hasSize(1);
  }

  @Test
  void endThatIsComparedWithDoesNotCompareItself() throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer dialer = node.up(1, Direction.INBOUND);
    receive(dialer, RepairCodec.ask(1, PEER_HALF, 0, 0, 8));
    node.advance(Duration.ofSeconds(5));

    assertThat(asks(dialer)).isEmpty();
  }

  @Test
  void comparisonWithoutAnswerEndsAfterSixTries() {
    startOverFlooding();
    Peer peer = up(1);
    node.advance(Duration.ofSeconds(7));

    assertThat(asks(peer)).hasSize(Comparison.TRIES);
    assertThat(rounds(peer)).hasSize(1);
  }

  @Test
  void comparisonGoesOnAsLongAsSymbolsArrive() throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    for (int symbol = 0; symbol < Comparison.FIRST_SYMBOLS; symbol++) {
      // Most questions are lost, and of the answer all but its first symbol.
      node.clear();
      node.advance(Duration.ofSeconds(3));
      assertThat(lastAsk(peer).getFirst()).isEqualTo(symbol);
      answerFirst(peer, 1, HELLO);
    }

    assertThat(rounds(peer)).containsExactly(1);
    assertThat(sentTo(peer).filter(RepairFrame::hasResolve)).hasSize(1);
  }

  @Test
  void oneComparisonIsInProgressWithAPeer() throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    for (int i = 0; i < 10; i++) {
      receive(peer, RepairCodec.NUDGE);
    }
    assertThat(rounds(peer)).hasSize(1);

    answer(peer);
    receive(peer, RepairCodec.NUDGE);
    assertThat(rounds(peer)).hasSize(2);
  }

  @Test
  void threeComparisonsAreInProgressAtOnce() throws InvalidProtocolBufferException {
    startOverFlooding();
    List<Peer> peers = new ArrayList<>();
    for (int number = 1; number <= 5; number++) {
      peers.add(up(number));
    }
    assertThat(peers.stream().filter(peer -> !asks(peer).isEmpty())).hasSize(3);

    answer(peers.get(0));
    assertThat(peers.stream().filter(peer -> !asks(peer).isEmpty())).hasSize(4);

    node.down(peers.get(1));
    node.advance(Duration.ZERO);
    assertThat(peers.stream().filter(peer -> !asks(peer).isEmpty())).hasSize(5);
  }

  @Test
  void nudgeDoesNotStartASecondComparisonWhileOneWaits() throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer first = up(1);
    Peer second = up(2);
    up(3);
    Peer waiting = up(4);
    assertThat(asks(waiting)).isEmpty();

    // All take effect in the same moment.
    node.control(first, answerOf(first));
    node.control(second, answerOf(second));
    node.control(waiting, RepairCodec.NUDGE);
    node.advance(Duration.ZERO);
    assertThat(rounds(waiting)).hasSize(1);
  }

  @Test
  void threeComparisonsMayFollowAtOnceAndThenOneInTenSeconds()
      throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    nudgeOften(peer, Duration.ofSeconds(9));
    assertThat(rounds(peer)).hasSize(3);

    nudgeOften(peer, Duration.ofSeconds(30));
    assertThat(rounds(peer)).hasSize(6);
  }

  /** Says every half second that the node lacks something, and answers what it asks. */
  private void nudgeOften(Peer peer, Duration time) throws InvalidProtocolBufferException {
    for (int i = 0; i < time.toMillis() / 500; i++) {
      if (!asks(peer).isEmpty()) {
        answer(peer);
      }
      receive(peer, RepairCodec.NUDGE);
      node.advance(Duration.ofMillis(500));
    }
  }

  @Test
  void reconnectionsDoNotAddComparisons() throws InvalidProtocolBufferException {
    startOverFlooding();
    int started = 0;
    for (int second = 0; second < 30; second++) {
      node.clear();
      Peer peer = up(1);
      if (!asks(peer).isEmpty()) {
        answer(peer);
      }
      node.advance(Duration.ofSeconds(1));
      started += rounds(peer).size();
      node.down(peer);
    }

    // The burst at once, and one after 10 s and 20 s.
    assertThat(started).isEqualTo(5);
  }

  @Test
  void peerThatComparesTooOftenIsReportedAlsoAfterReconnections()
      throws InvalidProtocolBufferException {
    startOverFlooding();
    int answered = 0;
    for (int round = 1; round <= 10; round++) {
      node.clear();
      Peer peer = node.up(1, Direction.INBOUND);
      receive(peer, RepairCodec.ask(1, PEER_HALF, 0, 0, 8));
      if (symbols(peer).isEmpty()) {
        assertThat(node.reports()).containsExactly(new Report(peer.id(), Misbehaviour.UNSOLICITED));
      } else {
        answered++;
      }
      node.down(peer);
    }

    // More than a node starts, since the times between frames vary and nodes restart.
    assertThat(answered).isEqualTo(6);
  }

  @Test
  void peersWithTheSameMessagesCompareLessAndLessOften() throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    List<GossipMessage> shared = new ArrayList<>();
    int before = 0;
    for (int second = 0; second < 1_200; second++) {
      if (second % 120 == 0) {
        shared.add(RecordingRelayContext.message("at " + second));
        node.publish(shared.get(shared.size() - 1));
      }
      before = second == 600 ? rounds(peer).size() : before;
      GossipMessage[] window =
          shared
              .subList(Math.max(0, shared.size() - 2), shared.size())
              .toArray(GossipMessage[]::new);
      answer(peer, window);
      node.advance(Duration.ofSeconds(1));
    }

    assertThat(rounds(peer).size() - before).isBetween(600 / 38, 600 / 22);
  }

  @Test
  void nodeWithoutMessagesComparesOnceAndWhenItIsNudged() throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    answer(peer);
    node.advance(Duration.ofMinutes(10));
    assertThat(rounds(peer)).hasSize(1);

    receive(peer, RepairCodec.NUDGE);
    assertThat(rounds(peer)).hasSize(2);
  }

  @Test
  void peerThatLacksOldMessagesIsNudgedOnceAComparisonHasShownIt()
      throws InvalidProtocolBufferException {
    startOverFlooding();
    node.publish(HELLO);
    node.advance(Duration.ofSeconds(2).plusNanos(1));
    Peer peer = up(1);
    answer(peer);
    assertThat(nudges(peer)).isEqualTo(1);

    // It is not sent: the peer has to ask.
    node.advance(Duration.ofMinutes(1));
    assertThat(payloads(peer, HELLO)).isZero();
  }

  @Test
  void peerIsNudgedAgainUnlessItAsks() throws InvalidProtocolBufferException {
    startOverFlooding();
    node.publish(HELLO);
    node.advance(Duration.ofSeconds(3));
    Peer silent = up(1);
    answer(silent);
    Peer asking = up(2);
    answer(asking);
    receive(asking, RepairCodec.ask(1, PEER_HALF, 0, 0, 8));
    Peer gone = up(3);
    answer(gone);
    node.down(gone);
    node.advance(Duration.ofSeconds(9));

    assertThat(nudges(silent)).isEqualTo(RepairLink.NUDGES);
    assertThat(nudges(asking)).isEqualTo(1);
    assertThat(nudges(gone)).isEqualTo(1);
  }

  @Test
  void comparisonIsRepeatedSoonIfThePeerNamesNoneOfTheMissingMessages()
      throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    answer(peer, HELLO);
    // Six tries of 600 ms, and 12.5 s at most.
    node.advance(Duration.ofMillis(16_200));

    assertThat(rounds(peer)).hasSize(2);
  }

  @Test
  void nodeWithoutMessagesComparesAgainIfItWasPromisedOne() throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    promise(peer, HELLO);
    // The message does not come, and no nudge either.
    node.advance(Duration.ofSeconds(13));

    assertThat(rounds(peer)).hasSize(2);
  }

  @Test
  void peerThatLacksNewMessagesIsNotNudged() throws InvalidProtocolBufferException {
    startOverFlooding();
    node.publish(HELLO);
    Peer peer = up(1);
    answer(peer);

    assertThat(nudges(peer)).isZero();
  }

  @Test
  void answerToAnOldQuestionIsForgottenWhenThePeerAsksNoMore()
      throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    receive(peer, RepairCodec.ask(1, PEER_HALF, 0, 0, 8));
    node.advance(Duration.ofSeconds(10));
    node.publish(RecordingRelayContext.message("new"));
    node.clear();
    receive(peer, RepairCodec.ask(1, PEER_HALF, 0, 8, 8));

    // Symbols of another set would not fit the ones that the peer has.
    assertThat(symbols(peer)).isEmpty();
    receive(peer, RepairCodec.ask(2, PEER_HALF, 0, 0, 8));
    assertThat(symbols(peer)).isNotEmpty();
  }

  @Test
  void answerIsForgottenAfterAMinuteAlsoIfThePeerGoesOnAsking()
      throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    for (int second = 0; second < 60; second += 5) {
      node.clear();
      receive(peer, RepairCodec.ask(1, PEER_HALF, 0, 0, 8));
      assertThat(symbols(peer)).as("after %d s", second).isNotEmpty();
      node.advance(Duration.ofSeconds(5));
    }
    node.clear();
    receive(peer, RepairCodec.ask(1, PEER_HALF, 0, 0, 8));

    assertThat(symbols(peer)).isEmpty();
  }
}
