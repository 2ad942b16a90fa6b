package dev.gossip.testkit.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.relay.OpenRelay;
import dev.gossip.api.relay.RelayContext;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What no node does, a scripted one refuses. */
class ScriptedNodeErrorsTest {
  private final RecordingRelayContext node = new RecordingRelayContext(42);

  private record Idle(RelayContext context) implements OpenRelay {
    @Override
    public void relay(GossipMessage message, List<Peer> others) {
      // To nobody.
    }
  }

  @Test
  void timeDoesNotGoBack() {
    node.start(Idle::new);

    assertThatThrownBy(() -> node.advance(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("time only goes forward, not by -1s");
  }

  @Test
  void peerComesUpAgainOnlyAfterItWentDown() {
    node.start(Idle::new);
    Peer peer = node.up(1, Direction.OUTBOUND);

    assertThatThrownBy(() -> node.up(1, Direction.INBOUND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("peer 1 is up already: call down first");
    node.down(peer);
    assertThat(node.up(1, Direction.INBOUND).direction()).isEqualTo(Direction.INBOUND);
  }
}
