package dev.gossip.simulation.driver;

import dev.gossip.api.MessageId;
import dev.gossip.core.engine.memory.SeenLog;
import java.util.LinkedHashMap;
import java.util.Map;

/** Replaces the files of a node that has a data folder: it survives crashes, but not the run. */
final class MemorySeenLog implements SeenLog {
  // Far more than a run publishes within a lifetime. Beyond it the oldest ids are dropped.
  private static final int CAPACITY = 1_000_000;

  private final Map<MessageId, Long> ends = new LinkedHashMap<>();

  @Override
  public void restore(Reader reader) {
    ends.forEach(reader::seen);
  }

  @Override
  public int append(MessageId id, long endMillis) {
    ends.put(id, endMillis);
    if (ends.size() > CAPACITY) {
      ends.remove(ends.keySet().iterator().next());
    }
    return 0;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
