package dev.gossip.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.diffusion.DiffusionCodec.Ids;
import dev.gossip.testkit.relay.RecordingRelayContext;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Messages that arrive, and that the node does not accept. */
class RefusedMessagesTest extends OneDiffusionNode {
  private static final List<MessageId> IDS =
      IntStream.range(0, 6)
          .mapToObj(i -> RecordingRelayContext.message("refused " + i))
          .map(GossipMessage::id)
          .toList();

  @Test
  void peerIsNotReportedForARequestedMessageThatTheNodeRefuses()
      throws InvalidProtocolBufferException {
    start();
    Peer one = node.up(1, Direction.OUTBOUND);
    Peer two = node.up(2, Direction.OUTBOUND);
    receive(one, Ids.have(IDS));
    receive(two, Ids.have(IDS));
    IDS.forEach(id -> node.setRefused(id, true));
    node.advance(Duration.ofMinutes(2));

    assertThat(node.reports()).isEmpty();
    assertThat(node.timers()).isEmpty();
    node.clear();
    IDS.forEach(id -> node.setRefused(id, false));
    receive(one, Ids.have(IDS));
    node.advance(Duration.ofMinutes(2));
    assertThat(node.reports()).as("it was not refused").isNotEmpty();
  }
}
