package dev.gossip.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events on their way to one client. One that reads too slowly is cut off, and holds up nobody. */
final class EventStream {
  // A client that went without a word is found out when something is written to it.
  private static final long HEARTBEAT_MILLIS = 15_000;
  private static final String HEARTBEAT = ":\n\n";

  private final int mostChars;
  // Guarded by this, as all below.
  private final Deque<String> replay;
  private final Deque<String> pending = new ArrayDeque<>();
  private long pendingChars;
  private boolean ended;
  private @Nullable Thread writer;

  /**
   * @param mostBytes may wait to be written, beside the replay
   * @param replay events from before, which come first. The client could not read them sooner, so
   *     they do not count as waiting.
   */
  EventStream(int mostBytes, List<String> replay) {
    this.mostChars = mostBytes;
    this.replay = new ArrayDeque<>(replay);
  }

  /** Has an event written; false if the client is too slow for it and is being cut off. */
  synchronized boolean offer(String frame) {
    if (ended) {
      return true;
    }
    if (pendingChars + frame.length() > mostChars) {
      ended = true;
      replay.clear();
      pending.clear();
      if (writer != null) {
        // Closes the connection, which it is stuck in.
        writer.interrupt();
      }
      return false;
    }
    pending.addLast(frame);
    pendingChars += frame.length();
    notifyAll();
    return true;
  }

  /** Lets what waits be written, and nothing after it. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /**
   * Writes until the end, or until the client is gone or too slow; then the thread may be left
   * interrupted.
   */
  void writeTo(OutputStream out) throws IOException {
    synchronized (this) {
      writer = Thread.currentThread();
    }
    try {
      // Says that from here on nothing is missed.
      out.write(HEARTBEAT.getBytes(UTF_8));
      out.flush();
      for (String frame = next(); frame != null; frame = next()) {
        out.write(frame.getBytes(UTF_8));
        if (isDrained()) {
          out.flush();
        }
      }
    } catch (InterruptedException e) {
      // Too slow, noticed between two events. Whatever is written next closes the connection.
      Thread.currentThread().interrupt();
    } finally {
      synchronized (this) {
        ended = true;
        writer = null;
      }
    }
  }

  /** Waits for an event; null at the end. */
  private synchronized @Nullable String next() throws InterruptedException {
    long deadlineNanos = System.nanoTime() + HEARTBEAT_MILLIS * 1_000_000;
    while (isDrained() && !ended) {
      long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        return HEARTBEAT;
      }
      wait(leftMillis);
    }
    if (!replay.isEmpty()) {
      return replay.removeFirst();
    }
    String frame = pending.pollFirst();
    if (frame != null) {
      pendingChars -= frame.length();
    }
    return frame;
  }

  private synchronized boolean isDrained() {
    return replay.isEmpty() && pending.isEmpty();
  }
}
