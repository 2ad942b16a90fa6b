package dev.gossip.core.engine.pull;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.TestPlugins.AnyRelay;
import dev.gossip.core.engine.network.TestPlugins.Flood;
import dev.gossip.core.engine.network.TestPlugins.RecordingSpamControl;
import dev.gossip.core.engine.wire.Frames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What relays see of large messages, and what they decide about them. */
@Timeout(60)
class LargeMessageRelaysTest extends PullFixture {
  private static final ByteString HEADER = ByteString.copyFromUtf8("from ");

  private final SortedMap<PeerId, Recording> relays = new TreeMap<>();
  private final RecordingSpamControl spam = new RecordingSpamControl();

  /** Floods with a header that names the sender, and keeps what it sees. */
  private static class Recording extends Flood {
    final List<Arrival> first = new ArrayList<>();
    final List<Arrival> further = new ArrayList<>();
    boolean delivers = true;
    boolean reveals = true;

    Recording(RelayContext context) {
      super(context);
    }

    private ByteString header() {
      return HEADER.concat(context.self().bytes().substring(0, 4));
    }

    @Override
    public void onPublish(GossipMessage message) {
      deliver(message);
      context.peers().forEach(peer -> context.send(peer.id(), message, header()));
    }

    private void deliver(GossipMessage message) {
      if (delivers) {
        context.deliver(message);
      }
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival)
        throws InvalidProtocolBufferException {
      first.add(arrival);
      deliver(message);
      for (Peer peer : context.peers()) {
        if (!peer.id().equals(arrival.from().id())) {
          context.send(peer.id(), message, header());
        }
      }
    }

    @Override
    public void onDuplicate(GossipMessage message, Arrival arrival) {
      further.add(arrival);
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return reveals && super.mayReveal(to, id);
    }
  }

  private MemoryNode startRecording(int port, int... peers) {
    return start(
        port,
        List.of(
            new AnyRelay(
                context -> {
                  Recording relay = new Recording(context);
                  relays.put(context.self(), relay);
                  return relay;
                }),
            spam),
        peers);
  }

  private Recording relayOf(MemoryNode node) {
    return requireNonNull(relays.get(node.id()));
  }

  private static ByteString headerOf(MemoryNode node) {
    return HEADER.concat(node.id().bytes().substring(0, 4));
  }

  @Test
  void theHeaderAndThePeerThatDeliveredReachTheRelay() {
    MemoryNode one = startRecording(1, 2);
    MemoryNode two = startRecording(2, 3);
    MemoryNode three = startRecording(3);
    network.runFor(A_WHILE);
    one.publish(payload(SIZE));
    network.runFor(A_WHILE);

    assertThat(relayOf(three).first)
        .singleElement()
        .satisfies(
            arrival -> {
              assertThat(arrival.from().id()).isEqualTo(two.id());
              assertThat(arrival.header()).isEqualTo(headerOf(two));
            });
    assertThat(relayOf(three).further).isEmpty();
  }

  @Test
  void theCopiesOfAllPeersReachARelayThatHoldsTheMessageBack() {
    MemoryNode one = startRecording(1, 2, 3);
    MemoryNode two = startRecording(2, 3);
    MemoryNode three = startRecording(3);
    network.runFor(A_WHILE);
    relayOf(two).delivers = false;
    one.publish(payload(SIZE));
    network.runFor(Duration.ofSeconds(3));

    assertThat(relayOf(two).first).hasSize(1);
    assertThat(relayOf(two).first.get(0).header()).isEqualTo(headerOf(one));
    assertThat(relayOf(two).further)
        .singleElement()
        .satisfies(
            arrival -> {
              assertThat(arrival.from().id()).isEqualTo(three.id());
              assertThat(arrival.header()).isEqualTo(headerOf(three));
            });
    assertThat(relayOf(three).further).as("public there").isEmpty();
  }

  @Test
  void announcementsOfHeldBackAndUnknownMessagesAreAnsweredAlike() {
    MemoryNode one = startRecording(1, 2);
    MemoryNode two = startRecording(2);
    network.runFor(A_WHILE);
    relayOf(one).delivers = false;
    network.rule((from, to, frame) -> from.port() != 1 || !isKind(frame, Frames.ANNOUNCEMENT));
    GossipMessage own = one.publish(payload(SIZE));
    MessageId unknown = new MessageId(payload(32).toByteArray());
    List<ByteString> requested = new ArrayList<>();
    network.rule(
        (from, to, frame) -> {
          if (from.port() == 1 && isKind(frame, Frames.REQUEST)) {
            requested.add(frame);
          }
          return false;
        });
    receive(one, 2, Frames.announcement(own.id(), SIZE));
    receive(one, 2, Frames.announcement(unknown, SIZE));
    network.runFor(Duration.ofSeconds(30));

    ByteString forOwn = Frames.request(own.id());
    ByteString forUnknown = Frames.request(unknown);
    assertThat(requested).containsSubsequence(forOwn, forUnknown, forOwn, forUnknown);
    assertThat(requested.stream().filter(forOwn::equals))
        .hasSameSizeAs(requested.stream().filter(forUnknown::equals).toList());
    assertThat(relayOf(two).first).isEmpty();
  }

  @Test
  void aRequestIsRefusedWhenTheRelayNoLongerReveals() {
    MemoryNode one = startRecording(1, 2);
    MemoryNode two = startRecording(2);
    network.runFor(A_WHILE);
    one.publish(payload(SIZE));
    relayOf(one).reveals = false;
    network.runFor(A_WHILE);

    assertThat(relayOf(two).first).isEmpty();
    assertThat(one.metric("dropped.not-announced")).isGreaterThan(0);
    assertThat(spam.notes).doesNotContain("misbehaviour " + Misbehaviour.UNSOLICITED);
  }

  @Test
  void messagesAnnouncedBeforeTheyBecamePublicAreSentWithoutAsking() {
    MemoryNode one = startRecording(1, 2);
    MemoryNode two = startRecording(2);
    network.runFor(A_WHILE);
    relayOf(one).delivers = false;
    relayOf(one).reveals = false;
    one.publish(payload(SIZE));
    network.runFor(A_WHILE);

    assertThat(relayOf(two).first).hasSize(1);
  }
}
