package dev.gossip.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.diffusion.DiffusionCodec.Ids;
import dev.gossip.testkit.relay.RecordingRelayContext;
import dev.gossip.testkit.relay.RecordingRelayContext.Report;
import dev.gossip.testkit.relay.RecordingRelayContext.SentControl;
import dev.gossip.testkit.relay.RecordingRelayContext.SentPayload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drives one diffusion node by hand; the test supplies peers, messages and time. */
class DiffusionRelayTest {
  private static final GossipMessage HELLO = RecordingRelayContext.message("hello");

  private RecordingRelayContext node = new RecordingRelayContext(42);

  @Test
  void publishedMessageIsAnnouncedOnceAndSentOnRequest() throws InvalidProtocolBufferException {
    start();
    Peer peer = node.up(1, Direction.OUTBOUND);
    node.publish(HELLO);

    assertThat(node.delivered()).containsExactly(HELLO);
    assertThat(node.controls()).isEmpty();
    node.fireNext();
    assertThat(sentTo(peer)).containsExactly(Ids.have(List.of(HELLO.id())));
    receive(peer, Ids.want(List.of(HELLO.id())));

    assertThat(node.payloads())
        .containsExactly(new SentPayload(peer.id(), HELLO, ByteString.EMPTY));
    node.clear();
    node.advance(Duration.ofMinutes(5));
    assertThat(node.transcript()).isEmpty();
  }

  @Test
  void announcementIsRepeatedUntilItIsAnswered() throws InvalidProtocolBufferException {
    start();
    Peer peer = node.up(1, Direction.OUTBOUND);
    node.publish(HELLO);
    node.fireNext();
    node.advance(Duration.ofSeconds(3));

    assertThat(sentTo(peer)).hasSize(4).containsOnly(Ids.have(List.of(HELLO.id())));
    receive(peer, Ids.heard(List.of(HELLO.id())));
    node.clear();
    node.advance(Duration.ofMinutes(5));
    assertThat(node.transcript()).isEmpty();
  }

  @Test
  void announcementsToASilentPeerStopAfterTheConfiguredTries() {
    start("tries", "5");
    node.up(1, Direction.OUTBOUND);
    node.publish(HELLO);
    node.advance(Duration.ofMinutes(5));

    assertThat(node.controls()).hasSize(5);
    assertThat(node.timers()).isEmpty();
  }

  @Test
  void messageThatDoesNotArriveIsRequestedFromTwoPeersAtOnce()
      throws InvalidProtocolBufferException {
    start();
    Peer one = node.up(1, Direction.OUTBOUND);
    Peer two = node.up(2, Direction.OUTBOUND);
    receive(one, Ids.have(List.of(HELLO.id())));
    receive(two, Ids.have(List.of(HELLO.id())));
    assertThat(sentTo(one)).containsExactly(Ids.want(List.of(HELLO.id())));
    assertThat(sentTo(two)).containsExactly(Ids.heard(List.of(HELLO.id())));

    for (int retry = 0; retry < 2; retry++) {
      node.clear();
      node.advance(Duration.ofSeconds(1));
      assertThat(sentTo(one)).containsExactly(Ids.want(List.of(HELLO.id())));
      assertThat(sentTo(two)).containsExactly(Ids.want(List.of(HELLO.id())));
    }

    node.receive(one, HELLO, ByteString.EMPTY);
    node.clear();
    node.advance(Duration.ofMinutes(5));
    assertThat(node.transcript()).isEmpty();
    assertThat(node.timers()).isEmpty();
  }

