package dev.gossip.cli;

import com.google.gson.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The messages that were delivered last, numbered from 1. Thread-safe. */
final class StoredMessages {
  private final String run;
  private final int mostMessages;
  private final int mostChars;
  private final Deque<String> kept = new ArrayDeque<>();
  private long last;
  private long chars;

  /**
   * @param run names this run of the node in cursors
   */
  StoredMessages(String run, int mostMessages, int mostBytes) {
    this.run = run;
    this.mostMessages = mostMessages;
    // JSON of Gson's is nearly always Latin-1, which the JVM keeps in a byte each.
    this.mostChars = mostBytes;
  }

  /**
   * What came after some message.
   *
   * @param next the place of the last message there was, to ask for what comes after it
   * @param restarted whether the place that was asked for is of another run; then these are all
   *     that are kept of this one, and how many of the other were missed is not known
   * @param missed how many of this run came, too, but are no longer kept
   * @param messages JSON objects, the oldest first
   */
  record Page(Cursor next, boolean restarted, long missed, List<String> messages) {}

  /** Keeps a {@code delivered} event. */
  synchronized void add(JsonObject delivered) {
    JsonObject numbered = delivered.deepCopy();
    numbered.addProperty("number", ++last);
    String json = JsonText.of(numbered);
    kept.addLast(json);
    chars += json.length();
    while (kept.size() > mostMessages || chars > mostChars) {
      chars -= kept.removeFirst().length();
    }
  }

  /** Those after a place. */
  synchronized Page after(Cursor place) {
    boolean restarted = !place.isIn(run, last);
    long from = restarted ? 0 : place.number();
    long firstKept = last - kept.size() + 1;
    long missed = Math.max(0, firstKept - 1 - from);
    List<String> messages = kept.stream().skip(from + missed - (firstKept - 1)).toList();
    return new Page(new Cursor(run, last), restarted, missed, messages);
  }

  synchronized int size() {
    return kept.size();
  }
}
