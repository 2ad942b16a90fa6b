package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.repair.proto.RepairFrame;
import dev.gossip.testkit.relay.RecordingRelayContext;
import dev.gossip.testkit.relay.RecordingRelayContext.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** From which peer what is promised is requested, and when again; the test plays the peers. */
class MissingMessagesTest {
  private static final MessageId LOST = RecordingRelayContext.message("lost").id();

  private final RecordingRelayContext node = new RecordingRelayContext(42);

  /** Requests what peers promise, and does nothing else. */
  private static final class Requester implements RelayStrategy {
    private final RelayContext context;
    private final MissingMessages missing;

    Requester(RelayContext context) {
      this.context = context;
      this.missing = new MissingMessages(context, this::mayReveal);
    }

    @Override
    public void onPublish(GossipMessage message) {
      context.deliver(message);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {
      context.deliver(message);
      missing.onDelivered(message.id());
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return context.delivered(id);
    }

    @Override
    public void onPeerDown(Peer peer) {
      missing.onPeerDown(peer.id());
    }

    @Override
    public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
      RepairFrame frame = RepairFrame.parseFrom(body);
      if (frame.hasResolved()) {
        RepairCodec.ids(frame.getResolved().getIds())
            .forEach(id -> missing.onPromised(from.id(), id));
        missing.flush();
      } else {
        missing.onGone(from.id(), RepairCodec.ids(frame.getGone()));
      }
    }
  }

  private Peer up(int number) {
    return node.up(number, Direction.OUTBOUND);
  }

  private void promise(Peer peer, List<MessageId> ids) throws InvalidProtocolBufferException {
    for (int from = 0; from < ids.size(); from += RepairCodec.MAX_IDS) {
      List<MessageId> some = ids.subList(from, Math.min(ids.size(), from + RepairCodec.MAX_IDS));
      node.control(peer, RepairCodec.resolved(1, some, List.of()));
    }
  }

