package dev.gossip.core.engine.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.core.engine.RandomSeed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimerHeapTest {
  private record Entry(TestTimer timer, long offsetNanos, long sequence) {}

  private static final Comparator<Entry> IN_ORDER =
      Comparator.comparingLong(Entry::offsetNanos).thenComparingLong(Entry::sequence);

  @Test
  void emptyHeapHasNoFirstTimer() {
    TimerHeap heap = new TimerHeap();

    heap.remove();
    heap.removeEnded();

    assertThat(heap.peek()).isNull();
    assertThat(heap.size()).isZero();
  }

  @Test
  void agreesWithASortedListWhileTimersAreAddedRemovedAndEnd() {
    long seed = RandomSeed.draw();
    SplittableRandom random = new SplittableRandom(seed);
    TimerHeap heap = new TimerHeap();
    List<Entry> expected = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      int choice = random.nextInt(10);
      if (choice < 5) {
        // Few different deadlines, so that many are equal.
        Entry entry = new Entry(new TestTimer(), random.nextLong(-50, 50), step);
        heap.add(entry.timer, entry.offsetNanos, entry.sequence);
        expected.add(entry);
        expected.sort(IN_ORDER);
      } else if (choice < 9 && !expected.isEmpty()) {
        assertThat(heap.peek()).as("first timer (seed %d)", seed).isSameAs(expected.get(0).timer);
        assertThat(heap.headSequence()).isEqualTo(expected.get(0).sequence);
        heap.remove();
        expected.remove(0);
      } else {
        expected.stream().filter(entry -> random.nextInt(3) == 0).forEach(e -> e.timer.end());
        heap.removeEnded();
        expected.removeIf(entry -> entry.timer.hasEnded());
      }
      assertThat(heap.size()).as("size (seed %d)", seed).isEqualTo(expected.size());
    }
  }

  @Test
  void timersLeaveInOrderWhileTheRoomOfManyShrinks() {
    TimerHeap heap = new TimerHeap();
    int count = 1_000;
    for (int i = 0; i < count; i++) {
      // A permutation, since 7 and the count have no common divisor.
      heap.add(new TestTimer(), 7L * i % count, i);
    }
    for (int i = 0; i < count; i++) {
      assertThat(heap.headOffsetNanos()).isEqualTo(i);
      heap.remove();
    }
    assertThat(heap.size()).isZero();
    heap.add(new TestTimer(), 5, 0);
    assertThat(heap.headOffsetNanos()).isEqualTo(5);
  }

  @Test
  void timerThatComesAndGoesNeedsNoNewArrays() {
    for (int others = 0; others < 200; others++) {
      TimerHeap heap = new TimerHeap();
      for (int i = 0; i < 300; i++) {
        heap.add(new TestTimer(), i, i);
      }
      while (heap.size() > others) {
        heap.remove();
      }
      comeAndGo(heap);
      Object arrays = arrays(heap);

      comeAndGo(heap);

      assertThat(arrays(heap)).as("after %d others", others).isSameAs(arrays);
    }
  }

  private static void comeAndGo(TimerHeap heap) {
    heap.add(new TestTimer(), -1, 0);
    heap.remove();
  }

  private static Object arrays(TimerHeap heap) {
    return assertThat(heap).extracting("timers").actual();
  }

  private static final class TestTimer extends Timer {
    TestTimer() {
      super("test");
      start(() -> {});
    }

    @Override
    void run(Runnable dueAction) {
      dueAction.run();
    }

    @Override
    String owner() {
      return "test";
    }

    @Override
    public void cancel() {
      end();
    }
  }
}
