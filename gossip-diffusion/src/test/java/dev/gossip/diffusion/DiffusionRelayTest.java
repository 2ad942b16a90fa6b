package dev.gossip.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.diffusion.DiffusionCodec.Ids;
import dev.gossip.testkit.relay.RecordingRelayContext;
import dev.gossip.testkit.relay.RecordingRelayContext.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a diffusion node requests a message, and how it answers requests. */
class DiffusionRelayTest extends OneDiffusionNode {
  private static final int TRIES = TestSettings.diffusion().tries();

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
  void peerWhoseLargeMessageIsOnItsWayIsNotReported() throws InvalidProtocolBufferException {
    start();
    Peer slow = node.up(1, Direction.INBOUND);
    receive(slow, Ids.have(List.of(HELLO.id())));
    Peer other = node.up(2, Direction.INBOUND);
    receive(other, Ids.have(List.of(HELLO.id())));
    node.setComing(HELLO.id(), true);
    node.advance(Duration.ofSeconds(10));

    assertThat(node.reports()).isEmpty();
    assertThat(sentTo(slow)).containsOnlyOnce(Ids.want(List.of(HELLO.id())));
    assertThat(sentTo(other)).as("once, too").containsOnlyOnce(Ids.want(List.of(HELLO.id())));
    node.setComing(HELLO.id(), false);
    node.advance(Duration.ofSeconds(30));
    assertThat(node.reports())
        .containsExactlyInAnyOrder(
            new Report(slow.id(), Misbehaviour.BROKEN_PROMISE),
            new Report(other.id(), Misbehaviour.BROKEN_PROMISE));
  }

  @Test
  void peerThatNeverSendsWhatItAnnouncedIsReportedAfterAllTries()
      throws InvalidProtocolBufferException {
    start();
    Peer peer = node.up(1, Direction.INBOUND);
    receive(peer, Ids.have(List.of(HELLO.id())));
    while (wanted(peer) < TRIES) {
      assertThat(node.reports()).isEmpty();
      node.fireNext();
    }
    assertThat(node.reports()).isEmpty();
    node.advance(Duration.ofMinutes(1));

    assertThat(wanted(peer)).isEqualTo(TRIES);
    assertThat(node.reports()).containsExactly(new Report(peer.id(), Misbehaviour.BROKEN_PROMISE));
  }

  @Test
  void peerFromWhichNothingArrivesAfterTheLastRequestBreaksNoPromise()
      throws InvalidProtocolBufferException {
    start();
    Peer crashed = node.up(1, Direction.INBOUND);
    Peer alive = node.up(2, Direction.INBOUND);
    node.setStats(crashed.id(), new LinkStats(7, 0, Optional.empty(), 0));
    receive(crashed, Ids.have(List.of(HELLO.id())));
    receive(alive, Ids.have(List.of(HELLO.id())));
    for (int datagrams = 1; datagrams <= 300; datagrams++) {
      node.setStats(alive.id(), new LinkStats(datagrams, 0, Optional.empty(), 0));
      node.advance(Duration.ofMillis(100));
    }

    assertThat(wanted(crashed)).isEqualTo(TRIES);
    assertThat(node.reports()).containsExactly(new Report(alive.id(), Misbehaviour.BROKEN_PROMISE));
  }

  private long wanted(Peer peer) {
    return sentTo(peer).stream().filter(ids -> ids.want().contains(HELLO.id())).count();
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
  void pushedMessageIsAcknowledged() throws InvalidProtocolBufferException {
    start("announce", "false");
    Peer peer = node.up(1, Direction.OUTBOUND);
    node.receive(peer, HELLO, ByteString.EMPTY);
    assertThat(sentTo(peer)).containsExactly(Ids.heard(List.of(HELLO.id())));

    node.receive(peer, HELLO, ByteString.EMPTY);
    assertThat(sentTo(peer)).hasSize(2);
  }
}
