package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.GossipNode;
import dev.gossip.core.driver.Driver;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks of other threads that wait while a node fails. */
@Timeout(120)
class LastTasksTest {
  private final KeptUdp plugin = new KeptUdp();
  private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();

  private static Runnable failing(String message) {
    return () -> {
      throw new IllegalStateException(message);
    };
  }

  @Test
  void taskThatFailsKeepsNoLaterOneFromRunning() throws Exception {
    CountDownLatch last = new CountDownLatch(1);
    try (GossipNode node = GossipNode.builder().with(plugin).start()) {
      Driver driver = plugin.driver();
      driver.execute(
          () -> {
            // In one task, so that all of these wait when the first one fails.
            Thread.currentThread()
                .setUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
            driver.execute(failing("first"));
            driver.execute(failing("second"));
            driver.execute(last::countDown);
          });

      assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
      driver.awaitTermination();
      assertThat(node.stopped().get(20, TimeUnit.SECONDS).failed()).isTrue();
    }
    assertThat(uncaught.stream().map(Throwable::getMessage).toList())
        .containsExactlyInAnyOrderElementsOf(List.of("first", "second"));
  }

  private static final class KeptUdp extends WrappedUdp {
    private volatile @Nullable Driver opened;

    @Override
    Driver wrap(Driver real) {
      opened = real;
      return real;
    }

    Driver driver() {
      Driver driver = opened;
      if (driver == null) {
        throw new IllegalStateException("no driver has been opened");
      }
      return driver;
    }
  }
}
