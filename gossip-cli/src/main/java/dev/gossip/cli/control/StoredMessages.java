package dev.gossip.cli.control;

import com.google.gson.JsonObject;
import dev.gossip.cli.text.JsonText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The most recently delivered messages, numbered from 1. Thread-safe. */
final class StoredMessages {
  private final String run;
  private final int maxMessages;
  private final int maxChars;
  private final Deque<String> stored = new ArrayDeque<>();
  private long last;
  private long chars;

  /**
   * @param run identifies this run of the node in cursors
   */
  StoredMessages(String run, int maxMessages, int maxBytes) {
    this.run = run;
    this.maxMessages = maxMessages;
    // Gson's JSON is nearly always Latin-1, which the JVM stores in one byte per character.
    this.maxChars = maxBytes;
  }

  /**
   * Messages after a cursor.
   *
   * @param next cursor of the newest message
   * @param restarted whether the cursor is from an earlier run; the page then has all stored
   *     messages
   * @param missed messages of this run after the cursor that are no longer stored
   * @param messages JSON objects, the oldest first
   */
  record Page(Cursor next, boolean restarted, long missed, List<String> messages) {}

  /** Keeps a {@code delivered} event. */
  synchronized void add(JsonObject delivered) {
    JsonObject numbered = delivered.deepCopy();
    numbered.addProperty("number", ++last);
    String json = JsonText.of(numbered);
    stored.addLast(json);
    chars += json.length();
    while (stored.size() > maxMessages || chars > maxChars) {
      chars -= stored.removeFirst().length();
    }
  }

  /** Those after a place. */
  synchronized Page after(Cursor place) {
    boolean restarted = !place.isIn(run, last);
    long from = restarted ? 0 : place.number();
    long firstKept = last - stored.size() + 1;
    long missed = Math.max(0, firstKept - 1 - from);
    List<String> messages = stored.stream().skip(from + missed - (firstKept - 1)).toList();
    return new Page(new Cursor(run, last), restarted, missed, messages);
  }

  synchronized int size() {
    return stored.size();
  }
}
