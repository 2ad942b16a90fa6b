package dev.gossip.repair;

import dev.gossip.api.relay.BoundedMap;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Short ids of messages that a peer shows, and that this node has delivered but does not hold, for
 * example because it has restarted since. They are not resolved again.
 */
final class KnownShortIds {
  /** About 1 MB; a guess. */
  private static final int MAX_KNOWN = 16_384;

  private @Nullable LinkKey key;
  private BoundedMap<Long, Boolean> shortIds = new BoundedMap<>(MAX_KNOWN);

  void add(LinkKey currentKey, long shortId) {
    if (!currentKey.equals(key)) {
      key = currentKey;
      shortIds = new BoundedMap<>(MAX_KNOWN);
    }
    shortIds.put(shortId, true);
  }

  Collection<Long> under(LinkKey currentKey) {
    return currentKey.equals(key) ? shortIds.keys() : List.of();
  }
}
