package dev.gossip.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.ForwardingRelay;
import dev.gossip.diffusion.DiffusionCodec.Ids;
import dev.gossip.testkit.relay.RecordingRelayContext;
import dev.gossip.testkit.relay.RecordingRelayContext.SentControl;
import dev.gossip.testkit.relay.RecordingRelayContext.SentPayload;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Drives one Dandelion++ node by hand: which messages it holds, relays and spreads. */
class DandelionRelayTest extends OneDandelionNode {
  @Test
  void ownMessageIsSentToOneOutboundPeerAndIsInvisibleToOthers() {
    startOverFlooding(NO_DIFFUSER);
    List<Peer> outbound = up(1, 8, Direction.OUTBOUND);
    up(9, 20, Direction.INBOUND);
    node.publish(HELLO);

    assertThat(stems()).hasSize(1);
    assertThat(node.payloads()).hasSize(1);
    assertThat(outbound).extracting(Peer::id).contains(stems().get(0).to());
    assertThat(node.delivered()).isEmpty();
    assertThat(node.controls()).isEmpty();
  }

  @Test
  void diffuserStemsItsOwnMessagesAndEndsStemsOfOthers() throws InvalidProtocolBufferException {
    startAsDiffuser();
    up(1, 2, Direction.OUTBOUND);
    Peer inbound = node.up(3, Direction.INBOUND);
    node.publish(HELLO);
    assertThat(stems()).hasSize(1);
    assertThat(node.delivered()).isEmpty();

    GossipMessage other = RecordingRelayContext.message("other");
    node.receive(inbound, other, DandelionCodec.STEM);
    assertThat(node.delivered()).containsExactly(other);
    assertThat(stems()).hasSize(1);
  }

  @Test
  void poolHoldsMoreThanAThousandOwnMessages() {
    startOverFlooding();
    up(1, 2, Direction.OUTBOUND);
    for (int i = 0; i < 1_100; i++) {
      node.publish(RecordingRelayContext.message("m" + i));
    }

    assertThat(stems()).hasSize(1_100);
    assertThat(node.delivered()).isEmpty();
  }

  @Test
  void fullOwnPoolEndsTheOldestEmbargo() {
    startOverFlooding("q", "0.01", "own-pool", "3");
    up(1, 2, Direction.OUTBOUND);
    List<GossipMessage> messages =
        List.of("a", "b", "c", "d", "e").stream().map(RecordingRelayContext::message).toList();
    messages.forEach(node::publish);

    assertThat(stems()).extracting(SentPayload::message).containsExactlyElementsOf(messages);
    assertThat(node.delivered()).containsExactlyElementsOf(messages.subList(0, 2));
  }

  @Test
  void heldMessageReportedAsNewAgainIsHeldOnce() throws InvalidProtocolBufferException {
    DandelionSettings settings = TestSettings.dandelion("q", "0.01", "stem-pool-per-peer", "1");
    node.start(
        context -> new Forgetful(new DandelionRelay(context, settings, FluffRelays.flooding())));
    up(1, 2, Direction.OUTBOUND);
    Peer inbound = node.up(3, Direction.INBOUND);
    node.receive(inbound, HELLO, DandelionCodec.STEM);
    node.receive(inbound, HELLO, DandelionCodec.STEM);
    assertThat(stems()).hasSize(1);
    assertThat(node.timers()).hasSize(2);

    node.receive(inbound, HELLO, ByteString.EMPTY);
    assertThat(node.delivered()).containsExactly(HELLO);
    assertThat(node.timers()).isEmpty();
    node.receive(inbound, RecordingRelayContext.message("other"), DandelionCodec.STEM);
    assertThat(node.delivered()).as("delivered; the pool has room again").hasSize(1);
  }

  /** The relay of a node that reports every copy of a message as the first. */
  private static final class Forgetful extends ForwardingRelay {
    Forgetful(DandelionRelay relay) {
      super(relay);
    }

    @Override
    public void onDuplicate(GossipMessage message, Arrival arrival)
        throws InvalidProtocolBufferException {
      onMessage(message, arrival);
    }
  }

  @Test
  void everyStemCopyIsAcknowledgedAndARetransmissionIsNotALoop()
      throws InvalidProtocolBufferException {
    startOverFlooding(NO_DIFFUSER);
    up(1, 2, Direction.OUTBOUND);
    Peer inbound = node.up(3, Direction.INBOUND);
    node.receive(inbound, HELLO, DandelionCodec.STEM);
    node.receive(inbound, HELLO, DandelionCodec.STEM);

    SentControl acknowledgement = new SentControl(inbound.id(), DandelionCodec.arrived(HELLO.id()));
    assertThat(node.controls()).containsExactly(acknowledgement, acknowledgement);
    assertThat(stems()).hasSize(1);
    assertThat(node.delivered()).isEmpty();
  }

