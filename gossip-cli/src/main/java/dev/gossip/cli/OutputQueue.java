package dev.gossip.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lines on their way to stdout or stderr, in order, written by a thread of its own: a reader that
 * stops reading holds up nobody. What does not fit is left out and counted, and a line says so at
 * that place. Thread-safe.
 */
final class OutputQueue {
  // What a line takes beside its characters, about.
  private static final int LINE_OVERHEAD = 64;
  // One write for many lines when there are many.
  private static final int BATCH_CHARS = 1 << 16;

  private final OutputStream out;
  private final String name;
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
      String name,
      int maxChars,
      LongFunction<String> notice,
      Consumer<IOException> onFailure) {
    this.out = out;
    this.name = name;
    this.maxChars = maxChars;
    this.notice = notice;
    this.onFailure = onFailure;
  }

  /**
   * Starts the thread.
   *
   * @param name such as {@code stdout}; the reasons of drops begin with it
   * @param maxChars about how much may wait
   * @param notice the line that says how many lines were left out
   * @param onFailure takes the reason of the first lines that cannot be written
   */
  static OutputQueue start(
      OutputStream out,
      String name,
      int maxChars,
      LongFunction<String> notice,
      Consumer<IOException> onFailure) {
    OutputQueue queue = new OutputQueue(out, name, maxChars, notice, onFailure);
    Thread writer = new Thread(queue::writeAll, "gossip-" + name);
    writer.setDaemon(true);
    writer.start();
    return queue;
  }

  /** Has a line written, or leaves it out. Does not block. */
  synchronized void add(String line) {
    int chars = line.length() + LINE_OVERHEAD;
    // Half of it has to be free before the next line, or a slow reader would get every second line.
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

  /** Why and how many lines were not written, by reason; without those that are zero. */
  synchronized SortedMap<String, Long> drops() {
    SortedMap<String, Long> drops = new TreeMap<>();
    if (leftOut > 0) {
      drops.put(name + "-queue-full", leftOut);
    }
    if (notWritten > 0) {
      drops.put(name + "-failed", notWritten);
    }
    return drops;
  }

  /**
   * Takes no more lines, and waits until those that wait are written, or until the limit is over.
   *
   * @return how many lines are still not written then
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

  /** Answers whether this is the first time. */
  private synchronized boolean countNotWritten() {
    boolean first = notWritten == 0;
    notWritten += writing;
    return first;
  }

  /** Waits for lines; null at the end. */
  private synchronized @Nullable String next() {
    writing = 0;
    while (waiting.isEmpty() && leftOutBeforeNotice == 0 && !ended) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Nobody but this class has the thread, and it ends with end().
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