  private static List<MessageId> ids(String name, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> RecordingRelayContext.message(name + " " + i).id())
        .toList();
  }

  private List<MessageId> requested(Peer peer) throws InvalidProtocolBufferException {
    List<MessageId> ids = new ArrayList<>();
    for (RecordingRelayContext.SentControl control : node.controls()) {
      if (control.to().equals(peer.id())) {
        ids.addAll(RepairCodec.ids(RepairFrame.parseFrom(control.body()).getRequest()));
      }
    }
    return ids;
  }

  private void setRoundTrip(Peer peer, Duration time) {
    node.setStats(peer.id(), new LinkStats(0, 0, Optional.of(time), 1_200));
  }

  // ---- room ----------------------------------------------------------------------------------

  @Test
  void peersWithManyPromisesDoNotShutOutOneWithFew() throws InvalidProtocolBufferException {
    node.start(Requester::new);
    int hostile = MissingMessages.MAX_IN_ALL / MissingMessages.MAX_PER_PEER;
    for (int i = 1; i <= hostile; i++) {
      promise(up(i), ids("fake " + i, MissingMessages.MAX_PER_PEER));
    }
    Peer honest = up(hostile + 1);
    promise(honest, List.of(LOST));

    assertThat(requested(honest)).containsExactly(LOST);
  }

  @Test
  void requestedMessageIsNotForgottenForAnother() throws InvalidProtocolBufferException {
    node.start(Requester::new);
    int hostile = MissingMessages.MAX_IN_ALL / MissingMessages.MAX_PER_PEER;
    Peer first = up(1);
    promise(first, ids("fake 1", MissingMessages.MAX_PER_PEER));
    List<MessageId> before = requested(first);
    for (int i = 2; i <= hostile; i++) {
      promise(up(i), ids("fake " + i, MissingMessages.MAX_PER_PEER));
    }
    promise(up(hostile + 1), ids("lost", MissingMessages.MAX_PER_PEER));
    assertThat(before).hasSize(MissingMessages.MAX_REQUESTED);
    node.clear();
    node.advance(Duration.ofSeconds(5));

    assertThat(requested(first)).containsAll(before);
  }

  // ---- time ----------------------------------------------------------------------------------

  @Test
  void shorterDeadlineIsMetAlthoughALongerOneWasSetBefore() throws InvalidProtocolBufferException {
    node.start(Requester::new);
    Peer slow = up(1);
    Peer fast = up(2);
    setRoundTrip(slow, Duration.ofSeconds(2));
    setRoundTrip(fast, Duration.ofMillis(10));
    promise(slow, ids("slow", 1));
    promise(fast, List.of(LOST));
    node.advance(Duration.ofMillis(539));
    assertThat(requested(fast)).hasSize(1);

    node.advance(Duration.ofMillis(1));
    assertThat(requested(fast)).hasSize(2);
    assertThat(requested(slow)).hasSize(1);
  }

  @Test
  void manyMessagesFromOnePeerHaveMoreTime() throws InvalidProtocolBufferException {
    node.start(Requester::new);
    Peer peer = up(1);
    setRoundTrip(peer, Duration.ofMillis(100));
    promise(peer, ids("lost", MissingMessages.MAX_REQUESTED));
    // 500 ms, four round trips, and 50 ms for each one before.
    node.advance(Duration.ofMillis(899));
    assertThat(requested(peer)).hasSize(MissingMessages.MAX_REQUESTED);

    node.advance(Duration.ofMillis(1));
    assertThat(requested(peer)).hasSize(MissingMessages.MAX_REQUESTED + 1);
    node.advance(Duration.ofMillis(500));
    assertThat(requested(peer)).hasSize(MissingMessages.MAX_REQUESTED + 11);
  }

  @Test
  void claimedRoundTripOfAMinuteDelaysTheNextRequestByTwelveSeconds()
      throws InvalidProtocolBufferException {
    node.start(Requester::new);
    Peer peer = up(1);
    setRoundTrip(peer, Duration.ofMinutes(1));
    promise(peer, List.of(LOST));
    node.advance(Duration.ofMillis(12_499));
    assertThat(requested(peer)).hasSize(1);

    node.advance(Duration.ofMillis(1));
    assertThat(requested(peer)).hasSize(2);
  }

  // ---- large messages ------------------------------------------------------------------------

  @Test
  void announcedMessageIsAwaitedForTwoMinutesThenRequestedAgain()
      throws InvalidProtocolBufferException {
    node.start(Requester::new);
    Peer peer = up(1);
    promise(peer, List.of(LOST));
    node.setComing(LOST, true);
    node.advance(Duration.ofSeconds(119));
    assertThat(requested(peer)).hasSize(1);

    node.advance(Duration.ofSeconds(2));
    assertThat(requested(peer)).hasSize(2);
    node.advance(Duration.ofMinutes(6));
    assertThat(requested(peer)).hasSize(3);
    assertThat(node.reports()).containsExactly(new Report(peer.id(), Misbehaviour.BROKEN_PROMISE));
  }

  @Test
  void announcedMessageThatIsSlowIsRequestedFromAnotherPeer()
      throws InvalidProtocolBufferException {
    node.start(Requester::new);
    Peer one = up(1);
    Peer two = up(2);
    promise(one, List.of(LOST));
    promise(two, List.of(LOST));
    node.setComing(LOST, true);
    node.advance(Duration.ofMillis(1_499));
    assertThat(requested(two)).isEmpty();

    node.advance(Duration.ofMillis(1));
    assertThat(requested(two)).containsExactly(LOST);
    node.advance(Duration.ofSeconds(100));
    assertThat(requested(one)).hasSize(1);
    assertThat(requested(two)).hasSize(1);
    assertThat(node.reports()).isEmpty();
  }

  // ---- slow links ----------------------------------------------------------------------------

  private void setArrived(Peer peer, long datagrams, long partBytes) {
    node.setStats(
        peer.id(), new LinkStats(datagrams, 0, Optional.of(Duration.ZERO), 1_200, partBytes));
  }

  /** A peer promises 48 messages, and sends a datagram and so many bytes in each tenth of 1 s. */
  private List<Misbehaviour> faults(long partBytes) throws InvalidProtocolBufferException {
    node.start(Requester::new);
    Peer peer = up(1);
    setArrived(peer, 1, 0);
    promise(peer, ids("lost", 48));
    for (int i = 1; i <= 300; i++) {
      setArrived(peer, 1 + i, i * partBytes);
      node.advance(Duration.ofMillis(100));
    }
    return node.reports().stream().map(Report::kind).distinct().toList();
  }

  @Test
  void peerThatSendsPartsOfWhatItPromisedIsSlow() throws InvalidProtocolBufferException {
    assertThat(faults(RelayContext.LARGE_FRAME_BYTES)).containsExactly(Misbehaviour.SLOW);
  }

  @Test
  void peerThatSendsOtherThingsBreaksItsPromises() throws InvalidProtocolBufferException {
    assertThat(faults(0)).containsExactly(Misbehaviour.BROKEN_PROMISE);
  }

  @Test
  void peerThatSendsSmallMessagesSlowlyBreaksNoPromise() throws InvalidProtocolBufferException {
    node.start(Requester::new);
    Peer peer = up(1);
    setArrived(peer, 1, 0);
    promise(peer, ids("small", 48));
    for (int i = 0; i < 48; i++) {
      setArrived(peer, 2 + i, 0);
      node.receive(peer, RecordingRelayContext.message("small " + i), ByteString.EMPTY);
      node.advance(Duration.ofMillis(250));
    }

    assertThat(node.reports()).extracting(Report::kind).containsOnly(Misbehaviour.SLOW);
  }

  // ---- gone ----------------------------------------------------------------------------------

  @Test
  void peerThatHasManyPromisesGoneIsReportedOnceInAPeriod() throws InvalidProtocolBufferException {
    node.start(Requester::new);
    Peer peer = up(1);
    List<MessageId> fake = ids("fake", 512);
    promise(peer, fake);
    node.control(peer, RepairCodec.gone(fake.subList(0, Tolerance.LIMIT)));
    assertThat(node.reports()).isEmpty();

    node.control(peer, RepairCodec.gone(fake.subList(Tolerance.LIMIT, 512)));
    assertThat(node.reports()).containsExactly(new Report(peer.id(), Misbehaviour.BROKEN_PROMISE));

    node.advance(Outbox.PERIOD);
    promise(peer, fake);
    node.control(peer, RepairCodec.gone(fake));
    assertThat(node.reports()).hasSize(2);
  }

  @Test
  void messageThatIsAlwaysGoneIsRequestedAFewTimesOnly() throws InvalidProtocolBufferException {
    node.start(Requester::new);
    Peer peer = up(1);
    for (int i = 0; i < 100; i++) {
      promise(peer, List.of(LOST));
      node.control(peer, RepairCodec.gone(List.of(LOST)));
      node.advance(Outbox.PERIOD);
    }

    assertThat(requested(peer)).hasSizeBetween(12, 36);
  }

  @Test
  void goneMessageIsRequestedFromAnotherPeer() throws InvalidProtocolBufferException {
    node.start(Requester::new);
    Peer one = up(1);
    Peer two = up(2);
    promise(one, List.of(LOST));
    promise(two, List.of(LOST));
    node.control(one, RepairCodec.gone(List.of(LOST)));

    assertThat(requested(two)).containsExactly(LOST);
  }
}
