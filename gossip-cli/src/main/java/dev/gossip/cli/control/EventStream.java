package dev.gossip.cli.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events on their way to one client. A client that reads too slowly is cut off. */
final class EventStream {
  // A client that vanished silently is noticed when something is written to it.
  private static final long HEARTBEAT_MILLIS = 15_000;
  private static final String HEARTBEAT = ":\n\n";

  private final int maxChars;
  // Guarded by this, as all below.
  private final Deque<String> replay;
  private final Deque<String> pending = new ArrayDeque<>();
  private long pendingChars;
  private boolean ended;
  private @Nullable Thread writer;

  /**
   * @param maxBytes how much may wait to be written, in addition to the replay
   * @param replay earlier events, which are sent first. The client could not read them sooner, so
   *     they do not count against the limit.
   */
  EventStream(int maxBytes, List<String> replay) {
    this.maxChars = maxBytes;
    this.replay = new ArrayDeque<>(replay);
  }

  /** Queues an event; returns false if the client is too slow and is being cut off. */
  synchronized boolean offer(String frame) {
    if (ended) {
      return true;
    }
    if (pendingChars + frame.length() > maxChars) {
      ended = true;
      replay.clear();
      pending.clear();
      if (writer != null) {
        // Interrupting the blocked writer closes the connection.
        writer.interrupt();
      }
      return false;
    }
    pending.addLast(frame);
    pendingChars += frame.length();
    notifyAll();
    return true;
  }

  /** Ends the stream after what waits has been written. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /**
   * Writes until the stream ends, or until the client is gone or too slow. The thread may then be
   * left interrupted.
   */
  void writeTo(OutputStream out) throws IOException {
    synchronized (this) {
      writer = Thread.currentThread();
    }
    try {
      // Signals that no event is missed from here on.
      out.write(HEARTBEAT.getBytes(UTF_8));
      out.flush();
      for (String frame = next(); frame != null; frame = next()) {
        out.write(frame.getBytes(UTF_8));
        if (isDrained()) {
          out.flush();
        }
      }
    } catch (InterruptedException e) {
      // Too slow, noticed between two events. The next write closes the connection.
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
