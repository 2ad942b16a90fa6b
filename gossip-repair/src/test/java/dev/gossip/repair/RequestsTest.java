package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.testkit.relay.RecordingRelayContext;
import dev.gossip.testkit.relay.RecordingRelayContext.Report;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a node requests, what it sends on request, and under which keys it compares. */
class RequestsTest extends OneRepairNode {
  private static final GossipMessage LOST = RecordingRelayContext.message("lost");

  // ---- keys ----------------------------------------------------------------------------------

  @Test
  void eachLinkHasItsOwnKey() {
    startOverFlooding();
    Peer one = up(1);
    Peer two = up(2);
    long first = lastAsk(one).getKeyHalf();
    assertThat(first).isNotEqualTo(lastAsk(two).getKeyHalf());

    node.down(one);
    assertThat(lastAsk(up(1)).getKeyHalf()).isNotEqualTo(first);
  }

  @Test
  void keyIsReplacedAfterTenMinutes() throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    long first = lastAsk(peer).getKeyHalf();
    for (int second = 0; second < 9 * 60; second++) {
      receive(peer, RepairCodec.NUDGE);
      answer(peer);
      node.advance(Duration.ofSeconds(1));
    }
    assertThat(rounds(peer)).hasSizeGreaterThan(10);
    assertThat(lastAsk(peer).getKeyHalf()).isEqualTo(first);

