package dev.gossip.udp.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;
import dev.gossip.udp.RandomSeeds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A queue that makes and gives up its lanes sends in the order of one that always has them. */
@SuppressWarnings("EnumOrdinal") // arrays by priority
class SendQueueModelTest {
  private static final int PRIORITIES = Priority.values().length;
  private static final int QUANTUM_BYTES = 1_200;

  /** Deficit round robin, as it is published. */
  private static final class Model {
    private final List<Deque<ByteString>> frames = new ArrayList<>();
    private int[] credits = new int[PRIORITIES];
    private int turn;

    Model() {
      for (int i = 0; i < PRIORITIES; i++) {
        frames.add(new ArrayDeque<>());
      }
    }

    void restart() {
      credits = new int[PRIORITIES];
      turn = 0;
    }

    void add(ByteString frame, int priority) {
      frames.get(priority).add(frame);
    }

    boolean isEmpty() {
      return frames.stream().allMatch(Deque::isEmpty);
    }

    ByteString peek() {
      while (true) {
        for (int i = 0; i < PRIORITIES; i++) {
          int candidate = (turn + i) % PRIORITIES;
          if (credits[candidate] > 0 && !frames.get(candidate).isEmpty()) {
            turn = candidate;
            return frames.get(candidate).element();
          }
        }
        for (int i = 0; i < PRIORITIES; i++) {
          credits[i] = frames.get(i).isEmpty() ? 0 : credits[i] + QUANTUM_BYTES;
        }
      }
    }

    void remove() {
      credits[turn] -= frames.get(turn).remove().size();
      if (credits[turn] <= 0) {
        turn = (turn + 1) % PRIORITIES;
      }
    }
  }

  /**
   * @param last the last one of the priorities in use: lanes are kept once a message has waited
   */
  @ParameterizedTest
  @EnumSource
  void framesLeaveInTheOrderOfTheModel(Priority last) {
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          for (int run = 0; run < 40; run++) {
            compare(random, last, "seed " + seed + ", run " + run);
          }
        });
  }

  private static void compare(SplittableRandom random, Priority last, String what) {
    SendQueue queue = new SendQueue();
    Model model = new Model();
    // Below 50, the queue is empty most of the time.
    int addPercent = random.nextInt(30, 60);
    for (int step = 0; step < 200; step++) {
      String where = what + ", step " + step;
      if (random.nextInt(100) < addPercent) {
        // Frames larger than what a credit without lanes can lack are rare, and others are not.
        int bytes = random.nextInt(1, random.nextInt(8) == 0 ? 70_000 : 1_500);
        ByteString frame = ByteString.copyFrom(new byte[bytes]);
        int priority = random.nextInt(last.ordinal() + 1);
        queue.add(frame, Priority.values()[priority]);
        model.add(frame, priority);
      } else if (model.isEmpty()) {
        assertThat(queue.peek()).as(where).isNull();
        if (random.nextInt(10) == 0) {
          queue.restart();
          model.restart();
        }
      } else {
        assertThat(queue.peek()).as(where).isSameAs(model.peek());
        assertThat(queue.peekedPriority()).as(where).isEqualTo(Priority.values()[model.turn]);
        // Peeking alone may begin a round.
        if (random.nextInt(5) > 0) {
          queue.remove();
          model.remove();
        }
      }
    }
  }
}
