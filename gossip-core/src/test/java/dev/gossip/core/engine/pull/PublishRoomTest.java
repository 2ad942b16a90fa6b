package dev.gossip.core.engine.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.GossipMessage;
import dev.gossip.core.engine.PublishRoom;
import dev.gossip.core.engine.network.MemoryNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node takes from its publish queue at a time. */
@Timeout(60)
class PublishRoomTest extends PullFixture {
  private static final int QUEUE_BYTES = 300_000;

  private MemoryNode publisher() {
    network.queueBytes = QUEUE_BYTES;
    MemoryNode one = start(1, List.of(), 2, 3);
    start(2, List.of());
    start(3, List.of());
    network.runFor(A_WHILE);
    return one;
  }

  private GossipMessage message(int bytes) {
    MemoryNode one = network.node(1);
    return one.node.composer().compose("main", payload(bytes), one.wallMillis());
  }

  /** Publishes as many messages as there is room for. */
  private int publishAll(int bytes) {
    PublishRoom room = network.node(1).node.publishRoom();
    List<GossipMessage> batch = new ArrayList<>();
    for (GossipMessage next = message(bytes); room.take(next); next = message(bytes)) {
      batch.add(next);
    }
    network.node(1).node.publish(batch);
    return batch.size();
  }

  @Test
  void noMessageFitsWhileThereAreNoPeers() {
    MemoryNode one = start(1, List.of());

    assertThat(one.node.publishRoom().take(message(1))).isFalse();
  }

  @Test
  void smallMessagesFillTheQueue() {
    MemoryNode one = publisher();
    assertThat(publishAll(7_000)).isBetween(35, 42);
    one.node.flush();
    network.runFor(A_WHILE);

    assertThat(network.total("dropped.no-room")).isZero();
    assertThat(publishAll(7_000)).isBetween(35, 42);
  }

  @Test
  void messagesJustBelowTheLargeOnesFillTheQueue() {
    MemoryNode one = publisher();
    assertThat(publishAll(7_800)).isBetween(30, 38);
    one.node.flush();
    network.runFor(A_WHILE);

    assertThat(network.total("announcements-sent")).isZero();
    assertThat(network.total("dropped.no-room")).isZero();
  }

  @Test
  void announcedMessagesCountUntilTheyArePulled() {
    MemoryNode one = publisher();
    assertThat(publishAll(SIZE)).isEqualTo(4);
    assertThat(one.node.publishRoom().take(message(SIZE))).isFalse();
    assertThat(one.node.publishRoom().take(message(100))).isTrue();
    one.node.flush();
    network.runFor(Duration.ofMillis(100));

    assertThat(publishAll(SIZE)).isEqualTo(4);
    one.node.flush();
    network.runFor(A_WHILE);
    assertThat(delivered(network.node(2))).hasSize(8);
    assertThat(network.total("dropped.no-room")).isZero();
  }

  @Test
  void aMessageLargerThanTheQueueIsTakenAlone() {
    MemoryNode one = publisher();
    assertThat(publishAll(QUEUE_BYTES + 1)).isEqualTo(1);
    assertThat(one.node.publishRoom().take(message(SIZE))).isFalse();
  }

  @Test
  void peersThatDoNotPullHoldUpPublishingForASecond() {
    MemoryNode one = publisher();
    network.rule((from, to, frame) -> false);
    assertThat(publishAll(SIZE)).isEqualTo(4);
    one.node.flush();
    network.runFor(Duration.ofMillis(900));
    assertThat(one.node.publishRoom().take(message(SIZE))).isFalse();
    network.runFor(Duration.ofMillis(200));

    assertThat(one.node.publishRoom().take(message(SIZE))).isTrue();
  }
}
