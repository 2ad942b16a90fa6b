package dev.gossip.cli.control;

import com.google.gson.JsonObject;
import dev.gossip.cli.text.JsonText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The open event streams, and the latest events for clients that connect late or again.
 * Thread-safe.
 */
final class EventStreams {
  private final String run;
  private final ControlLimits limits;
  private final Set<EventStream> open = new LinkedHashSet<>();
  private final Deque<String> stored = new ArrayDeque<>();
  private long storedChars;
  private long last;
  private boolean ended;
  private long slowClientCount;

  /**
   * @param run identifies this run of the node in event ids
   */
  EventStreams(String run, ControlLimits limits) {
    this.run = run;
    this.limits = limits;
  }

  /** Sends an event to all streams, as a server-sent event of its name. Does not block. */
  synchronized void send(JsonObject event) {
    String name = event.get("event").getAsString();
    String id = new Cursor(run, ++last).toString();
    String frame = "id: " + id + "\nevent: " + name + "\ndata: " + JsonText.of(event) + "\n\n";
    store(frame);
    for (EventStream stream : open) {
      if (!stream.offer(frame)) {
        slowClientCount++;
      }
    }
  }

  private void store(String frame) {
    stored.addLast(frame);
    storedChars += frame.length();
    while (stored.size() > limits.storedEvents() || storedChars > limits.streamBytes()) {
      storedChars -= stored.removeFirst().length();
    }
  }

  /** Opens a stream of future events, which the caller must close; null if too many are open. */
  @Nullable EventStream open() {
    return open(List.of());
  }

  /**
   * Opens a stream that begins with the stored events after a position. If the position is of
   * another run, it begins with all stored events; their ids show the new run.
   */
  synchronized @Nullable EventStream openAfter(Cursor position) {
    long firstStored = last - stored.size() + 1;
    long skipped = position.isIn(run, last) ? Math.max(0, position.number() + 1 - firstStored) : 0;
    return open(stored.stream().skip(skipped).toList());
  }

  private synchronized @Nullable EventStream open(List<String> replay) {
    if (ended || open.size() >= limits.streams()) {
      return null;
    }
    EventStream stream = new EventStream(limits.streamBytes(), replay);
    open.add(stream);
    return stream;
  }

  synchronized void close(EventStream stream) {
    open.remove(stream);
    notifyAll();
  }

  /** Ends all streams, and waits up to a limit until they have written what waits. */
  synchronized void end(long limitMillis) throws InterruptedException {
    ended = true;
    open.forEach(EventStream::end);
    long deadlineNanos = System.nanoTime() + limitMillis * 1_000_000;
    for (long left = limitMillis; !open.isEmpty() && left > 0; ) {
      wait(left);
      left = (deadlineNanos - System.nanoTime()) / 1_000_000;
    }
  }

  synchronized int openStreams() {
    return open.size();
  }

  /** How many clients were cut off as too slow. */
  synchronized long slowClientCount() {
    return slowClientCount;
  }
}
