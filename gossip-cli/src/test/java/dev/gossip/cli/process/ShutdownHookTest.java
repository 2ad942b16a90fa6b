package dev.gossip.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ShutdownHookTest {
  private static final int AN_HOUR = 3_600;

  @Test
  @Timeout(60)
  void actionThatFailsIsReportedAndNotWaitedFor() {
    IllegalStateException failure = new IllegalStateException("a bug");
    AtomicReference<@Nullable Throwable> reported = new AtomicReference<>();

    int exitCode =
        ShutdownHook.exitCode(
            () -> {
              Thread.currentThread()
                  .setUncaughtExceptionHandler((thread, thrown) -> reported.set(thrown));
              throw failure;
            },
            AN_HOUR);

    assertThat(exitCode).isEqualTo(1);
    assertThat(reported.get()).isSameAs(failure);
  }

  @Test
  @Timeout(60)
  void exitCodeIsThatOfTheAction() {
    assertThat(ShutdownHook.exitCode(() -> 7, AN_HOUR)).isEqualTo(7);
  }

  @Test
  @Timeout(60)
  void actionThatTakesTooLongIsNotWaitedFor() {
    CountDownLatch end = new CountDownLatch(1);
    try {
      int exitCode =
          ShutdownHook.exitCode(
              () -> {
                try {
                  end.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                return 0;
              },
              0);

      assertThat(exitCode).isEqualTo(1);
    } finally {
      end.countDown();
    }
  }
}
