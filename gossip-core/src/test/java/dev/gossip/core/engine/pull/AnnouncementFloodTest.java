package dev.gossip.core.engine.pull;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.wire.Frames;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that announce as much as they may, and a peer that announces little. */
@Timeout(60)
class AnnouncementFloodTest extends PullFixture {
  private static final int HONEST = 99;
  private static final int FIRST_FLOODER = 2;
  private static final int FLOODERS = Pulls.MAX_IN_ALL / Pulls.MAX_PER_PEER;

  private MemoryNode one;

  private void announceInvented(int port) {
    receive(one, port, Frames.announcement(new MessageId(payload(32).toByteArray()), SIZE));
  }

  /** Node 1 has all the announcements that it tracks, each peer of 2 to 17 as many as it may. */
  @BeforeEach
  void flood() {
    int[] ports = new int[FLOODERS + 1];
    for (int i = 0; i < FLOODERS; i++) {
      ports[i] = FIRST_FLOODER + i;
    }
    ports[FLOODERS] = HONEST;
    one = start(1, List.of(), ports);
    for (int port : ports) {
      start(port, List.of());
    }
    network.runFor(A_WHILE);
    for (int i = 0; i < FLOODERS; i++) {
      for (int k = 0; k < Pulls.MAX_PER_PEER; k++) {
        announceInvented(FIRST_FLOODER + i);
      }
    }
    assertThat(one.metric("announced-messages")).isEqualTo(Pulls.MAX_IN_ALL);
    assertThat(one.metric("dropped.announcement-limit")).isZero();
  }

  @Test
  void fullTableTakesTheAnnouncementOfAPeerThatHasAnnouncedLess() {
    ByteString payload = payload(SIZE);
    network.node(HONEST).publish(payload);
    network.runFor(A_WHILE);

    assertThat(delivered(one))
        .singleElement()
        .satisfies(message -> assertThat(message.payload()).isEqualTo(payload));
    assertThat(one.metric("dropped.announcement-limit")).isEqualTo(1);
    assertThat(one.metric("announced-messages")).isEqualTo(Pulls.MAX_IN_ALL - 1);
  }

  @Test
  void fullTableIsSharedEvenly() {
    for (int i = 1; i <= Pulls.MAX_PER_PEER; i++) {
      announceInvented(HONEST);
      assertThat(one.metric("announced-messages")).isEqualTo(Pulls.MAX_IN_ALL);
      // Of the peer with the most; in the end the new one, since all have equally many.
      assertThat(one.metric("dropped.announcement-limit")).isEqualTo(i);
    }
    network.kill(HONEST);
    // Its link ends before promises are broken.
    network.runFor(Duration.ofSeconds(7));

    long share = Pulls.MAX_IN_ALL - one.metric("announced-messages");
    assertThat(share)
        .isBetween(Pulls.MAX_IN_ALL / (FLOODERS + 1L), Pulls.MAX_IN_ALL / (FLOODERS + 1L) + 1);
  }

  @Test
  void peerWithTheMostDisplacesNothing() {
    long requests = one.metric("requests-sent");
    announceInvented(HONEST);
    assertThat(one.metric("requests-sent")).isEqualTo(requests + 1);
    // The honest peer took a place of the first one.
    announceInvented(FIRST_FLOODER + 1);

    assertThat(one.metric("dropped.announcement-limit")).isEqualTo(2);
    assertThat(one.metric("announced-messages")).isEqualTo(Pulls.MAX_IN_ALL);
  }
}
