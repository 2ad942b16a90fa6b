package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For tests that end threads with an {@link OutOfMemoryError}: keeps its stack trace out of the
 * build's output, and fails at any other error of a thread.
 */
final class ExpectedOutOfMemory implements BeforeEachCallback, AfterEachCallback {
  private final Queue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
  private Thread.@Nullable UncaughtExceptionHandler before;

  @Override
  public void beforeEach(ExtensionContext context) {
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> {
          if (!(thrown instanceof OutOfMemoryError)) {
            unexpected.add(thrown);
          }
        });
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Thread.setDefaultUncaughtExceptionHandler(before);
    assertThat(unexpected).isEmpty();
  }
}
