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
  private final Map<MessageId, GossipMessage> messages = new LinkedHashMap<>();
  private long bytes;

  MessageStore(int maxMessages, long maxBytes) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  @Nullable GossipMessage find(MessageId id) {
    return messages.get(id);
  }

  /** Stores a message and lets go of the oldest until it fits; answers how many went. */
  int add(GossipMessage message) {
    GossipMessage previous = messages.put(message.id(), message);
    if (previous != null) {
      bytes -= cost(previous);
    }
    bytes += cost(message);
    int evicted = 0;
    Iterator<GossipMessage> oldest = messages.values().iterator();
    while (messages.size() > maxMessages || (bytes > maxBytes && messages.size() > 1)) {
      bytes -= cost(oldest.next());
      oldest.remove();
      evicted++;
    }
    return evicted;
  }

  void remove(MessageId id) {
    GossipMessage message = messages.remove(id);
    if (message != null) {
      bytes -= cost(message);
    }
  }

  int size() {
    return messages.size();
  }

  private static long cost(GossipMessage message) {
    return (long) ENTRY_BYTES + message.signedBytes().size() + message.signature().size();
  }
}
