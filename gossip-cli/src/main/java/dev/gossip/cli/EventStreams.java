package dev.gossip.cli;

import com.google.gson.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The clients that follow the events, and the last events, for those that come late or again.
 * Thread-safe.
 */
final class EventStreams {
  private final String run;
  private final ControlLimits limits;
  private final Set<EventStream> open = new LinkedHashSet<>();
  private final Deque<String> kept = new ArrayDeque<>();
  private long keptChars;
  private long last;
  private boolean ended;
  private long tooSlow;

  /**
   * @param run names this run of the node in the ids of events
   */
  EventStreams(String run, ControlLimits limits) {
    this.run = run;
    this.limits = limits;
  }

  /** Sends an event to all, as a server-sent event of its name. Does not block. */
  synchronized void send(JsonObject event) {
    String name = event.get("event").getAsString();
    String id = new Cursor(run, ++last).toString();
    String frame = "id: " + id + "\nevent: " + name + "\ndata: " + JsonText.of(event) + "\n\n";
    keep(frame);
    for (EventStream stream : open) {
      if (!stream.offer(frame)) {
        tooSlow++;
      }
    }
  }

  private void keep(String frame) {
    kept.addLast(frame);
    keptChars += frame.length();
    while (kept.size() > limits.storedEvents() || keptChars > limits.streamBytes()) {
      keptChars -= kept.removeFirst().length();
    }
  }

  /** Opens a stream of the events to come, to be closed again; null if there are too many. */
  @Nullable EventStream open() {
    return open(List.of());
  }

  /**
   * Opens a stream that begins with what is kept of the events after a place. If that is of another
   * run, it begins with all that is kept, and the ids show it.
   */
  synchronized @Nullable EventStream openAfter(Cursor place) {
    long firstKept = last - kept.size() + 1;
    long skipped = place.isIn(run, last) ? Math.max(0, place.number() + 1 - firstKept) : 0;
    return open(kept.stream().skip(skipped).toList());
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

  /** Ends all, and waits a while until they have written what they have. */
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

  /** How many clients were cut off. */
  synchronized long tooSlow() {
    return tooSlow;
  }
}
