package dev.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.PublishOutcome;
import dev.gossip.core.engine.PublishRoom;
import dev.gossip.core.engine.wire.MessageCodec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bounds of the publish queue, in messages and in bytes. */
class PublishQueueTest {
  private static final int MAX_BYTES = 1_000;

  private final List<Runnable> tasks = new ArrayList<>();
  private final List<GossipMessage> published = new ArrayList<>();
  private PublishRoom room = PublishRoom.none();

  private final PublishQueue queue =
      new PublishQueue(
          new PublishQueue.Limits(3, MAX_BYTES),
          tasks::add,
          () -> room,
          published::addAll,
          () -> {});

  private static GossipMessage message(int bytes) {
    return new MessageCodec("test")
        .compose(AuthorId.NONE, "main", 1, 2, 3, ByteString.copyFrom(new byte[bytes]));
  }

  private void runTasks() {
    while (!tasks.isEmpty()) {
      tasks.remove(0).run();
    }
  }

  @Test
  void messagesAreBoundedInNumber() {
    for (int i = 0; i < 3; i++) {
      assertThat(queue.reserve(10)).isNull();
    }
    assertThat(queue.reserve(10)).isEqualTo(new PublishOutcome.QueueFull(3));

    queue.release(10);
    assertThat(queue.reserve(10)).isNull();
  }

  @Test
  void messagesAreBoundedInBytes() {
    assertThat(queue.reserve(600)).isNull();
    PublishOutcome.QueueFull full = queue.reserve(401);
    assertThat(full).isEqualTo(new PublishOutcome.QueueFull(MAX_BYTES, true));
    assertThat(String.valueOf(full)).contains("1000 bytes", "gossip.publish-queue-bytes");

    assertThat(queue.reserve(400)).isNull();
    assertThat(queue.reserve(0)).isNull();
    queue.release(600);
    assertThat(queue.reserve(600)).isNull();
  }

  @Test
  void oneMessageFitsWhateverItsSize() {
    assertThat(queue.reserve(1 << 20)).isNull();
    assertThat(queue.reserve(1)).isEqualTo(new PublishOutcome.QueueFull(MAX_BYTES, true));
    queue.release(1 << 20);

    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void messagesThatWereHandedOverMakeRoom() {
    assertThat(queue.reserve(600)).isNull();
    assertThat(queue.add(message(600))).isTrue();
    runTasks();
    assertThat(published).as("no room at the node").isEmpty();
    queue.onFlushed();
    assertThat(tasks).isEmpty();

    room = PublishRoom.unlimited();
    queue.onFlushed();
    runTasks();
    assertThat(published).hasSize(1);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.reserve(MAX_BYTES)).isNull();
  }
}
