package dev.gossip.testkit.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.relay.OpenRelay;
import dev.gossip.api.relay.RelayContext;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a context says of messages is what the test has set. */
class ScriptedAnswersTest {
  private static final MessageId HELLO = RecordingRelayContext.message("hello").id();
  private static final MessageId OTHER = RecordingRelayContext.message("other").id();

  private final RecordingRelayContext node = new RecordingRelayContext(42);

  private record Idle(RelayContext context) implements OpenRelay {
    @Override
    public void relay(GossipMessage message, List<Peer> others) {
      // To nobody.
    }
  }

  @Test
  void messagesAreComingAsTheTestSays() {
    node.setComing(HELLO, true);
    assertThat(node.isComing(HELLO)).isTrue();
    assertThat(node.isComing(OTHER)).isFalse();
    node.setComing(HELLO, false);
    assertThat(node.isComing(HELLO)).isFalse();
  }

  @Test
  void messageThatIsAcceptedIsNeitherComingNorRefused() throws Exception {
    node.start(Idle::new);
    Peer peer = node.up(1, Direction.INBOUND);
    node.setComing(HELLO, true);
    node.setRefused(HELLO, true);

    node.receive(peer, RecordingRelayContext.message("hello"), ByteString.EMPTY);

    assertThat(node.isComing(HELLO)).isFalse();
    assertThat(node.isRefused(HELLO)).isFalse();
  }

  @Test
  void messagesAreRefusedAsTheTestSays() {
    node.setRefused(HELLO, true);
    assertThat(node.isRefused(HELLO)).isTrue();
    assertThat(node.isRefused(OTHER)).isFalse();
    node.setRefused(HELLO, false);
    assertThat(node.isRefused(HELLO)).isFalse();
  }
}
