package dev.gossip.core.engine.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.TimerHandle;
import dev.gossip.core.engine.RandomSeed;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerQueueTest {
  private final TimerQueue queue = new TimerQueue(0);
  private final List<String> ran = new ArrayList<>();

  @Test
  void timersRunByDeadline() {
    schedule(30, "late");
    schedule(10, "early");
    schedule(20, "middle");

    runAllUntil(30);

    assertThat(ran).containsExactly("early", "middle", "late");
  }

  @Test
  void timersWithTheSameDeadlineRunInSchedulingOrder() {
    // Enough timers that a heap without a secondary key would mix them up.
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      schedule(10, "timer " + i);
      expected.add("timer " + i);
    }

    runAllUntil(10);

    assertThat(ran).isEqualTo(expected);
  }

  @Test
  void timerDoesNotRunBeforeItIsDue() {
    schedule(10, "timer");

    assertThat(queue.isDue(9)).isFalse();
    assertThat(queue.runNext(9)).isFalse();
    assertThat(ran).isEmpty();
    assertThat(queue.isDue(10)).isTrue();
    assertThat(queue.runNext(10)).isTrue();
    assertThat(ran).containsExactly("timer");
  }

  @Test
  void runNextRunsOneAction() {
    schedule(1, "first");
    schedule(1, "second");

    assertThat(queue.runNext(1)).isTrue();
    assertThat(ran).containsExactly("first");
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void nextDeadlineIsThatOfTheEarliestActiveTimer() {
    assertThat(queue.nextDeadlineNanos()).isEqualTo(TimerQueue.NONE);
    TimerHandle early = schedule(10, "early");
    schedule(20, "late");
    assertThat(queue.nextDeadlineNanos()).isEqualTo(10);

    early.cancel();

    assertThat(queue.nextDeadlineNanos()).isEqualTo(20);
  }

  @Test
  void cancelledActionDoesNotRun() {
    TimerHandle timer = schedule(10, "cancelled");
    schedule(10, "kept");

    timer.cancel();
    timer.cancel();

    assertThat(queue.size()).isEqualTo(1);
    runAllUntil(10);
    assertThat(ran).containsExactly("kept");
    assertThat(queue.size()).isZero();
  }

  @Test
  void cancellingAfterTheRunDoesNothing() {
    TimerHandle timer = schedule(10, "timer");
    schedule(20, "other");
    runAllUntil(10);

    timer.cancel();

    assertThat(queue.size()).isEqualTo(1);
    runAllUntil(20);
    assertThat(ran).containsExactly("timer", "other");
  }

  @Test
  void actionMayCancelItselfAndScheduleMore() {
    List<TimerHandle> own = new ArrayList<>();
    own.add(
        queue.schedule(
            10,
            "self",
            () -> {
              ran.add("self");
              own.get(0).cancel();
              schedule(10, "next");
            }));

    runAllUntil(10);

    assertThat(ran).containsExactly("self", "next");
    assertThat(queue.size()).isZero();
  }

  @Test
  void cancelledActionsAreReleasedWhileAnEarlierTimerWaits() {
    schedule(1, "waits at the head");
    List<WeakReference<Object>> references = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Object big = new byte[16];
      references.add(new WeakReference<>(big));
      queue.schedule(1_000 + i, "cancelled", () -> ran.add(big.toString())).cancel();
    }
    schedule(2_000, "one more");

    // Cancelled actions are purged only when they are the majority, so some may remain.
    awaitFewerReferencesThan(65, references);
    runAllUntil(2_000);
    assertThat(ran).containsExactly("waits at the head", "one more");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -5_000_000_000L, Long.MIN_VALUE, Long.MAX_VALUE - 500})
  void clockMayStartAnywhereAndOverflow(long origin) {
    TimerQueue anywhere = new TimerQueue(origin);
    anywhere.schedule(origin + 1_000, "late", () -> ran.add("late"));
    anywhere.schedule(origin + 10, "early", () -> ran.add("early"));

    assertThat(anywhere.nextDeadlineNanos()).isEqualTo(origin + 10);
    assertThat(anywhere.runNext(origin + 9)).isFalse();
    assertThat(anywhere.runNext(origin + 10)).isTrue();
    assertThat(anywhere.runNext(origin + 999)).isFalse();
    assertThat(anywhere.runNext(origin + 1_000)).isTrue();
    assertThat(anywhere.isDue(origin + 1_000)).isFalse();
    assertThat(ran).containsExactly("early", "late");
  }

  @Test
  void queueBehavesLikeASortedListWithMostTimersCancelled() {
    long seed = RandomSeed.draw();
    SplittableRandom random = new SplittableRandom(seed);
    List<Model> expected = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      Model model = new Model(random.nextInt(100), "timer " + i);
      TimerHandle handle = schedule(model.deadline, model.label);
      // Four out of five are cancelled, so that the queue is purged many times.
      if (random.nextInt(5) > 0) {
        handle.cancel();
      } else {
        expected.add(model);
      }
    }

    assertThat(queue.size()).as("seed %d", seed).isEqualTo(expected.size());
    runAllUntil(100);
    // The sort is stable: ties keep the order of scheduling.
    expected.sort(Comparator.comparingInt(Model::deadline));
    assertThat(ran).as("seed %d", seed).isEqualTo(expected.stream().map(Model::label).toList());
  }

  private TimerHandle schedule(long deadlineNanos, String label) {
    return queue.schedule(deadlineNanos, label, () -> ran.add(label));
  }

  private void runAllUntil(long nowNanos) {
    while (queue.runNext(nowNanos)) {
      assertThat(queue.size()).isNotNegative();
    }
  }

  private static void awaitFewerReferencesThan(int count, List<WeakReference<Object>> references) {
    // System.gc() nearly always clears weak references at the first call.
    for (int i = 0; i < 20 && countUncollected(references) >= count; i++) {
      System.gc();
    }
    assertThat(countUncollected(references)).isLessThan(count);
  }

  private static long countUncollected(List<WeakReference<Object>> references) {
    return references.stream().filter(reference -> reference.get() != null).count();
  }

  private record Model(int deadline, String label) {}
}
