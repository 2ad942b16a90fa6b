package dev.gossip.simulation.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventQueueTest {
  private record Entry(long time, int number) {}

  private final EventQueue queue = new EventQueue();
  private final List<Integer> ran = new ArrayList<>();

  @Test
  void simultaneousEventsRunInInsertionOrder() {
    for (int i = 0; i < 100; i++) {
      int number = i;
      queue.add(7, () -> ran.add(number));
    }
    while (!queue.isEmpty()) {
      queue.poll().happen();
    }
    assertThat(ran).hasSize(100).isSorted();
  }

  @Test
  void randomAddsAndPollsGiveTheOrderOfAPriorityQueue() {
    long seed = 20;
    SplittableRandom random = new SplittableRandom(seed);
    PriorityQueue<Entry> expected =
        new PriorityQueue<>(Comparator.comparingLong(Entry::time).thenComparingInt(Entry::number));
    long now = 0;
    for (int number = 0; number < 20_000; number++) {
      if (random.nextInt(5) < 3 || expected.isEmpty()) {
        int added = number;
        long time = now + random.nextInt(50);
        expected.add(new Entry(time, added));
        queue.add(time, () -> ran.add(added));
      } else {
        Entry next = expected.remove();
        now = next.time();
        assertThat(queue.nextNanos()).as("seed %s", seed).isEqualTo(now);
        queue.poll().happen();
        assertThat(ran.get(ran.size() - 1)).as("seed %s", seed).isEqualTo(next.number());
      }
    }
  }

  @Test
  void eventsOfAllDistancesComeInTheOrderOfAPriorityQueue() {
    long seed = 21;
    SplittableRandom random = new SplittableRandom(seed);
    PriorityQueue<Entry> expected =
        new PriorityQueue<>(Comparator.comparingLong(Entry::time).thenComparingInt(Entry::number));
    long end = 0;
    for (int number = 0; number < 20_000; number++) {
      // From equal times to an hour.
      long time = end + (random.nextLong(3_600_000_000_000L) >> random.nextInt(43));
      int added = number;
      expected.add(new Entry(time, number));
      queue.add(time, () -> ran.add(added));
      if (random.nextInt(3) == 0) {
        end += random.nextLong(2_000_000_000L) >> random.nextInt(20);
        for (Event event = queue.poll(end); event != null; event = queue.poll(end)) {
          assertThat(event.timeNanos).as("seed %s", seed).isEqualTo(expected.element().time());
          event.happen();
          assertThat(ran.get(ran.size() - 1)).isEqualTo(expected.remove().number());
        }
        assertThat(expected.isEmpty() || expected.element().time() > end).isTrue();
        assertThat(queue.size()).isEqualTo(expected.size());
        assertThat(queue.nextNanos())
            .isEqualTo(expected.isEmpty() ? Long.MAX_VALUE : expected.element().time());
      }
    }
  }

  @Test
  void emptyQueueHasNoNextEvent() {
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.nextNanos()).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(queue::poll).hasMessageContaining("no event");
  }

  /** Writes down when it is touched and when it happens. */
  private final class Watched extends Event {
    private final int number;

    Watched(int number) {
      this.number = number;
    }

    @Override
    public int touch() {
      ran.add(-number);
      return number;
    }

    @Override
    public void happen() {
      ran.add(number);
    }
  }

  @Test
  void eventsOfALaterDayAreTouchedTogetherBeforeTheyHappen() {
    // A tenth of a second and a minute: within the year, and beyond it.
    for (long time : new long[] {100_000_000, 60_000_000_000L}) {
      queue.add(time, 1, new Watched(1));
      queue.add(time + 1, 2, new Watched(2));
      while (!queue.isEmpty()) {
        queue.poll().happen();
      }

      assertThat(ran.subList(0, 2)).containsExactlyInAnyOrder(-1, -2);
      assertThat(ran.subList(2, 4)).containsExactly(1, 2);
      ran.clear();
    }
  }
}
