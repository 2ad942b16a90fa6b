package dev.gossip.core.engine;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages that can still be served to others. Bounded in number and in bytes. */
final class MessageStore {
  // What an entry takes beside the encoded bytes: objects, ids, the map's own node. Measured to be
  // about this on a 64-bit JVM with compressed references.
  private static final int ENTRY_BYTES = 400;

  private final int maxMessages;
  private final long maxBytes;
  private final Map<MessageId, Stored> messages = new LinkedHashMap<>();
  private long bytes;

  MessageStore(int maxMessages, long maxBytes) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  @Nullable GossipMessage find(MessageId id) {
    Stored stored = messages.get(id);
    return stored == null ? null : stored.message;
  }

  /** Stores a message and lets go of the oldest until it fits; answers how many went. */
  int add(GossipMessage message, long endNanos) {
    Stored stored = new Stored(message, endNanos);
    Stored previous = messages.put(message.id(), stored);
    if (previous != null) {
      bytes -= previous.bytes();
    }
    bytes += stored.bytes();
    int evicted = 0;
    Iterator<Stored> oldest = messages.values().iterator();
    while (messages.size() > maxMessages || (bytes > maxBytes && messages.size() > 1)) {
      bytes -= oldest.next().bytes();
      oldest.remove();
      evicted++;
    }
    return evicted;
  }

  void remove(MessageId id) {
    Stored stored = messages.remove(id);
    if (stored != null) {
      bytes -= stored.bytes();
    }
  }

  /** Lets go of what has ended. */
  void expire(long nowNanos) {
    for (Iterator<Stored> all = messages.values().iterator(); all.hasNext(); ) {
      Stored stored = all.next();
      if (stored.endNanos - nowNanos < 0) {
        bytes -= stored.bytes();
        all.remove();
      }
    }
  }

  int size() {
    return messages.size();
  }

  private record Stored(GossipMessage message, long endNanos) {
    long bytes() {
      return (long) ENTRY_BYTES + message.signedBytes().size() + message.signature().size();
    }
  }
}
