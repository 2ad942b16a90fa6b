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
import dev.gossip.repair.proto.RepairFrame;
import dev.gossip.testkit.relay.RecordingRelayContext;
import dev.gossip.testkit.relay.RecordingRelayContext.Report;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a peer is sent on request, of what it was promised. */
class OutboxTest {
  private static final GossipMessage HELLO = RecordingRelayContext.message("hello");
  private static final PeerId PEER = RecordingRelayContext.peerId(1);

  // The clock of a machine may be negative.
  private final RecordingRelayContext node =
      new RecordingRelayContext(42, -Duration.ofDays(1).toNanos());
  private Peer peer = new Peer(PEER, Direction.INBOUND);

  /** Promises what the peer resolves, and sends what it requests. */
  private static final class Sender implements RelayStrategy {
    private final RelayContext context;
    private final Outbox outbox;

    Sender(RelayContext context) {
      this.context = context;
      this.outbox = new Outbox(context, PEER, this::mayReveal);
    }

    @Override
    public void onPublish(GossipMessage message) {
      context.deliver(message);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {
      context.deliver(message);
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return context.delivered(id);
    }

    @Override
    public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
      RepairFrame frame = RepairFrame.parseFrom(body);
      RepairCodec.ids(frame.getResolved().getIds()).forEach(outbox::promise);
      if (frame.hasRequest()) {
        outbox.onRequest(RepairCodec.ids(frame.getRequest()));
      }
    }
  }

  @BeforeEach
  void start() {
    node.start(Sender::new);
    peer = node.up(1, Direction.INBOUND);
    node.publish(HELLO);
  }

  private void letPromise(List<MessageId> ids) throws InvalidProtocolBufferException {
    for (int from = 0; from < ids.size(); from += RepairCodec.MAX_IDS) {
      List<MessageId> some = ids.subList(from, Math.min(ids.size(), from + RepairCodec.MAX_IDS));
      node.control(peer, RepairCodec.resolved(1, some, List.of()));
    }
  }

  private void request(MessageId... ids) throws InvalidProtocolBufferException {
    node.control(peer, RepairCodec.request(List.of(ids)));
  }

  private int gone() throws InvalidProtocolBufferException {
    int count = 0;
    for (RecordingRelayContext.SentControl control : node.controls()) {
      count += RepairCodec.ids(RepairFrame.parseFrom(control.body()).getGone()).size();
    }
    return count;
  }

  private static List<MessageId> others(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> RecordingRelayContext.message("other " + i).id())
        .toList();
  }

  // ---- twice ---------------------------------------------------------------------------------

  @Test
  void requestsWhileTheLinkIsBusyAreServedOnce() throws InvalidProtocolBufferException {
    letPromise(List.of(HELLO.id()));
    node.limitRoom(0);
    for (int i = 0; i < 100; i++) {
      request(HELLO.id(), HELLO.id());
    }
    node.limitRoom(1 << 20);
    node.advance(Duration.ofSeconds(1));
    assertThat(node.payloads()).hasSize(1);
    assertThat(node.reports()).isEmpty();

    request(HELLO.id());
    request(HELLO.id());
    assertThat(node.payloads()).hasSize(3);
  }

  @Test
  void messageIsSentAgainInTheNextPeriod() throws InvalidProtocolBufferException {
    letPromise(List.of(HELLO.id()));
    for (int i = 0; i < 10; i++) {
      request(HELLO.id());
    }
    assertThat(node.payloads()).hasSize(Outbox.MAX_SENDS);

    node.advance(Outbox.PERIOD);
    request(HELLO.id());
    assertThat(node.payloads()).hasSize(Outbox.MAX_SENDS + 1);
  }

  @Test
  void excessiveRequestsAreReportedOnceInAPeriodIfThereAreMany()
      throws InvalidProtocolBufferException {
    letPromise(List.of(HELLO.id()));
    for (int i = 0; i < Outbox.MAX_SENDS + Tolerance.LIMIT; i++) {
      request(HELLO.id());
    }
    assertThat(node.reports()).isEmpty();

    for (int i = 0; i < 100; i++) {
      request(HELLO.id());
    }
    assertThat(node.reports()).containsExactly(new Report(PEER, Misbehaviour.UNSOLICITED));
    node.advance(Outbox.PERIOD);
    for (int i = 0; i < 100; i++) {
      request(HELLO.id());
    }
    assertThat(node.reports()).hasSize(2);
  }

  // ---- promises ------------------------------------------------------------------------------

  @Test
  void requestForAForgottenPromiseIsAnsweredAndNotReported() throws InvalidProtocolBufferException {
    letPromise(List.of(HELLO.id()));
    letPromise(others(Outbox.MAX_PROMISED));
    request(HELLO.id());

    assertThat(node.payloads()).isEmpty();
    assertThat(gone()).isEqualTo(1);
    assertThat(node.reports()).isEmpty();
  }

  @Test
  void manyRequestsForForgottenPromisesAreReportedOnce() throws InvalidProtocolBufferException {
    letPromise(others(2 * Outbox.MAX_PROMISED));
    for (MessageId id : others(200)) {
      request(id);
    }

    assertThat(node.reports()).containsExactly(new Report(PEER, Misbehaviour.UNSOLICITED));
  }

  @Test
  void promiseThatIsRepeatedIsRememberedLonger() throws InvalidProtocolBufferException {
    letPromise(List.of(HELLO.id()));
    letPromise(others(Outbox.MAX_PROMISED - 1));
    letPromise(List.of(HELLO.id()));
    letPromise(List.of(RecordingRelayContext.message("one more").id()));
    request(HELLO.id());

    assertThat(node.payloads()).hasSize(1);
  }

  @Test
  void requestForWhatWasNeverPromisedIsReported() throws InvalidProtocolBufferException {
    letPromise(others(Outbox.MAX_PROMISED));
    request(HELLO.id());

    assertThat(node.payloads()).isEmpty();
    assertThat(gone()).isZero();
    assertThat(node.reports()).containsExactly(new Report(PEER, Misbehaviour.UNSOLICITED));
  }
}