  @Test
  void loopedStemTakesTheOtherDestinationAndThenEnds() throws InvalidProtocolBufferException {
    startOverFlooding(NO_DIFFUSER);
    up(1, 2, Direction.OUTBOUND);
    List<Peer> inbound = up(3, 5, Direction.INBOUND);
    node.receive(inbound.get(0), HELLO, DandelionCodec.STEM);
    node.receive(inbound.get(1), HELLO, DandelionCodec.STEM);
    node.receive(inbound.get(1), HELLO, DandelionCodec.STEM);
    assertThat(stems()).extracting(SentPayload::to).hasSize(2).doesNotHaveDuplicates();
    assertThat(node.delivered()).isEmpty();
    assertThat(node.timers()).as("timers: embargo and retry").hasSize(2);

    node.receive(inbound.get(2), HELLO, DandelionCodec.STEM);
    assertThat(node.delivered()).containsExactly(HELLO);
    assertThat(node.timers()).isEmpty();
  }

  @Test
  void originTreatsALoopedStemLikeAnyOtherNode() throws InvalidProtocolBufferException {
    startOverFlooding(NO_DIFFUSER);
    up(1, 2, Direction.OUTBOUND);
    Peer last = node.up(3, Direction.INBOUND);
    node.publish(HELLO);
    node.receive(last, HELLO, DandelionCodec.STEM);

    assertThat(stems()).extracting(SentPayload::to).hasSize(2).doesNotHaveDuplicates();
    assertThat(node.delivered()).isEmpty();
  }

  @Test
  void loopedStemIsNotSentToThePeerItCameBackFrom() throws InvalidProtocolBufferException {
    startOverFlooding(NO_DIFFUSER);
    List<Peer> outbound = up(1, 2, Direction.OUTBOUND);
    node.publish(HELLO);
    PeerId next = stems().get(0).to();
    Peer other = outbound.get(outbound.get(0).id().equals(next) ? 1 : 0);
    node.receive(other, HELLO, DandelionCodec.STEM);

    assertThat(stems()).hasSize(1);
    assertThat(node.delivered()).containsExactly(HELLO);
  }

  @Test
  void peerThatSentALoopCannotAcknowledgeTheNewDestination() throws InvalidProtocolBufferException {
    startOverFlooding(NO_DIFFUSER);
    List<Peer> outbound = up(1, 2, Direction.OUTBOUND);
    Peer spy = node.up(3, Direction.INBOUND);
    node.publish(HELLO);
    node.receive(spy, HELLO, DandelionCodec.STEM);
    assertThat(stems()).hasSize(2);
    node.control(spy, DandelionCodec.arrived(HELLO.id()));
    PeerId first = stems().get(0).to();
    node.control(
        outbound.get(outbound.get(0).id().equals(first) ? 0 : 1),
        DandelionCodec.arrived(HELLO.id()));
    assertThat(node.timers()).as("timers: embargo and retry").hasSize(2);
  }

  @Test
  void acknowledgedStemIsNotSentAgain() throws InvalidProtocolBufferException {
    startOverFlooding(NO_DIFFUSER);
    List<Peer> outbound = up(1, 2, Direction.OUTBOUND);
    node.publish(HELLO);
    PeerId next = stems().get(0).to();
    Peer other = outbound.get(outbound.get(0).id().equals(next) ? 1 : 0);
    node.control(other, DandelionCodec.arrived(HELLO.id()));
    assertThat(node.timers()).hasSize(2);
    node.control(
        outbound.get(outbound.indexOf(other) == 0 ? 1 : 0), DandelionCodec.arrived(HELLO.id()));

    assertThat(node.timers()).hasSize(1).allMatch(timer -> timer.contains("embargo"));
  }

  @Test
  void onePeerCannotFillThePool() throws InvalidProtocolBufferException {
    startOverFlooding(
        "q", "0.01", "stem-pool", "6", "stem-pool-per-peer", "4", "hop-time", "100ms");
    up(1, 2, Direction.OUTBOUND);
    Peer greedy = node.up(3, Direction.INBOUND);
    Peer modest = node.up(4, Direction.INBOUND);
    receiveStems(greedy, 5);
    assertThat(node.delivered()).hasSize(1);

    receiveStems(modest, 2);
    assertThat(node.delivered()).hasSize(1);
    receiveStems(modest, 1);
    assertThat(node.delivered()).hasSize(2);
    for (int i = 0; i < 6; i++) {
      node.publish(RecordingRelayContext.message("own " + i));
    }
    assertThat(node.delivered()).hasSize(2);
    node.advance(Duration.ofMinutes(5));
    assertThat(node.delivered()).hasSize(14).doesNotHaveDuplicates();
  }

