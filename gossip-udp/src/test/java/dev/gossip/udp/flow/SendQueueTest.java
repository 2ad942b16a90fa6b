package dev.gossip.udp.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;
import dev.gossip.udp.RandomSeeds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

@SuppressWarnings("EnumOrdinal") // arrays by priority
class SendQueueTest {
  private static final int LARGE = 10_000;

  /** What a queue may be ahead: its last frame, and a round of each of two queues. */
  private static final int MAX_AHEAD = LARGE + 2 * 1_200;

  private final SendQueue queue = new SendQueue();

  private static ByteString frame(int number, int bytes) {
    return ByteString.copyFrom(ByteBuffer.allocate(bytes).putInt(0, number));
  }

  private void add(Priority priority, int frames, int bytes) {
    for (int i = 0; i < frames; i++) {
      queue.add(frame(i, bytes), priority);
    }
  }

  private ByteString take() {
    ByteString next = Objects.requireNonNull(queue.peek());
    queue.remove();
    return next;
  }

  @Test
  void fullQueuesShareTheLinkByBytes() {
    add(Priority.CONTROL, 10_000, 50);
    add(Priority.OWN, 50, LARGE);
    add(Priority.RELAYED, 500, 1_000);
    int[] sent = new int[Priority.values().length];
    int steps = 0;
    while (queue.bytes(Priority.CONTROL) > 0
        && queue.bytes(Priority.OWN) > 0
        && queue.bytes(Priority.RELAYED) > 0) {
      Objects.requireNonNull(queue.peek());
      int of = queue.peekedPriority().ordinal();
      sent[of] += take().size();
      steps++;
      int[] full = {
        sent[Priority.CONTROL.ordinal()],
        sent[Priority.OWN.ordinal()],
        sent[Priority.RELAYED.ordinal()]
      };
      for (int one : full) {
        for (int other : full) {
          assertThat(one - other).as("step %d", steps).isLessThanOrEqualTo(MAX_AHEAD);
        }
      }
    }
    assertThat(sent[Priority.CONTROL.ordinal()]).isGreaterThan(400_000);
  }

  @Test
  void controlFrameOvertakesAllButOneLargeOwnFrame() {
    add(Priority.OWN, 50, LARGE);
    take();
    take();
    queue.add(frame(7, 40), Priority.CONTROL);
    List<Integer> sizes = List.of(take().size(), take().size());
    assertThat(sizes).contains(40);
  }

  @Test
  void soleQueueHasTheWholeLink() {
    add(Priority.OWN, 1, 1_000_000);
    add(Priority.OWN, 100, 10);
    for (int i = 0; i < 101; i++) {
      assertThat(take()).isNotNull();
    }
    assertThat(queue.peek()).isNull();
  }

  @Test
  void emptyQueueSavesUpNoTurns() {
    add(Priority.OWN, 1_000, 1_000);
    for (int i = 0; i < 500; i++) {
      take();
    }
    add(Priority.CONTROL, 1_000, 50);
    int control = 0;
    for (int i = 0; i < 100; i++) {
      queue.peek();
      control += queue.peekedPriority() == Priority.CONTROL ? 1 : 0;
      take();
    }
    // Equal bytes are 20 of these frames for each own one.
    assertThat(control).isBetween(80, 99);
  }

  @Test
  void peekedFrameStaysUntilItIsRemoved() {
    add(Priority.RELAYED, 2, 20);
    add(Priority.CONTROL, 2, 20);
    ByteString first = queue.peek();
    assertThat(queue.peek()).isSameAs(first);
    assertThat(queue.frames()).isEqualTo(4);
    queue.remove();
    assertThat(queue.frames()).isEqualTo(3);
  }