    for (int second = 0; second < 2 * 60; second++) {
      receive(peer, RepairCodec.NUDGE);
      answer(peer);
      node.advance(Duration.ofSeconds(1));
    }
    assertThat(lastAsk(peer).getKeyHalf()).isNotEqualTo(first);
  }

  @Test
  void keyIsReplacedAndThePeerReportedAfterSymbolsOfNoSet() throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    long first = lastAsk(peer).getKeyHalf();
    answerNonsense(peer);
    assertThat(node.reports()).containsExactly(new Report(peer.id(), Misbehaviour.UNSOLICITED));

    receive(peer, RepairCodec.NUDGE);
    assertThat(rounds(peer)).hasSize(2);
    assertThat(lastAsk(peer).getKeyHalf()).isNotEqualTo(first);
  }

  @Test
  void symbolsOfNoSetAreMalformedTheSecondTimeAlsoAfterAReconnection()
      throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    answerNonsense(peer);
    node.down(peer);
    node.clear();
    up(1);
    answerNonsense(peer);
    assertThat(node.reports()).containsExactly(new Report(peer.id(), Misbehaviour.MALFORMED_FRAME));

    // An hour later the first time may be a chance again.
    node.down(peer);
    node.advance(Duration.ofHours(1));
    node.clear();
    up(1);
    answerNonsense(peer);
    assertThat(node.reports()).containsExactly(new Report(peer.id(), Misbehaviour.UNSOLICITED));
  }

  // ---- requests ------------------------------------------------------------------------------

  @Test
  void messageThatOnlyThePeerHasIsRequestedAndDelivered() throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    promise(peer, LOST);
    assertThat(requested(peer)).containsExactly(LOST.id());

    node.receive(peer, LOST, ByteString.EMPTY);
    node.advance(Duration.ofSeconds(5));
    assertThat(node.delivered()).containsExactly(LOST);
    assertThat(requested(peer)).containsExactly(LOST.id());
  }

  @Test
  void messageThatBothHaveIsNotRequested() throws InvalidProtocolBufferException {
    startOverFlooding();
    node.publish(HELLO);
    Peer peer = up(1);
    answer(peer, HELLO);
    node.advance(Duration.ofSeconds(5));

    assertThat(sentTo(peer).filter(frame -> frame.hasResolve() || frame.hasRequest())).isEmpty();
  }

  @Test
  void messageIsRequestedFromAnotherPeerIfOneDoesNotSendIt() throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer one = up(1);
    Peer two = up(2);
    promise(one, LOST);
    promise(two, LOST);
    assertThat(requested(one)).hasSize(1);
    assertThat(requested(two)).isEmpty();

    node.advance(Duration.ofSeconds(2));
    assertThat(requested(two)).hasSize(1);
  }

  @Test
  void peerThatDoesNotSendWhatItPromisedIsReportedAfterThreeRequests()
      throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    promise(peer, LOST);
    node.advance(Duration.ofSeconds(9));

    assertThat(requested(peer)).hasSize(Outbox.MAX_SENDS);
    assertThat(node.reports()).containsExactly(new Report(peer.id(), Misbehaviour.BROKEN_PROMISE));
  }

  @Test
  void peerFromWhichSomethingArrivesAfterTheLastRequestBreaksItsPromise()
      throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    node.setStats(peer.id(), new LinkStats(7, 0, Optional.empty(), 0));
    promise(peer, LOST);
    while (requested(peer).size() < Outbox.MAX_SENDS) {
      node.fireNext();
    }
    node.setStats(peer.id(), new LinkStats(8, 0, Optional.empty(), 0));
    node.advance(Duration.ofSeconds(9));

    assertThat(node.reports()).containsExactly(new Report(peer.id(), Misbehaviour.BROKEN_PROMISE));
  }

  @Test
  void peerFromWhichNothingArrivesAfterTheLastRequestBreaksNoPromise()
      throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    node.setStats(peer.id(), new LinkStats(7, 0, Optional.empty(), 0));
    promise(peer, LOST);
    node.advance(Duration.ofSeconds(9));

    assertThat(requested(peer)).hasSize(Outbox.MAX_SENDS);
    assertThat(node.reports()).isEmpty();
  }

  @Test
  void messageUnderAnEmbargoIsRequestedAsIfThisNodeLackedIt()
      throws InvalidProtocolBufferException {
    start(InnerRelays.dandelion());
    Peer peer = up(1);
    node.up(2, Direction.OUTBOUND);
    node.publish(LOST);
    assertThat(node.delivered()).isEmpty();
    promise(peer, LOST);
    assertThat(requested(peer)).containsExactly(LOST.id());

    node.receive(peer, LOST, ByteString.EMPTY);
    assertThat(node.delivered()).containsExactly(LOST);
  }

  @Test
  void stemOfARequestedMessageDoesNotEndTheRequests() throws InvalidProtocolBufferException {
    start(InnerRelays.dandelion());
    Peer peer = up(1);
    node.up(2, Direction.OUTBOUND);
    promise(peer, LOST);
    node.publish(LOST);
    assertThat(node.delivered()).isEmpty();
    node.advance(Duration.ofSeconds(2));

    assertThat(requested(peer)).hasSizeGreaterThan(1);
  }

  @Test
  void messageHiddenFromAPeerIsRequestedIfThatPeerPromisesIt()
      throws InvalidProtocolBufferException {
    start(InnerRelays.diffusion("outbound-mean", "10s"));
    Peer peer = up(1);
    node.publish(LOST);
    assertThat(node.delivered()).containsExactly(LOST);
    assertThat(node.mayReveal(peer, LOST.id())).isFalse();
    promise(peer, LOST);

    assertThat(requested(peer)).containsExactly(LOST.id());
    node.receive(peer, LOST, ByteString.EMPTY);
    assertThat(node.delivered()).containsExactly(LOST);
    assertThat(node.reports()).isEmpty();
  }

  // ---- what is sent --------------------------------------------------------------------------

  @Test
  void messageIsSentAtMostThreeTimesInAPeriodOnRequest() throws InvalidProtocolBufferException {
    startOverFlooding();
    node.publish(HELLO);
    Peer peer = up(1);
    compareAsPeer(peer, 1);
    assertThat(resolvedTo(peer)).containsExactly(HELLO.id());
    for (int i = 0; i < 3; i++) {
      receive(peer, RepairCodec.request(List.of(HELLO.id())));
    }
    assertThat(payloads(peer, HELLO)).isEqualTo(3);
    assertThat(node.reports()).isEmpty();

    receive(peer, RepairCodec.request(List.of(HELLO.id())));
    assertThat(payloads(peer, HELLO)).isEqualTo(3);
    assertThat(node.reports()).isEmpty();

    node.advance(Duration.ofSeconds(10));
    receive(peer, RepairCodec.request(List.of(HELLO.id())));
    assertThat(payloads(peer, HELLO)).isEqualTo(4);
  }

  @Test
  void messageThatWasNotPromisedIsNotSentOnRequest() throws InvalidProtocolBufferException {
    startOverFlooding();
    node.publish(HELLO);
    Peer peer = up(1);
    receive(peer, RepairCodec.request(List.of(HELLO.id(), LOST.id())));

    assertThat(node.payloads()).isEmpty();
    // Whether this node has one of them does not show.
    assertThat(sentTo(peer).filter(frame -> !frame.getGone().isEmpty())).isEmpty();
    assertThat(node.reports()).containsExactly(new Report(peer.id(), Misbehaviour.UNSOLICITED));
  }

  @Test
  void noMessageIsSentToAPeerThatOnlyCompares() throws InvalidProtocolBufferException {
    startOverFlooding();
    node.publish(HELLO);
    Peer peer = up(1);
    compareAsPeer(peer, 1);
    node.advance(Duration.ofMinutes(1));

    assertThat(node.payloads()).isEmpty();
  }

  @Test
  void diffusingMessageIsShownOnceItWasAnnounced() throws InvalidProtocolBufferException {
    start(InnerRelays.diffusion("outbound-mean", "10s"));
    Peer peer = up(1);
    node.publish(HELLO);
    compareAsPeer(peer, 1);
    assertThat(resolvedTo(peer)).isEmpty();

    while (node.controls().stream().noneMatch(sent -> sent.slot().equals(RepairRelay.SLOT))) {
      node.fireNext();
    }
    compareAsPeer(peer, 2);
    assertThat(resolvedTo(peer)).containsExactly(HELLO.id());
  }

  @Test
  void evictedMessageIsGone() throws InvalidProtocolBufferException {
    startOverFlooding();
    node.publish(HELLO);
    Peer peer = up(1);
    compareAsPeer(peer, 1);
    node.evict(HELLO.id());
    receive(peer, RepairCodec.request(List.of(HELLO.id())));

    assertThat(node.payloads()).isEmpty();
    assertThat(sentTo(peer).filter(frame -> !frame.getGone().isEmpty())).hasSize(1);
  }

  @Test
  void messageThatThisNodeRefusesIsRequestedOnceAndNobodyIsReported()
      throws InvalidProtocolBufferException {
    startOverFlooding();
    Peer peer = up(1);
    promise(peer, LOST);
    assertThat(requested(peer)).containsExactly(LOST.id());

    // The peer sends it, and the node does not accept it.
    node.setRefused(LOST.id(), true);
    node.advance(Duration.ofMinutes(1));
    receive(peer, RepairCodec.NUDGE);
    promise(peer, LOST);
    assertThat(requested(peer)).containsExactly(LOST.id());
    assertThat(node.reports()).isEmpty();
  }
}
