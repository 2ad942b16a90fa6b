package dev.gossip.cli.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of lines for stdout or stderr, written in order by its own thread, so that a
 * reader that stops reading blocks nothing else. Lines that do not fit are left out and counted,
 * and a notice is written in their place. Thread-safe.
 */
final class OutputQueue {

  /**
   * Lines that were not written.
   *
   * @param leftOut because the queue was full
   * @param failed because of a write error
   */
  record LostLines(long leftOut, long failed) {}

  // Approximate memory of a line in addition to its characters.
  private static final int LINE_OVERHEAD = 64;
  // Many waiting lines are written at once, up to this size.
  private static final int BATCH_CHARS = 1 << 16;

  private final OutputStream out;
  private final int maxChars;
  private final LongFunction<String> notice;
  private final Consumer<IOException> onFailure;
  // Guarded by this, as all below.
  private final Queue<String> waiting = new ArrayDeque<>();
  private long waitingChars;
  private boolean full;
  private long leftOut;
  private long leftOutBeforeNotice;
  private long writing;
  private long notWritten;
  private boolean ended;
  private boolean done;

  private OutputQueue(
      OutputStream out,
      int maxChars,
      LongFunction<String> notice,
      Consumer<IOException> onFailure) {
    this.out = out;
    this.maxChars = maxChars;
    this.notice = notice;
    this.onFailure = onFailure;
  }

  /**
   * Creates a queue and starts its thread.
   *
   * @param name such as {@code stdout}
   * @param maxChars approximately how many characters may wait
   * @param notice makes the line that reports how many lines were left out
   * @param onFailure receives the first write error
   */
  static OutputQueue start(
      OutputStream out,
      String name,
      int maxChars,
      LongFunction<String> notice,
      Consumer<IOException> onFailure) {
    OutputQueue queue = new OutputQueue(out, maxChars, notice, onFailure);
    Thread writer = new Thread(queue::writeAll, "gossip-" + name);
    writer.setDaemon(true);
    writer.start();
    return queue;
  }

  /** Queues a line, or leaves it out if the queue is full. Does not block. */
  synchronized void add(String line) {
    int chars = line.length() + LINE_OVERHEAD;
    // Once full, half must be free before the next line; else a slow reader gets isolated lines.
    if (ended || waitingChars + chars > (full ? maxChars / 2 : maxChars)) {
      full = true;
      leftOut++;
      leftOutBeforeNotice++;
      return;
    }
    full = false;
    addNotice();
    enqueue(line);
    notifyAll();
  }

  /** The numbers of lines that were not written so far. */
  synchronized LostLines lost() {
    return new LostLines(leftOut, notWritten);
  }

  /**
   * Stops accepting lines, and waits until the waiting ones are written, up to a limit.
   *
   * @return how many lines were not written within the limit
   */
  synchronized long end(long limitMillis) throws InterruptedException {
    ended = true;
    notifyAll();
    long deadlineNanos = System.nanoTime() + limitMillis * 1_000_000;
    for (long left = limitMillis; !done && left > 0; ) {
      wait(left);
      left = (deadlineNanos - System.nanoTime()) / 1_000_000;
    }
    return done ? 0 : waiting.size() + writing;
  }

  private void addNotice() {
    if (leftOutBeforeNotice > 0) {
      enqueue(notice.apply(leftOutBeforeNotice));
      leftOutBeforeNotice = 0;
    }
  }

  private void enqueue(String line) {
    waiting.add(line);
    waitingChars += line.length() + LINE_OVERHEAD;
  }

  private void writeAll() {
    for (String batch = next(); batch != null; batch = next()) {
      try {
        out.write(batch.getBytes(UTF_8));
        out.flush();
      } catch (IOException e) {
        if (countNotWritten()) {
          onFailure.accept(e);
        }
      }
    }
    synchronized (this) {
      done = true;
      notifyAll();
    }
  }

  /** Counts the current batch as not written; returns whether it is the first failure. */
  private synchronized boolean countNotWritten() {
    boolean first = notWritten == 0;
    notWritten += writing;
    return first;
  }

  /** Waits for lines and returns a batch; null at the end. */
  private synchronized @Nullable String next() {
    writing = 0;
    while (waiting.isEmpty() && leftOutBeforeNotice == 0 && !ended) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Nothing interrupts this thread on purpose; it ends with end().
      }
    }
    if (waiting.isEmpty()) {
      addNotice();
    }
    if (waiting.isEmpty()) {
      return null;
    }
    StringBuilder batch = new StringBuilder();
    while (!waiting.isEmpty() && batch.length() < BATCH_CHARS) {
      String line = waiting.remove();
      waitingChars -= line.length() + LINE_OVERHEAD;
      batch.append(line).append(System.lineSeparator());
      writing++;
    }
    return batch.toString();
  }
}
