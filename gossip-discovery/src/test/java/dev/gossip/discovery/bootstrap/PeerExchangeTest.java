package dev.gossip.discovery.bootstrap;

import static dev.gossip.discovery.testing.DiscoveryNode.addresses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.discovery.bootstrap.ExchangeCodec.Addresses;
import dev.gossip.discovery.bootstrap.ExchangeCodec.Content;
import dev.gossip.discovery.bootstrap.ExchangeCodec.Question;
import dev.gossip.discovery.testing.DiscoveryNode;
import dev.gossip.discovery.testing.DiscoveryNode.Proposal;
import dev.gossip.discovery.testing.DiscoveryNode.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeerExchangeTest {
  private static final String PUBLIC = "198.51.100.1:7400";
  private static final ByteString ASK = ExchangeCodec.ask(Optional.empty());

  private final DiscoveryNode node = node(Exchange.ON);

  private static DiscoveryNode node(Exchange exchange) {
    DiscoveryNode node = new DiscoveryNode(context -> new Bootstrap(context, exchange));
    node.start();
    return node;
  }

  // ---- asking --------------------------------------------------------------------------------

  @Test
  void nodeSendsNothingUntilAnotherIsUp() {
    node.advance(Duration.ofHours(1));

    assertThat(node.drainSent()).isEmpty();
  }

  @Test
  void nodeAsksEachOtherOnceWhenItComesUp() {
    PeerId first = node.nodeUp(1, PUBLIC);
    PeerId second = node.nodeUp(2, "203.0.113.1:7400");

    assertThat(node.drainSent()).containsExactly(new Sent(first, ASK), new Sent(second, ASK));
  }

  @Test
  void nodeThatDoesNotAnswerIsAskedAgainWithGrowingPauses() {
    PeerId silent = node.nodeUp(1, PUBLIC);

    assertThat(askedWithin(silent, Duration.ofMinutes(1))).isBetween(4L, 5L);
    node.advance(Duration.ofMinutes(10));
    node.drainSent();
    assertThat(askedWithin(silent, Duration.ofMinutes(60))).isBetween(9L, 16L);
  }

  @Test
  void nodeThatAnsweredIsAskedAgainAfterItMayAnswerAgain() throws Exception {
    PeerId peer = node.nodeUp(1, PUBLIC);
    answer(peer, List.of());

    assertThat(askedWithin(peer, Duration.ofSeconds(10))).as("when it came up").isEqualTo(1);
    assertThat(askedWithin(peer, Duration.ofSeconds(50))).isEqualTo(2);
    assertThat(askedWithin(peer, Duration.ofMinutes(60))).isBetween(10L, 18L);
  }

  private long askedWithin(PeerId id, Duration time) {
    node.advance(time);
    return node.drainSent().stream().filter(sent -> sent.to().equals(id)).count();
  }

  @Test
  void nodeThatIsGoneIsNotAskedAgain() {
    PeerId gone = node.nodeUp(1, PUBLIC);
    node.drainSent();
    node.nodeDown(gone);
    node.advance(Duration.ofHours(1));

    assertThat(node.drainSent()).isEmpty();
    assertThat(node.pendingTimers()).isZero();
  }

  @Test
  void questionSaysWhereTheNodeCanBeReachedUnlessThatIsSeen() throws Exception {
    PeerAddress own = PeerAddress.parse("203.0.113.9:7400");
    node.book().setOwnAddress(own);
    node.observe(DiscoveryNode.peerId(2), own.toString());

    node.nodeUp(1, PUBLIC);
    node.nodeUp(2, "198.51.100.2:7400");

    assertThat(contents())
        .containsExactly(new Question(64, Optional.of(own)), new Question(64, Optional.empty()));
  }

  @Test
  void answersThatWereNotAskedForAreIgnored() throws Exception {
    PeerId peer = node.nodeUp(1, PUBLIC);
    answer(peer, addresses("203.0.", 3));
    node.drainProposals();

    answer(peer, addresses("203.1.", 3));
    answer(DiscoveryNode.peerId(99), addresses("203.1.", 3));

    assertThat(node.drainProposals()).isEmpty();
  }

  @Test
  void addressesOfAnAnswerAreProposedAsNamedByItsSender() throws Exception {
    PeerId peer = node.nodeUp(1, PUBLIC);
    PeerAddress named = PeerAddress.parse("203.0.113.5:7400");

    answer(peer, List.of(named));

    assertThat(node.drainProposals())
        .containsExactly(
            new Proposal(named, AddressSource.NODE, Optional.of(PeerAddress.parse(PUBLIC))));
  }

  @Test
  void strangersCannotNameAddressesOfTheLocalNetworkOrTheMachine() throws Exception {
    List<PeerAddress> all =
        List.of(
            PeerAddress.parse("127.0.0.1:22"),
            PeerAddress.parse("10.0.0.1:7400"),
            PeerAddress.parse("203.0.113.5:7400"));

    answer(node.nodeUp(1, PUBLIC), all);
    assertThat(node.drainAddresses()).containsExactly("203.0.113.5:7400");
    answer(node.nodeUp(2, "10.0.0.9:7400"), all);
    assertThat(node.drainAddresses()).containsExactly("10.0.0.1:7400", "203.0.113.5:7400");
    answer(node.nodeUp(3, "127.0.0.1:7401"), all);
    assertThat(node.drainAddresses()).hasSize(3);
  }

  @Test
  void addressesOfARefusalAreProposedAsNamedByTheNodeThatRefused() {
    node.dialed(PUBLIC, DialOutcome.Kind.REFUSED, "203.0.113.5:7400", "10.0.0.1:7400");

    assertThat(node.drainProposals())
        .containsExactly(
            new Proposal(
                PeerAddress.parse("203.0.113.5:7400"),
                AddressSource.NODE,
                Optional.of(PeerAddress.parse(PUBLIC))));
  }

  // ---- answering -----------------------------------------------------------------------------

  @Test
  void askerIsAnsweredAtMostOnceInTenSeconds() throws Exception {
    addresses("203.0.", 10).forEach(node.book()::shookHands);
    PeerId asker = node.nodeUp(1, PUBLIC);
    int answers = 0;
    for (int second = 0; second < 600; second++) {
      node.receive(asker, ASK);
      answers += answersTo(asker).size();
      node.advance(Duration.ofSeconds(1));
    }

    assertThat(answers).isEqualTo(60);
  }

  @Test
  void nodesThatAreNotUpGetNoAnswer() throws Exception {
    addresses("203.0.", 10).forEach(node.book()::shookHands);
    PeerId gone = node.nodeUp(1, PUBLIC);
    node.nodeDown(gone);
    node.drainSent();

    node.receive(gone, ASK);
    node.receive(DiscoveryNode.peerId(99), ASK);

    assertThat(node.drainSent()).isEmpty();
  }

  @Test
  void allAskersGetTheSameShareForTenMinutes() throws Exception {
    addresses("203.0.", 1_000).forEach(node.book()::shookHands);

    List<PeerAddress> first = ask(1);
    node.advance(Duration.ofMinutes(9));
    List<PeerAddress> second = ask(2);
    node.advance(Duration.ofMinutes(2));
    List<PeerAddress> third = ask(3);

    assertThat(first).hasSize(64);
    assertThat(second).containsExactlyElementsOf(first);
    assertThat(third).hasSize(64).isNotEqualTo(first);
  }

  @Test
  void shareIsDrawnAgainWhenAQuarterMoreMayBePassedOn() throws Exception {
    List<PeerAddress> known = addresses("203.0.", 125);
    known.subList(0, 100).forEach(node.book()::shookHands);
    List<PeerAddress> first = ask(1);

    known.subList(100, 124).forEach(node.book()::shookHands);
    assertThat(ask(2)).isEqualTo(first);
    node.book().shookHands(known.get(124));
    assertThat(ask(3)).isNotEqualTo(first);
  }

  @Test
  void shareIsAQuarterButNotFewerThanThirtyTwo() throws Exception {
    assertThat(shareOf(20)).isEqualTo(20);
    assertThat(shareOf(100)).isEqualTo(32);
    assertThat(shareOf(200)).isEqualTo(46);
    assertThat(shareOf(400)).isEqualTo(64);
  }

  private static int shareOf(int passable) throws InvalidProtocolBufferException {
    PeerExchangeTest fresh = new PeerExchangeTest();
    addresses("203.0.", passable).forEach(fresh.node.book()::shookHands);
    return fresh.ask(1).size();
  }

  @Test
  void answersLeaveOutWhatMeansSomethingElseToTheAsker() throws Exception {
    for (String known : List.of("127.0.0.1:1", "10.0.0.1:1", "203.0.113.5:1", "203.0.113.6:1")) {
      node.book().shookHands(PeerAddress.parse(known));
    }
    node.book().setOwnAddress(PeerAddress.parse("203.0.113.6:1"));

    assertThat(ask(1)).containsExactly(PeerAddress.parse("203.0.113.5:1"));
    PeerId local = node.nodeUp(2, "10.0.0.1:1");
    node.receive(local, ASK);
    assertThat(answersTo(local))
        .as("without the address of the asker")
        .containsExactly(new Addresses(List.of(PeerAddress.parse("203.0.113.5:1"))));
  }

  @Test
  void answersHaveAsManyAddressesAsAskedForAndFit() throws Exception {
    addresses("203.0.", 100).forEach(node.book()::shookHands);
    node.limitControl(100);

    assertThat(ask(1)).hasSize(14);
  }

  @Test
  void advertisedAddressIsProposedOnceAMinuteAsNamedByTheAsker() throws Exception {
    PeerId asker = node.nodeUp(1, PUBLIC);
    PeerAddress advertised = PeerAddress.parse("203.0.113.5:7400");

    node.receive(asker, ExchangeCodec.ask(Optional.of(advertised)));
    node.receive(asker, ExchangeCodec.ask(Optional.of(PeerAddress.parse("203.0.113.6:7400"))));

    assertThat(node.drainProposals())
        .containsExactly(
            new Proposal(advertised, AddressSource.NODE, Optional.of(PeerAddress.parse(PUBLIC))));
  }

  @Test
  void privateNodeNeitherAsksNorAnswersNorAdvertises() throws Exception {
    DiscoveryNode hidden = node(Exchange.OFF);
    addresses("203.0.", 10).forEach(hidden.book()::shookHands);
    hidden.book().setOwnAddress(PeerAddress.parse("203.0.113.5:7400"));
    PeerId asker = hidden.nodeUp(1, PUBLIC);

    hidden.receive(asker, ASK);
    hidden.receive(asker, ExchangeCodec.answer(addresses("203.1.", 3), 1_000).orElseThrow());
    hidden.advance(Duration.ofHours(1));

    assertThat(hidden.drainSent()).isEmpty();
    assertThat(hidden.drainProposals()).isEmpty();
  }

  @Test
  void malformedFramesChangeNothing() throws Exception {
    PeerId peer = node.nodeUp(1, PUBLIC);

    assertThatThrownBy(() -> node.receive(peer, ByteString.copyFromUtf8("?")))
        .isInstanceOf(InvalidProtocolBufferException.class);

    answer(peer, addresses("203.0.", 1));
    assertThat(node.drainProposals()).hasSize(1);
  }

  private List<PeerAddress> ask(int number) throws InvalidProtocolBufferException {
    PeerId asker = node.nodeUp(number, "198.51.100." + number + ":7400");
    node.receive(asker, ASK);
    List<Addresses> answers = answersTo(asker);
    assertThat(answers).hasSize(1);
    return answers.get(0).list();
  }

  private void answer(PeerId from, List<PeerAddress> addresses)
      throws InvalidProtocolBufferException {
    // A list without addresses: protobuf of an answer with nothing in it.
    ByteString none = ByteString.copyFrom(new byte[] {0x12, 0});
    node.receive(from, ExchangeCodec.answer(addresses, 1_000).orElse(none));
  }

  private List<Addresses> answersTo(PeerId asker) throws InvalidProtocolBufferException {
    List<Addresses> answers = new ArrayList<>();
    for (Sent sent : node.drainSent()) {
      if (sent.to().equals(asker)
          && ExchangeCodec.parse(sent.body()) instanceof Addresses addresses) {
        answers.add(addresses);
      }
    }
    return answers;
  }

  private List<Content> contents() throws InvalidProtocolBufferException {
    List<Content> contents = new ArrayList<>();
    for (Sent sent : node.drainSent()) {
      contents.add(ExchangeCodec.parse(sent.body()));
    }
    return contents;
  }
}
