package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For tests in which threads die of an {@link OutOfMemoryError}: keeps its stack trace out of the
 * build output and fails the test on any other uncaught error.
 */
final class ExpectedOutOfMemory implements BeforeEachCallback, AfterEachCallback {
  private final Queue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
  private Thread.@Nullable UncaughtExceptionHandler previous;

  @Override
  public void beforeEach(ExtensionContext context) {
    previous = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> {
          if (!(thrown instanceof OutOfMemoryError)) {
            unexpected.add(thrown);
          }
        });
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Thread.setDefaultUncaughtExceptionHandler(previous);
    assertThat(unexpected).isEmpty();
  }
}