  @Test
  void manyInboundPeersThatNeverSendDelayAMessageByOneRetry()
      throws InvalidProtocolBufferException {
    start();
    Peer honest = node.up(1, Direction.OUTBOUND);
    List<Peer> attackers = new ArrayList<>();
    for (int number = 2; number <= 41; number++) {
      attackers.add(node.up(number, Direction.INBOUND));
    }
    for (int round = 0; round < 50; round++) {
      GossipMessage message = RecordingRelayContext.message("m" + round);
      long sentNanos = node.nowNanos();
      for (Peer attacker : attackers) {
        receive(attacker, Ids.have(List.of(message.id())));
      }
      receive(honest, Ids.have(List.of(message.id())));
      while (sentTo(honest).stream().noneMatch(ids -> ids.want().contains(message.id()))) {
        node.fireNext();
      }
      assertThat(Duration.ofNanos(node.nowNanos() - sentNanos))
          .isLessThanOrEqualTo(Duration.ofSeconds(1));
      node.receive(honest, message, ByteString.EMPTY);
      node.clear();
    }
  }

  @Test
  void unreliableInboundPeersDelayOnlyTheFirstMessage() throws InvalidProtocolBufferException {
    start();
    Peer honest = node.up(1, Direction.INBOUND);
    List<Peer> attackers = new ArrayList<>();
    for (int number = 2; number <= 41; number++) {
      attackers.add(node.up(number, Direction.INBOUND));
    }
    List<Duration> delays = new ArrayList<>();
    for (int round = 0; round < 50; round++) {
      GossipMessage message = RecordingRelayContext.message("m" + round);
      long sentNanos = node.nowNanos();
      for (Peer attacker : attackers) {
        receive(attacker, Ids.have(List.of(message.id())));
      }
      receive(honest, Ids.have(List.of(message.id())));
      while (sentTo(honest).stream().noneMatch(ids -> ids.want().contains(message.id()))) {
        node.fireNext();
      }
      delays.add(Duration.ofNanos(node.nowNanos() - sentNanos));
      node.receive(honest, message, ByteString.EMPTY);
      node.clear();
    }

    assertThat(delays).allMatch(delay -> delay.compareTo(Duration.ofSeconds(2)) <= 0);
    assertThat(delays.subList(1, 50)).containsOnly(Duration.ZERO);
  }

  @Test
  void peerThatDoesNotSendWhatItAnnouncedIsReported() throws InvalidProtocolBufferException {
    start();
    Peer peer = node.up(1, Direction.INBOUND);
    receive(peer, Ids.have(List.of(HELLO.id())));
    assertThat(node.reports()).isEmpty();
    node.advance(Duration.ofSeconds(1));

    assertThat(node.reports()).containsExactly(new Report(peer.id(), Misbehaviour.BROKEN_PROMISE));
  }

  @Test
  void announcersAreAskedInAnOrderIndependentOfTheirIds() throws InvalidProtocolBufferException {
    Set<PeerId> asked = new TreeSet<>();
    for (int seed = 0; seed < 50; seed++) {
      node = new RecordingRelayContext(seed);
      start();
      Peer first = node.up(5, Direction.INBOUND);
      receive(first, Ids.have(List.of(HELLO.id())));
      for (int number = 1; number <= 9; number++) {
        if (number != 5) {
          receive(node.up(number, Direction.INBOUND), Ids.have(List.of(HELLO.id())));
        }
      }
      node.clear();
      node.advance(Duration.ofSeconds(1));
      node.controls().stream()
          .filter(sent -> !read(sent).want().isEmpty())
          .forEach(sent -> asked.add(sent.to()));
    }

    // All except the one that has just broken its promise.
    assertThat(asked).hasSize(8);
  }

