package dev.gossip.core.engine.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.node.NodeEvent.Delivered;
import dev.gossip.api.node.NodeEvent.Stopped;
import dev.gossip.api.node.NodeEvent.Warning;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a node writes its seen log, and how it handles write errors. */
@Timeout(30)
class NodeSeenLogTest {
  private static final Duration A_WHILE = Duration.ofMillis(900);

  private final MemoryNetwork network = new MemoryNetwork(7);
  private final Disk disk = new Disk();

  /** Starts node 1, which has the log, and its peer, node 2. */
  private void start() {
    network.seenLogs.put(1, disk);
    network.start(1, 2);
    network.start(2);
    network.runFor(A_WHILE);
  }

  @Test
  void messageIsLoggedBeforeItIsDelivered() {
    start();
    List<MessageId> early = new ArrayList<>();
    disk.beforeFlush =
        () ->
            network.node(1).eventsOf(Delivered.class).stream()
                .map(delivered -> delivered.message().id())
                .filter(id -> !disk.written.contains(id))
                .forEach(early::add);

    publish(network.node(2), 20);
    network.runFor(A_WHILE);

    assertThat(network.node(1).delivered()).hasSize(20);
    assertThat(disk.written).hasSize(20);
    assertThat(early).as("delivered before they were logged").isEmpty();
  }

  @Test
  void publishedMessageIsLoggedBeforeItIsSent() {
    start();
    List<GossipMessage> published = new ArrayList<>();
    List<MessageId> early = new ArrayList<>();
    network.rule(
        (from, to, frame) -> {
          String bytes = frame.toString(UTF_8);
          published.stream()
              .filter(message -> bytes.contains(message.payload().toStringUtf8()))
              .filter(message -> !disk.written.contains(message.id()))
              .forEach(message -> early.add(message.id()));
          return true;
        });

    MemoryNode node = network.node(1);
    for (int i = 0; i < 10; i++) {
      published.add(node.node.composer().compose("main", text(i), node.wallMillis()));
    }
    node.node.publish(published);
    node.node.flush();
    network.runFor(A_WHILE);

    assertThat(network.node(2).delivered()).hasSize(10);
    assertThat(early).as("sent before they were logged").isEmpty();
  }

  @Test
  void messagesDeliveredWhileTheDiskIsFullAreLoggedOnceThereIsSpace() {
    start();
    disk.full = true;
    publish(network.node(2), 5);
    network.runFor(Duration.ofSeconds(10));

    assertThat(network.node(1).delivered()).hasSize(5);
    assertThat(network.node(1).eventsOf(Warning.class))
        .singleElement()
        .asString()
        .contains("disk full", "make room");
    assertThat(disk.attempts).as("one attempt per second").isBetween(9, 12);
    assertThat(disk.written).isEmpty();

    disk.full = false;
    network.runFor(Duration.ofSeconds(1));
    assertThat(disk.written).hasSize(5);
    assertThat(network.node(1).eventsOf(Warning.class))
        .last()
        .asString()
        .contains("recorded again");
  }

  @Test
  void diskThatIsFullEveryOtherSecondIsWarnedAboutOnceAMinute() {
    start();
    for (int i = 0; i < 40; i++) {
      disk.full = i % 2 == 0;
      publish(network.node(2), 1);
      network.runFor(Duration.ofSeconds(1));
    }

    assertThat(network.node(1).eventsOf(Warning.class))
        .extracting(Warning::what)
        .filteredOn(what -> what.contains("disk full"))
        .hasSize(1);
    assertThat(disk.written).hasSize(40);
  }

  @Test
  void droppedLogRecordsAreCounted() {
    start();
    disk.full = true;
    disk.capacity = 3;
    publish(network.node(2), 5);
    network.runFor(A_WHILE);

    assertThat(network.node(1).metric("dropped.seen-log-failed")).isEqualTo(2);
  }

  @Test
  void nodeThatFailsWhileItClosesStopsOnce() {
    start();
    disk.beforeFlush =
        () -> {
          disk.beforeFlush = () -> {};
          throw new IllegalStateException("broken disk");
        };
    network.node(1).node.close();

    assertThat(network.node(1).eventsOf(Stopped.class))
        .singleElement()
        .satisfies(stopped -> assertThat(stopped.failed()).isTrue());
  }

  @Test
  void recordsThatCannotBeWrittenOnCloseAreReported() {
    start();
    disk.full = true;
    publish(network.node(2), 1);
    network.runFor(A_WHILE);
    network.node(1).node.close();

    assertThat(network.node(1).eventsOf(Warning.class))
        .last()
        .asString()
        .contains("disk full", "after the next start");
  }

  private static void publish(MemoryNode node, int messages) {
    IntStream.range(0, messages).forEach(i -> node.publish("message " + i));
  }

  /** A text so long that few fit into one datagram. */
  private static ByteString text(int number) {
    return ByteString.copyFromUtf8(number + "x".repeat(400) + number);
  }

  /** A seen log that fails while the disk is full. */
  private static final class Disk implements SeenLog {
    private final Set<MessageId> waiting = new LinkedHashSet<>();
    private final Set<MessageId> written = new LinkedHashSet<>();
    private Runnable beforeFlush = () -> {};
    private int capacity = Integer.MAX_VALUE;
    private int attempts;
    private boolean full;

    @Override
    public void restore(Reader reader) {}

    @Override
    public int append(MessageId id, long endMillis) {
      boolean fits = waiting.size() < capacity;
      if (fits) {
        waiting.add(id);
      }
      return fits ? 0 : 1;
    }

    @Override
    public void flush() throws IOException {
      beforeFlush.run();
      if (full) {
        attempts++;
        throw new IOException("disk full");
      }
      written.addAll(waiting);
      waiting.clear();
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
