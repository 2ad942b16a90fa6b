package dev.gossip.cli;

import com.google.gson.JsonObject;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The clients that follow the events. Thread-safe. */
final class EventStreams {
  private final ControlLimits limits;
  private final Set<EventStream> open = new LinkedHashSet<>();
  private boolean ended;
  private long tooSlow;

  EventStreams(ControlLimits limits) {
    this.limits = limits;
  }

  /** Sends an event to all, as a server-sent event of its name. Does not block. */
  synchronized void send(JsonObject event) {
    if (open.isEmpty()) {
      return;
    }
    String frame = "event: " + event.get("event").getAsString() + "\ndata: " + event + "\n\n";
    for (EventStream stream : open) {
      if (!stream.offer(frame)) {
        tooSlow++;
      }
    }
  }

  /** Opens a stream, to be closed again; null if there are as many as there may be. */
  synchronized @Nullable EventStream open() {
    if (ended || open.size() >= limits.streams()) {
      return null;
    }
    EventStream stream = new EventStream(limits.streamBytes());
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
