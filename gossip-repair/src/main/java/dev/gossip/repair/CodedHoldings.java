package dev.gossip.repair;

import dev.gossip.api.MessageId;
import dev.gossip.repair.Holdings.Snapshot;
import dev.gossip.repair.sketch.CodedSet;
import dev.gossip.repair.sketch.ShortIds;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a node has at one moment, in short ids under the key of one link. */
final class CodedHoldings {
  private final ShortIds key;
  // Of two messages with the same short id, one is left out; they differ under the next key.
  private final Map<Long, MessageId> shown = new HashMap<>();
  private final Set<Long> old = new HashSet<>();
  private final CodedSet set;

  /** Expensive: to be made by {@code offload}. */
  CodedHoldings(LinkKey key, Snapshot snapshot) {
    this.key = key.shortIds();
    snapshot.shown().forEach(id -> shown.putIfAbsent(this.key.of(id), id));
    snapshot.old().forEach(id -> old.add(this.key.of(id)));
    this.set = new CodedSet(shown.keySet().stream().mapToLong(Long::longValue).toArray());
  }

  CodedSet set() {
    return set;
  }

  long shortIdOf(MessageId id) {
    return key.of(id);
  }

  /** The message behind a short id, if the peer may know of it; else null. */
  @Nullable MessageId shown(long shortId) {
    return shown.get(shortId);
  }

  /** Whether this is a message that this node has had, and that it does not show any more. */
  boolean isOld(long shortId) {
    return old.contains(shortId);
  }
}
