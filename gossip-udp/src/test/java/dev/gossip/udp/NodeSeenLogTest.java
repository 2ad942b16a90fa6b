package dev.gossip.udp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.node.NodeEvent.Delivered;
import dev.gossip.api.node.NodeEvent.Warning;
import dev.gossip.core.engine.SeenLog;
import dev.gossip.udp.ManualNetwork.TestNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a node writes its seen log, and what it does when it cannot. */
@Timeout(30)
class SeenLogOfANodeTest {
  private static final Duration A_WHILE = Duration.ofMillis(900);

  private final ManualNetwork world = new ManualNetwork(7);
  private final Disk disk = new Disk();

  /** Node 1 has the log; node 2 is its peer. */
  private void start() {
    world.seenLogs.put(1, disk);
    world.start(1, 2);
    world.start(2);
    world.runFor(A_WHILE);
  }

  @Test
  void messageIsWrittenBeforeItIsDelivered() {
    start();
    List<MessageId> early = new ArrayList<>();
    disk.beforeFlush =
        () ->
            world.node(1).told(Delivered.class).stream()
                .map(delivered -> delivered.message().id())
                .filter(id -> !disk.written.contains(id))
                .forEach(early::add);

    publish(world.node(2), 20);
    world.runFor(A_WHILE);

    assertThat(world.node(1).delivered()).hasSize(20);
    assertThat(disk.written).hasSize(20);
    assertThat(early).as("delivered, but not written yet").isEmpty();
  }

  @Test
  void publishedMessageIsWrittenBeforeItsFirstCopyLeaves() {
    start();
    List<GossipMessage> published = new ArrayList<>();
    List<MessageId> early = new ArrayList<>();
    world.rule(
        (from, to, datagram) -> {
          String bytes = new String(datagram, UTF_8);
          published.stream()
              .filter(message -> bytes.contains(message.payload().toStringUtf8()))
              .filter(message -> !disk.written.contains(message.id()))
              .forEach(message -> early.add(message.id()));
          return true;
        });

    TestNode node = world.node(1);
    for (int i = 0; i < 10; i++) {
      published.add(node.node.composer().compose("main", text(i), node.wallMillis()));
    }
    node.node.publish(published);
    node.node.flush();
    world.runFor(A_WHILE);

    assertThat(world.node(2).delivered()).hasSize(10);
    assertThat(early).as("sent, but not written yet").isEmpty();
  }

  @Test
  void whatIsDeliveredWhileTheDiskIsFullIsWrittenWhenThereIsRoom() {
    start();
    disk.full = true;
    publish(world.node(2), 5);
    world.runFor(Duration.ofSeconds(10));

    assertThat(world.node(1).delivered()).hasSize(5);
    assertThat(world.node(1).told(Warning.class))
        .singleElement()
        .asString()
        .contains("disk full", "make room");
    assertThat(disk.attempts).as("one a second").isBetween(9, 12);
    assertThat(disk.written).isEmpty();

    disk.full = false;
    world.runFor(Duration.ofSeconds(1));
    assertThat(disk.written).hasSize(5);
    assertThat(world.node(1).told(Warning.class)).last().asString().contains("recorded again");
  }

  @Test
  void aDiskThatIsFullEveryOtherSecondWarnsOnceAMinute() {
    start();
    for (int i = 0; i < 40; i++) {
      disk.full = i % 2 == 0;
      publish(world.node(2), 1);
      world.runFor(Duration.ofSeconds(1));
    }

    assertThat(world.node(1).told(Warning.class))
        .extracting(Warning::what)
        .filteredOn(what -> what.contains("disk full"))
        .hasSize(1);
    assertThat(disk.written).hasSize(40);
  }

  @Test
  void recordsThatAreGivenUpAreCounted() {
    start();
    disk.full = true;
    disk.capacity = 3;
    publish(world.node(2), 5);
    world.runFor(A_WHILE);

    assertThat(world.node(1).metric("dropped.seen-log-failed")).isEqualTo(2);
  }

  @Test
  void recordsThatCannotBeWrittenAtTheEndAreReported() {
    start();
    disk.full = true;
    publish(world.node(2), 1);
    world.runFor(A_WHILE);
    world.node(1).node.close();

    assertThat(world.node(1).told(Warning.class))
        .last()
        .asString()
        .contains("disk full", "after the next start");
  }

  private static void publish(TestNode node, int messages) {
    IntStream.range(0, messages).forEach(i -> node.publish("message " + i));
  }

  /** So long that few fit into one datagram. */
  private static ByteString text(int number) {
    return ByteString.copyFromUtf8(number + "x".repeat(400) + number);
  }

  /** A seen log that may be full. */
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
