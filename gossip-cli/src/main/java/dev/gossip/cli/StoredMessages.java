package dev.gossip.cli;

import com.google.gson.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The messages that were delivered last, numbered from 1. Thread-safe. */
final class StoredMessages {
  private final int mostMessages;
  private final int mostChars;
  private final Deque<String> kept = new ArrayDeque<>();
  private long last;
  private long chars;

  StoredMessages(int mostMessages, int mostBytes) {
    this.mostMessages = mostMessages;
    // JSON of Gson's is nearly always Latin-1, which the JVM keeps in a byte each.
    this.mostChars = mostBytes;
  }

  /**
   * What came after some message.
   *
   * @param last the number of the last message there was
   * @param missed how many came, too, but are no longer kept
   * @param messages JSON objects, the eldest first
   */
  record Page(long last, long missed, List<String> messages) {}

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

  /** Those with a higher number. */
  synchronized Page after(long number) {
    long from = Math.min(Math.max(number, 0), last);
    long firstKept = last - kept.size() + 1;
    long missed = Math.max(0, firstKept - 1 - from);
    return new Page(last, missed, kept.stream().skip(from + missed - (firstKept - 1)).toList());
  }

  synchronized int size() {
    return kept.size();
  }
}
