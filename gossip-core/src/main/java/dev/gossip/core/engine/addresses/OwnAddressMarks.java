package dev.gossip.core.engine.addresses;

import dev.gossip.api.PeerAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Addresses at which this node has reached itself a short while ago. Not for good, since somebody
 * who sees a dial can make another node's address look like one.
 */
final class OwnAddressMarks {
  // Guesses, like those of the engine's dialer.
  static final long LIFETIME_MILLIS = Duration.ofMinutes(10).toMillis();
  static final int MAX_MARKS = 64;

  private Map<PeerAddress, Long> marked = Collections.emptyMap();

  void add(PeerAddress address, long nowMillis) {
    if (marked.isEmpty()) {
      marked = new LinkedHashMap<>();
    }
    marked.remove(address);
    marked.put(address, nowMillis);
    if (marked.size() > MAX_MARKS) {
      marked.remove(marked.keySet().iterator().next());
    }
  }

  boolean contains(PeerAddress address, long nowMillis) {
    Long since = marked.get(address);
    return since != null && since <= nowMillis && nowMillis - since < LIFETIME_MILLIS;
  }
}
