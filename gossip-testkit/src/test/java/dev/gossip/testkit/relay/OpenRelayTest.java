package dev.gossip.testkit.relay;

import static dev.gossip.testkit.relay.RecordingRelayContext.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.relay.OpenRelay;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.testkit.relay.RecordingRelayContext.SentPayload;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenRelayTest {
  private static final GossipMessage HELLO = message("hello");

  private final RecordingRelayContext node = new RecordingRelayContext(42);

  private record Late(RelayContext context, Duration delay) implements OpenRelay {
    @Override
    public void relay(GossipMessage message, List<Peer> others) {
      context.schedule(delay, "relay", () -> others.forEach(peer -> send(peer, message)));
      others.remove(0); // its own list
    }
  }

  private Peer started() {
    node.start(context -> new Late(context, Duration.ofSeconds(1)));
    node.up(1, Direction.INBOUND);
    node.up(2, Direction.OUTBOUND);
    return node.up(3, Direction.INBOUND);
  }

  @Test
  void ownMessageIsDeliveredAtOnceAndRelayedToTheListOfPeers() {
    started();

    node.publish(HELLO);

    assertThat(node.delivered()).containsExactly(HELLO);
    assertThat(node.payloads()).isEmpty();
    node.advance(Duration.ofSeconds(1));
    assertThat(node.payloads())
        .containsExactly(sentTo(node.peers().get(1)), sentTo(node.peers().get(2)));
    assertThat(node.mayReveal(node.peers().get(0), HELLO.id())).isTrue();
  }

  @Test
  void receivedMessageGoesNeitherBackNorToPeersThatAreDown() throws InvalidProtocolBufferException {
    Peer last = started();
    Peer first = node.peers().get(0);
    Peer middle = node.peers().get(1);

    node.receive(middle, HELLO, ByteString.EMPTY);
    node.receive(first, message("other"), ByteString.EMPTY);

    assertThat(node.delivered()).hasSize(2);
    node.down(last);
    node.advance(Duration.ofSeconds(1));
    assertThat(node.payloads()).isEmpty();
    assertThat(node.strays()).isEmpty();
  }

  @Test
  void peerThatIsUpAgainInAnotherDirectionGetsTheMessage() {
    Peer last = started();
    node.publish(HELLO);

    node.down(last);
    Peer again = node.up(3, Direction.OUTBOUND);
    node.advance(Duration.ofSeconds(1));

    assertThat(again.id()).isEqualTo(last.id());
    assertThat(node.payloads()).contains(sentTo(again));
  }

  @Test
  void messageThatIsNotDeliveredIsNotRevealed() {
    Peer peer = started();

    assertThat(node.mayReveal(peer, HELLO.id())).isFalse();
  }

  private static SentPayload sentTo(Peer peer) {
    return new SentPayload(peer.id(), HELLO, ByteString.EMPTY);
  }
}
