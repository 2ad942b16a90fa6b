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
  private final ControlLimits limits;
  private final Set<EventStream> open = new LinkedHashSet<>();
  private final Deque<String> kept = new ArrayDeque<>();
  private long keptChars;
  private long last;
  private boolean ended;
  private long tooSlow;

  EventStreams(ControlLimits limits) {
    this.limits = limits;
  }

  /** Sends an event to all, as a server-sent event of its name. Does not block. */
  synchronized void send(JsonObject event) {
    String name = event.get("event").getAsString();
    String frame = "id: " + ++last + "\nevent: " + name + "\ndata: " + JsonText.of(event) + "\n\n";
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

  /** Opens a stream, to be closed again; null if there are as many as there may be. */
  @Nullable EventStream open() {
    return openAfter(Long.MAX_VALUE);
  }

  /**
   * Opens a stream that begins with what is kept of the events after one of this number. A number
   * that there has not been yet comes from before a restart: then it begins with all.
   *
   * @param number {@link Long#MAX_VALUE} for none but those to come
   */
  synchronized @Nullable EventStream openAfter(long number) {
    if (ended || open.size() >= limits.streams()) {
      return null;
    }
    EventStream stream = new EventStream(limits.streamBytes(), keptAfter(number));
    open.add(stream);
    return stream;
  }

  private List<String> keptAfter(long number) {
    if (number == Long.MAX_VALUE) {
      return List.of();
    }
    long firstKept = last - kept.size() + 1;
    long skipped = number > last ? 0 : Math.max(0, number + 1 - firstKept);
    return kept.stream().skip(skipped).toList();
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