  @Test
  void fluffRelayRequestsAHeldMessageAndAPublicCopyEndsTheEmbargo()
      throws InvalidProtocolBufferException {
    start(FluffRelays.diffusion(), NO_DIFFUSER);
    Peer peer = node.up(1, Direction.OUTBOUND);
    node.publish(HELLO);
    node.control(peer, DandelionRelay.SLOT, have(HELLO));
    // "Want", not "heard": the peer must not notice that the message is here.
    assertThat(node.controls())
        .containsExactly(
            new SentControl(
                peer.id(),
                DandelionRelay.SLOT,
                DiffusionCodec.frames(Ids.want(List.of(HELLO.id())), 1_000).get(0)));

    node.receive(peer, HELLO, ByteString.EMPTY);
    assertThat(node.delivered()).containsExactly(HELLO);
    assertThat(node.timers()).noneMatch(timer -> timer.contains("embargo"));
    node.clear();
    node.control(peer, DandelionRelay.SLOT, have(HELLO));
    assertThat(node.controls())
        .containsExactly(
            new SentControl(
                peer.id(),
                DandelionRelay.SLOT,
                DiffusionCodec.frames(Ids.heard(List.of(HELLO.id())), 1_000).get(0)));
  }

  @Test
  void heldMessageIsNotServed() throws InvalidProtocolBufferException {
    start(FluffRelays.diffusion(), NO_DIFFUSER);
    Peer peer = node.up(1, Direction.OUTBOUND);
    Peer spy = node.up(2, Direction.INBOUND);
    node.publish(HELLO);
    node.clear();
    node.control(spy, DandelionRelay.SLOT, have(HELLO));
    node.control(
        spy,
        DandelionRelay.SLOT,
        DiffusionCodec.frames(Ids.want(List.of(HELLO.id())), 1_000).get(0));

    assertThat(node.payloads()).isEmpty();
    assertThat(peer).isNotEqualTo(spy);
  }

  @Test
  void embargoIsExponentialWithTheMeanFromThePaper() {
    int trials = 4_000;
    double sum = 0;
    int late = 0;
    for (int i = 0; i < trials; i++) {
      node = new RecordingRelayContext(i);
      startOverFlooding("q", "0.25", "hop-time", "100ms");
      node.up(1, Direction.OUTBOUND);
      node.publish(HELLO);
      long start = node.nowNanos();
      while (node.delivered().isEmpty()) {
        node.fireNext();
      }
      double seconds = (node.nowNanos() - start) / 1e9;
      sum += seconds;
      late += seconds > 3 * 5.69 ? 1 : 0;
    }

    // Five standard errors: 8 % of the mean, and 1.8 % of the trials for the tail of exp(-3).
    assertThat(sum / trials).isCloseTo(5.69, within(0.46));
    assertThat((double) late / trials).isCloseTo(0.0498, within(0.018));
  }

  @Test
  void embargoEndsWithinHalfTheLifetime() {
    for (int i = 0; i < 200; i++) {
      node = new RecordingRelayContext(i);
      startOverFlooding("q", "0.01", "hop-time", "1s");
      node.up(1, Direction.OUTBOUND);
      node.publish(HELLO);
      node.advance(Duration.ofMillis(HELLO.lifetimeMillis() / 2));
      assertThat(node.delivered()).containsExactly(HELLO);
    }
  }

  private void receiveStems(Peer from, int count) throws InvalidProtocolBufferException {
    for (int i = 0; i < count; i++) {
      String text = from + " " + node.payloads().size() + " " + i;
      node.receive(from, RecordingRelayContext.message(text), DandelionCodec.STEM);
    }
  }

  private static ByteString have(GossipMessage message) {
    return DiffusionCodec.frames(Ids.have(List.of(message.id())), 1_000).get(0);
  }

  /** Tries seeds until the node is a diffuser. */
  private void startAsDiffuser() {
    for (long seed = 0; ; seed++) {
      node = new RecordingRelayContext(seed);
      startOverFlooding("q", "0.5");
      node.up(98, Direction.OUTBOUND);
      Peer peer = node.up(99, Direction.INBOUND);
      try {
        node.receive(peer, RecordingRelayContext.message("probe"), DandelionCodec.STEM);
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
      if (!node.delivered().isEmpty()) {
        node.down(peer);
        node.clear();
        return;
      }
    }
  }
}