  @Test
  void restartedQueueSendsInTheOrderOfANewOne() {
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          SendQueue restarted = new SendQueue();
          for (int i = 0; i < 200; i++) {
            SendQueue created = new SendQueue();
            List<ByteString> expected = new ArrayList<>();
            List<ByteString> sent = new ArrayList<>();
            for (int k = random.nextInt(6); k >= 0; k--) {
              Priority priority = Priority.values()[random.nextInt(Priority.values().length)];
              ByteString frame = frame(k, 4 + random.nextInt(1_500));
              created.add(frame, priority);
              restarted.add(frame, priority);
            }
            takeAll(created, expected);
            takeAll(restarted, sent);
            assertThat(sent).as("round %d", i).isEqualTo(expected);
            restarted.restart();
          }
        });
  }

  private static void takeAll(SendQueue from, List<ByteString> taken) {
    for (ByteString next = from.peek(); next != null; next = from.peek()) {
      taken.add(next);
      from.remove();
    }
  }

  @Test
  void restartFreesTheMemoryForManyFrames() {
    add(Priority.OWN, 1, 20);
    add(Priority.RELAYED, 1_000, 20);
    takeAll(queue, new ArrayList<>());
    queue.restart();
    assertThat(queue).extracting("lanes").isNull();
  }

  /** Deficit round robin with queues that always exist. */
  private static final class Model {
    private final List<List<ByteString>> queues = new ArrayList<>();
    private final int[] credits = new int[Priority.values().length];
    private int turn;

    Model() {
      for (int i = 0; i < credits.length; i++) {
        queues.add(new ArrayList<>());
      }
    }

    void add(ByteString frame, Priority priority) {
      queues.get(priority.ordinal()).add(frame);
    }

    boolean isEmpty() {
      return queues.stream().allMatch(List::isEmpty);
    }

    ByteString take() {
      while (true) {
        for (int i = 0; i < credits.length; i++) {
          int next = (turn + i) % credits.length;
          if (credits[next] > 0 && !queues.get(next).isEmpty()) {
            ByteString taken = queues.get(next).remove(0);
            credits[next] -= taken.size();
            turn = credits[next] > 0 ? next : (next + 1) % credits.length;
            return taken;
          }
        }
        for (int i = 0; i < credits.length; i++) {
          credits[i] = queues.get(i).isEmpty() ? 0 : credits[i] + 1_200;
        }
      }
    }
  }

  @Test
  void orderIsThatOfQueuesThatAlwaysExist() {
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          SendQueue tested = new SendQueue();
          Model model = new Model();
          // At first only control frames, whose queues go while they are empty.
          for (int i = 0; i < 5_000; i++) {
            if (random.nextInt(100) < 45) {
              int priorities = i < 2_500 ? 2 : 4;
              Priority priority = Priority.values()[random.nextInt(priorities)];
              int bytes = random.nextInt(50) == 0 ? 60_000 : 4 + random.nextInt(2_000);
              ByteString frame = frame(i, bytes);
              tested.add(frame, priority);
              model.add(frame, priority);
            } else if (model.isEmpty()) {
              assertThat(tested.peek()).as("step %d", i).isNull();
            } else {
              assertThat(tested.peek()).as("step %d", i).isSameAs(model.take());
              tested.remove();
            }
          }
        });
  }

  @Test
  void framesOfOnePriorityKeepTheirOrderAndSizesAddUp() {
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          SendQueue tested = new SendQueue();
          Map<Priority, List<ByteString>> waiting = new EnumMap<>(Priority.class);
          for (Priority priority : Priority.values()) {
            waiting.put(priority, new ArrayList<>());
          }
          for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(100) < (i / 1_000 % 2 == 0 ? 60 : 40)) {
              Priority priority = Priority.values()[random.nextInt(Priority.values().length)];
              ByteString frame = frame(i, 4 + random.nextInt(3_000));
              tested.add(frame, priority);
              Objects.requireNonNull(waiting.get(priority)).add(frame);
            } else if (tested.peek() != null) {
              ByteString next = tested.peek();
              List<ByteString> of = Objects.requireNonNull(waiting.get(tested.peekedPriority()));
              assertThat(next).as("step %d", i).isSameAs(of.remove(0));
              tested.remove();
            }
            assertSizes(tested, waiting);
          }
        });
  }

  private static void assertSizes(SendQueue tested, Map<Priority, List<ByteString>> waiting) {
    int frames = 0;
    int bytes = 0;
    for (Map.Entry<Priority, List<ByteString>> entry : waiting.entrySet()) {
      int of = entry.getValue().stream().mapToInt(ByteString::size).sum();
      assertThat(tested.bytes(entry.getKey())).isEqualTo(of);
      bytes += of;
      frames += entry.getValue().size();
    }
    assertThat(tested.bytes()).isEqualTo(bytes);
    assertThat(tested.frames()).isEqualTo(frames);
    assertThat(tested.isEmpty()).isEqualTo(frames == 0);
  }
}
