package dev.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bounds of the delivery queue, and its thread. */
@Timeout(60)
class DeliveryThreadTest {
  private static final int MAX_BYTES = 10_000;

  private final DeliveryThread thread = new DeliveryThread(100, MAX_BYTES, "delivery");
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void end() throws InterruptedException {
    release.countDown();
    thread.shutDown();
    thread.join();
  }

  private void block() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void largePayloadsAreBoundedInBytes() throws InterruptedException {
    thread.execute(this::block, 6_000);
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> thread.execute(() -> {}, 4_001))
        .withMessageContaining("6000 bytes");
    thread.execute(() -> {}, 4_000);
    // Small ones are bounded by their number.
    for (int i = 0; i < 20; i++) {
      thread.execute(() -> {}, 1_000);
    }
    CountDownLatch done = new CountDownLatch(1);
    thread.execute(done::countDown);
    release.countDown();
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();

    CountDownLatch last = new CountDownLatch(1);
    thread.execute(last::countDown, MAX_BYTES + 1);
    assertThat(last.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void rejectedTasksTakeNoRoom() throws InterruptedException {
    DeliveryThread full = new DeliveryThread(1, MAX_BYTES, "full");
    full.execute(this::block);
    for (int i = 0; i < 3; i++) {
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(() -> full.execute(() -> {}, 9_000))
          .withMessageContaining("1 deliveries");
    }
    release.countDown();
    full.shutDown();
    full.join();
  }

  @Test
  void taskAfterAThreadThatCouldNotStartGetsAnother() throws InterruptedException {
    Queue<Thread> unable = new ArrayDeque<>(List.of(new UnableThread()));
    DeliveryThread starved =
        new DeliveryThread(
            1, MAX_BYTES, task -> unable.isEmpty() ? new Thread(task) : unable.remove());
    CountDownLatch lost = new CountDownLatch(1);
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(() -> starved.execute(lost::countDown));
    CountDownLatch done = new CountDownLatch(1);
    starved.execute(done::countDown);

    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(lost.getCount()).isEqualTo(1);
    starved.shutDown();
    starved.join();
  }

  @Test
  void taskWhoseThreadCouldNotStartLeavesNoBytes() throws InterruptedException {
    Queue<Thread> unable = new ArrayDeque<>(List.of(new UnableThread()));
    DeliveryThread starved =
        new DeliveryThread(
            10, MAX_BYTES, task -> unable.isEmpty() ? new Thread(task) : unable.remove());
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(() -> starved.execute(() -> {}, MAX_BYTES));
    CountDownLatch done = new CountDownLatch(1);
    starved.execute(done::countDown, MAX_BYTES);

    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    starved.shutDown();
    starved.join();
  }

  /** As when the system has no thread left. */
  static final class UnableThread extends Thread {
    @Override
    public synchronized void start() {
      throw new OutOfMemoryError("unable to create native thread");
    }
  }
}
