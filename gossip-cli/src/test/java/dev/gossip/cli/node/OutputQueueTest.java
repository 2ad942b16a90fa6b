package dev.gossip.cli.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutputQueueTest {
  private static final int LIMIT_MILLIS = 20_000;
  // A line of one character counts as 65.
  private static final int ROOM_FOR_TEN = 650;

  private final CountDownLatch reading = new CountDownLatch(1);
  private final CountDownLatch writing = new CountDownLatch(1);
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  /** Blocks writes until the test reads. */
  private final class Pipe extends OutputStream {
    @Override
    public void write(int b) {
      throw new UnsupportedOperationException("a byte at a time");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      writing.countDown();
      try {
        reading.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      written.write(bytes, offset, length);
    }
  }

  @Test
  void linesAreWrittenInOrderBeforeTheEnd() throws Exception {
    OutputQueue queue = start(1 << 20);
    reading.countDown();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      lines.add("line \u00e9 " + i);
      queue.add(lines.get(i));
    }

    assertThat(queue.end(LIMIT_MILLIS)).isZero();
    assertThat(lines()).isEqualTo(lines);
    assertThat(queue.lost()).isEqualTo(new OutputQueue.LostLines(0, 0));
  }

  @Test
  void linesThatDoNotFitAreCountedAndReplacedByANotice() throws Exception {
    OutputQueue queue = start(ROOM_FOR_TEN);
    queue.add("a");
    writing.await();
    for (int i = 0; i < 10; i++) {
      queue.add(Integer.toString(i));
    }
    for (int i = 0; i < 7; i++) {
      queue.add("x");
    }
    assertThat(queue.lost()).isEqualTo(new OutputQueue.LostLines(7, 0));
    reading.countDown();

    assertThat(queue.end(LIMIT_MILLIS)).isZero();
    assertThat(lines())
        .containsExactly("a", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "7 left out");
  }

  @Test
  void linesAfterAGapFollowTheNotice() throws Exception {
    OutputQueue queue = start(ROOM_FOR_TEN);
    queue.add("a");
    writing.await();
    for (int i = 0; i < 11; i++) {
      queue.add("x");
    }
    reading.countDown();
    while (!lines().contains("1 left out")) {
      Thread.onSpinWait();
    }
    queue.add("z");

    assertThat(queue.end(LIMIT_MILLIS)).isZero();
    assertThat(lines()).endsWith("x", "1 left out", "z");
  }

  @Test
  void endWaitsNoLongerThanItsLimitForAReader() throws Exception {
    OutputQueue queue = start(ROOM_FOR_TEN);
    queue.add("a");
    writing.await();
    queue.add("b");

    assertThat(queue.end(1)).isEqualTo(2);
    reading.countDown();
  }

  @Test
  void writeErrorsAreCountedAndReportedOnce() throws Exception {
    List<String> reasons = new ArrayList<>();
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    OutputQueue queue =
        OutputQueue.start(
            closed, "pipe", 1 << 20, lines -> "", failure -> reasons.add("" + failure));
    queue.add("a");
    queue.add("b");

    assertThat(queue.end(LIMIT_MILLIS)).isZero();
    assertThat(queue.lost()).isEqualTo(new OutputQueue.LostLines(0, 2));
    assertThat(reasons).containsExactly("java.io.IOException: Broken pipe");
  }

  private OutputQueue start(int maxChars) {
    return OutputQueue.start(
        new Pipe(), "pipe", maxChars, lines -> lines + " left out", failure -> {});
  }

  private List<String> lines() {
    return written.toString(UTF_8).lines().toList();
  }
}