  @Test
  void requestMovesToTheNextAnnouncerWhenAPeerGoesDown() throws InvalidProtocolBufferException {
    start();
    Peer one = node.up(1, Direction.OUTBOUND);
    Peer two = node.up(2, Direction.OUTBOUND);
    receive(one, Ids.have(List.of(HELLO.id())));
    receive(two, Ids.have(List.of(HELLO.id())));
    node.clear();
    node.down(one);

    assertThat(sentTo(two)).containsExactly(Ids.want(List.of(HELLO.id())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "have", "heard"})
  void requestForAnUnannouncedMessageIsRefusedAndReported(String claim)
      throws InvalidProtocolBufferException {
    start();
    Peer peer = node.up(1, Direction.OUTBOUND);
    node.publish(HELLO);
    List<MessageId> ids = List.of(HELLO.id());
    switch (claim) {
      case "have" -> receive(peer, Ids.have(ids));
      case "heard" -> receive(peer, Ids.heard(ids));
      default -> {}
    }
    node.clear();
    receive(peer, Ids.want(ids));
    receive(peer, Ids.want(ids));

    Report report = new Report(peer.id(), Misbehaviour.UNSOLICITED);
    assertThat(node.payloads()).isEmpty();
    assertThat(sentTo(peer)).containsExactly(Ids.gone(ids), Ids.gone(ids));
    assertThat(node.reports()).containsExactly(report, report);
  }

  @Test
  void heardMessageIsSentAtMostTriesTimes() throws InvalidProtocolBufferException {
    start("tries", "3");
    Peer peer = node.up(1, Direction.OUTBOUND);
    node.publish(HELLO);
    node.fireNext();
    List<MessageId> ids = List.of(HELLO.id());
    receive(peer, Ids.heard(ids));
    node.clear();
    for (int i = 0; i < 5; i++) {
      receive(peer, Ids.want(ids));
    }

    assertThat(node.payloads()).hasSize(3);
    assertThat(sentTo(peer)).containsExactly(Ids.gone(ids), Ids.gone(ids));
    assertThat(node.reports()).isEmpty();
  }

  @Test
  void goneAnswerMovesTheRequestToTheNextAnnouncer() throws InvalidProtocolBufferException {
    start();
    Peer one = node.up(1, Direction.OUTBOUND);
    Peer two = node.up(2, Direction.OUTBOUND);
    node.publish(HELLO);
    node.advance(Duration.ofMinutes(1));
    node.evict(HELLO.id());
    receive(one, Ids.heard(List.of(HELLO.id())));
    node.clear();
    receive(one, Ids.want(List.of(HELLO.id())));
    assertThat(sentTo(one)).containsExactly(Ids.gone(List.of(HELLO.id())));
    assertThat(node.reports()).isEmpty();

    MessageId other = RecordingRelayContext.message("other").id();
    receive(one, Ids.have(List.of(other)));
    receive(two, Ids.have(List.of(other)));
    node.clear();
    receive(one, Ids.gone(List.of(other)));
    assertThat(sentTo(two)).containsExactly(Ids.want(List.of(other)));
  }

  @Test
  void requestsInFlightPerPeerAreLimited() throws InvalidProtocolBufferException {
    start("requests-per-peer", "2", "announcements-per-peer", "3");
    Peer peer = node.up(1, Direction.INBOUND);
    List<GossipMessage> messages =
        List.of("a", "b", "c", "d").stream().map(RecordingRelayContext::message).toList();
    List<MessageId> ids = messages.stream().map(GossipMessage::id).toList();
    receive(peer, Ids.have(ids));

    // The fourth gets no answer, so that the peer announces it again.
    assertThat(sentTo(peer))
        .containsExactly(new Ids(List.of(), ids.subList(0, 2), ids.subList(2, 3), List.of()));
    node.clear();
    node.receive(peer, messages.get(0), ByteString.EMPTY);
    assertThat(sentTo(peer)).containsExactly(Ids.want(ids.subList(2, 3)));
  }

  @Test
  void inboundPeersGetAnnouncementsAtTheSameTime() {
    start();
    for (int number = 1; number <= 20; number++) {
      node.up(number, Direction.INBOUND);
    }
    node.publish(HELLO);
    assertThat(node.timers()).hasSize(1);
    node.fireNext();

    assertThat(node.controls()).hasSize(20);
  }

  @Test
  void outboundPeersGetAnnouncementsIndependently() {
    start();
    for (int number = 1; number <= 20; number++) {
      node.up(number, Direction.OUTBOUND);
    }
    node.publish(HELLO);

    assertThat(node.timers()).hasSize(20);
    node.fireNext();
    assertThat(node.controls()).hasSize(1);
  }

  @Test
  void delaysHaveTheConfiguredMeans() throws InvalidProtocolBufferException {
    start("announce", "false");
    Peer outbound = node.up(1, Direction.OUTBOUND);
    Peer inbound = node.up(2, Direction.INBOUND);
    int messages = 2_000;
    double[] sum = new double[3];
    for (int i = 0; i < messages; i++) {
      GossipMessage message = RecordingRelayContext.message("m" + i);
      long start = node.nowNanos();
      node.publish(message);
      node.clear();
      List<Peer> remaining = new ArrayList<>(List.of(outbound, inbound));
      while (!remaining.isEmpty()) {
        node.fireNext();
        for (Peer peer : List.copyOf(remaining)) {
          if (node.payloads().stream().anyMatch(sent -> sent.to().equals(peer.id()))) {
            remaining.remove(peer);
            sum[peer.equals(outbound) ? 1 : 2] += node.nowNanos() - start;
            receive(peer, Ids.heard(List.of(message.id())));
          }
        }
      }
      node.advance(Duration.ofSeconds(2));
    }

    // Five standard errors of an exponential mean over 2,000 draws: 11 %.
    assertThat(sum[1] / messages / 1e9).isCloseTo(2, within(0.22));
    assertThat(sum[2] / messages / 1e9).isCloseTo(5, within(0.56));
  }

  @Test
  void batchGrowsWithTheQueue() {
    start();
    node.up(1, Direction.OUTBOUND);
    for (int i = 0; i < 2_000; i++) {
      node.publish(RecordingRelayContext.message("m" + i));
    }
    node.fireNext();

    assertThat(announcedIds()).isEqualTo(45);
  }

  @Test
  void newPeerGetsAnnouncementsOfTheNewestUnexpiredMessages() {
    start("catch-up", "2");
    Peer first = node.up(1, Direction.OUTBOUND);
    node.publish(RecordingRelayContext.message("a"));
    node.publish(RecordingRelayContext.message("b"));
    node.publish(RecordingRelayContext.message("c"));
    node.down(first);
    node.advance(Duration.ofMinutes(4));
    node.up(2, Direction.OUTBOUND);
    node.fireNext();
    assertThat(announcedIds()).isEqualTo(2);

    node.advance(Duration.ofMinutes(2));
    node.clear();
    node.up(3, Direction.OUTBOUND);
    assertThat(node.timers()).isEmpty();
  }

  @Test
  void pushedMessageIsAcknowledged() throws InvalidProtocolBufferException {
    start("announce", "false");
    Peer peer = node.up(1, Direction.OUTBOUND);
    node.receive(peer, HELLO, ByteString.EMPTY);
    assertThat(sentTo(peer)).containsExactly(Ids.heard(List.of(HELLO.id())));

    node.receive(peer, HELLO, ByteString.EMPTY);
    assertThat(sentTo(peer)).hasSize(2);
  }

  private void start(String... keysAndValues) {
    DiffusionSettings settings = TestSettings.diffusion(keysAndValues);
    node.start(context -> new DiffusionRelay(context, settings));
  }

  private void receive(Peer from, Ids ids) throws InvalidProtocolBufferException {
    for (ByteString frame : DiffusionCodec.frames(ids, 10_000)) {
      node.control(from, frame);
    }
  }

  private List<Ids> sentTo(Peer to) {
    return node.controls().stream()
        .filter(sent -> sent.to().equals(to.id()))
        .map(DiffusionRelayTest::read)
        .toList();
  }

  private int announcedIds() {
    return node.controls().stream().mapToInt(sent -> read(sent).have().size()).sum();
  }

  private static Ids read(SentControl sent) {
    try {
      return DiffusionCodec.parse(sent.body());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
