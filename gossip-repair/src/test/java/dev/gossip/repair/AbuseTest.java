package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.repair.proto.Ask;
import dev.gossip.repair.proto.RepairFrame;
import dev.gossip.repair.proto.RepairFrame.KindCase;
import dev.gossip.repair.proto.Resolve;
import dev.gossip.repair.proto.Resolved;
import dev.gossip.testkit.relay.RecordingRelayContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One node with repair and peers that speak its protocol to harm it. */
class AbuseTest extends AttackedNode {
  private static List<MessageId> ids(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> RecordingRelayContext.message("claimed " + i).id())
        .toList();
  }

  // ---- requests ------------------------------------------------------------------------------

  @Test
  void aThousandRequestsForOneMessageAreServedThreeTimesAPeriod() {
    start();
    MessageId id = publish("hello").id();
    Peer peer = node.up(1, Direction.INBOUND);
    letPromise(peer);
    for (int i = 0; i < 1_000; i++) {
      send(peer, RepairCodec.request(List.of(id)));
    }
    assertThat(node.payloads()).hasSize(3);
    assertThat(reports(peer, Misbehaviour.UNSOLICITED)).isEqualTo(1);

    node.advance(Outbox.PERIOD);
    for (int i = 0; i < 1_000; i++) {
      send(peer, RepairCodec.request(List.of(id)));
    }
    assertThat(node.payloads()).hasSize(6);
  }

  @Test
  void requestForWhatWasNotPromisedIsReported() {
    start();
    MessageId id = publish("hello").id();
    Peer peer = node.up(1, Direction.INBOUND);
    send(peer, RepairCodec.request(List.of(id)));

    assertThat(node.payloads()).isEmpty();
    assertThat(node.controls()).isEmpty();
    assertThat(reports(peer, Misbehaviour.UNSOLICITED)).isEqualTo(1);
  }

  static Stream<RepairFrame> framesWithManyIds() {
    ByteString many = ByteString.copyFrom(new byte[100_000 * RepairCodec.ID_BYTES]);
    return Stream.of(
        RepairFrame.newBuilder().setRequest(many).build(),
        RepairFrame.newBuilder().setGone(many).build(),
        RepairFrame.newBuilder().setResolve(Resolve.newBuilder().setShortIds(many)).build(),
        RepairFrame.newBuilder()
            .setResolved(Resolved.newBuilder().setRound(1).setIds(many))
            .build());
  }

  @ParameterizedTest
  @MethodSource("framesWithManyIds")
  void frameWithAHundredThousandIdsIsMalformed(RepairFrame frame) {
    start();
    publish("hello");
    Peer peer = node.up(1, Direction.OUTBOUND);
    node.advance(MOMENT);
    node.clear();

    assertThatThrownBy(() -> node.control(peer, frame.toByteString()))
        .isInstanceOf(InvalidProtocolBufferException.class);
    assertThat(node.transcript()).isEmpty();
  }

  // ---- questions -----------------------------------------------------------------------------

  @Test
  void comparisonsThatAPeerStartsTooOftenAreReportedAndNotAnswered() {
    start();
    publish("hello");
    Peer peer = node.up(1, Direction.INBOUND);
    for (int round = 1; round <= 1_000; round++) {
      send(peer, RepairCodec.ask(round, 1, 0, 0, 8));
    }
    node.advance(MOMENT);

    assertThat(sent(peer, KindCase.SYMBOLS)).hasSizeLessThanOrEqualTo(6);
    assertThat(reports(peer, Misbehaviour.UNSOLICITED)).isEqualTo(994);
  }

  @Test
  void symbolsForOneComparisonAreBounded() {
    start();
    publish("hello");
    Peer peer = node.up(1, Direction.INBOUND);
    for (int i = 0; i < 1_000; i++) {
      ask(peer, 1, 0, RepairCodec.MAX_SYMBOLS);
    }

    int bytes =
        sent(peer, KindCase.SYMBOLS).stream()
            .mapToInt(frame -> frame.getSymbols().getSymbols().size())
            .sum();
    // Three times twice the set and 1,000 symbols more.
    assertThat(bytes).isLessThan(3 * (2 * (1 + 1_000) + RepairCodec.MAX_SYMBOLS) * 17);
    assertThat(reports(peer, Misbehaviour.UNSOLICITED)).isGreaterThan(900);
  }

  @Test
  void questionForSymbolsThatDoNotFollowTheFormerOnesIsReported() {
    start();
    publish("hello");
    Peer peer = node.up(1, Direction.INBOUND);
    ask(peer, 1, 1_000, 1);

    assertThat(sent(peer, KindCase.SYMBOLS)).isEmpty();
    assertThat(reports(peer, Misbehaviour.UNSOLICITED)).isEqualTo(1);
  }

  @Test
  void endlessSymbolsThatDoNotDecodeAreReported() {
    assertThat(askedWithNonsense(100)).isLessThanOrEqualTo(2 * (100 + 1_000) + 1_024);
    assertThat(node.reports()).hasSize(1);
    assertThat(node.reports().get(0).kind()).isEqualTo(Misbehaviour.MALFORMED_FRAME);
  }

  @Test
  void endlessSymbolsOfALargeSetAreBoundedAndProveNothing() {
    // 1,024 symbols for each answer, which takes 50 ms.
    assertThat(askedWithNonsense(Integer.MAX_VALUE)).isBetween(200_000L, 200_000L + 1_024);
    // Two honest peers after a long partition can have sets that differ by more.
    assertThat(node.reports()).isEmpty();
  }

  /** Answers with symbols that never decode; returns how many the node has asked for. */
  private long askedWithNonsense(int claimedSize) {
    start();
    Peer peer = node.up(1, Direction.OUTBOUND);
    int end = 0;
    for (int i = 0; i < 700; i++) {
      node.advance(Duration.ofMillis(50));
      List<RepairFrame> asks = sent(peer, KindCase.ASK);
      if (asks.isEmpty()) {
        break;
      }
      Ask ask = asks.get(asks.size() - 1).getAsk();
      if (ask.getRound() > 1) {
        break;
      }
      node.clear();
      end = Math.max(end, ask.getFirst() + ask.getCount());
      ByteString symbols = nonsense(ask.getCount());
      send(peer, RepairCodec.symbols(1, 5, claimedSize, ask.getFirst(), symbols));
    }
    return end;
  }

  /** Each symbol holds two short ids, which nothing separates. */
  private static ByteString nonsense(int symbols) {
    ByteBuffer bytes = ByteBuffer.allocate(symbols * 13);
    for (int i = 0; i < symbols; i++) {
      bytes.putLong(i + 1L).putInt(i + 1).put((byte) 2);
    }
    return ByteString.copyFrom(bytes.flip());
  }

  @Test
  void peerThatClaimsToHaveNothingIsComparedSeldom() {
    start();
    publish("hello");
    node.advance(Duration.ofSeconds(5));
    Peer peer = node.up(1, Direction.OUTBOUND);
    Claimant claimant = new Claimant(peer, List.of());
    for (int i = 0; i < 600; i++) {
      claimant.answer();
      for (int nudge = 0; nudge < 10; nudge++) {
        send(peer, RepairCodec.NUDGE);
      }
      node.advance(Duration.ofSeconds(1));
    }

    // Three at once, then one in ten seconds.
    List<RepairFrame> asks = sent(peer, KindCase.ASK);
    assertThat(asks.get(asks.size() - 1).getAsk().getRound()).isLessThanOrEqualTo(3 + 60);
    assertThat(asks.size()).isLessThanOrEqualTo(2 * (3 + 60));
    assertThat(sent(peer, KindCase.NUDGE).size()).isLessThanOrEqualTo(3 + 60);
    assertThat(node.reports()).isEmpty();
  }

  // ---- promises ------------------------------------------------------------------------------

  @Test
  void promisesOfMessagesThatDoNotExistAreTriedAndReported() {
    start();
    Peer peer = node.up(1, Direction.OUTBOUND);
    int count = 30;
    Claimant claimant = new Claimant(peer, ids(count));
    for (int i = 0; i < 3_000; i++) {
      node.advance(Duration.ofMillis(100));
      claimant.answer();
    }

    assertThat(claimant.requested).isBetween(count, 36 * count);
    assertThat(reports(peer, Misbehaviour.BROKEN_PROMISE)).isEqualTo(claimant.requested / 3);
  }

  @Test
  void brokenPromisesOfManyPeersDoNotPreventARequestToAnother() {
    start();
    GossipMessage hello = RecordingRelayContext.message("hello");
    List<Claimant> hostile = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      hostile.add(new Claimant(node.up(i, Direction.OUTBOUND), List.of(hello.id())));
    }
    for (int i = 0; i < 1_200; i++) {
      node.advance(Duration.ofMillis(100));
      hostile.forEach(Claimant::answer);
    }
    Claimant honest = new Claimant(node.up(11, Direction.OUTBOUND), List.of(hello.id()));
    for (int i = 0; i < 600 && honest.requested == 0; i++) {
      node.advance(Duration.ofMillis(100));
      hostile.forEach(Claimant::answer);
      honest.answer();
    }

    assertThat(honest.requested).isPositive();
    assertThat(hostile.stream().mapToInt(claimant -> claimant.requested).sum())
        .isLessThanOrEqualTo(36 + 12 * hostile.size());
  }

  // ---- many peers ----------------------------------------------------------------------------

  @Test
  void questionsOfManyPeersAreAnsweredOneAfterTheOther() {
    CodingCount coding = new CodingCount();
    node.start(
        context -> new RepairRelay(coding.counting(context), SETTINGS, AttackedNode::silent));
    publish("hello");
    List<Peer> peers =
        IntStream.rangeClosed(1, 100).mapToObj(i -> node.up(i, Direction.INBOUND)).toList();
    peers.forEach(peer -> send(peer, RepairCodec.ask(1, 1, 0, 0, 8)));
    node.advance(MOMENT);

    assertThat(coding.most).isEqualTo(Answers.MAX_CODING);
    assertThat(peers).allMatch(peer -> sent(peer, KindCase.SYMBOLS).size() == 1);
  }

  @Test
  void forgottenSetIsCodedAgainAsOftenAsAPeerMayStartComparisons() {
    start();
    publish("hello");
    Peer first = node.up(1, Direction.INBOUND);
    ask(first, 1, 0, 8);
    int others = 2;
    for (int round = 0; round < 8; round++) {
      // Each of the others asks for 3,000 symbols.
      for (int i = 0; i < Answers.MAX_KEPT / 3_000 + 1; i++) {
        Peer other = node.up(others++, Direction.INBOUND);
        ask(other, 1, 0, 1_000);
        ask(other, 1, 1_000, 1_000);
        ask(other, 1, 2_000, 1_000);
      }
      ask(first, 1, 0, 8);
    }

    assertThat(sent(first, KindCase.SYMBOLS)).hasSize(6);
    assertThat(node.reports()).isEmpty();
  }
}
