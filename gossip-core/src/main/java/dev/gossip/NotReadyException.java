package dev.gossip;

import dev.gossip.api.PeerAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * No peer was up within the time that {@link GossipNode#awaitReady} waits. The message names the
 * peers that were not reached and says why.
 */
public final class NotReadyException extends TimeoutException {
  private static final long serialVersionUID = 1;
  private static final int MAX_LINES = 20;

  // Null in a copy that was read from a stream: addresses are not serializable.
  private final transient @Nullable SortedMap<PeerAddress, String> unreached;

  /**
   * @param unreached the peers by address, each with what is known about it
   * @param unknown what to say if there are none
   */
  NotReadyException(Duration limit, SortedMap<PeerAddress, String> unreached, String unknown) {
    super(text(limit, unreached, unknown));
    this.unreached = Collections.unmodifiableSortedMap(new TreeMap<>(unreached));
  }

  private static String text(
      Duration limit, SortedMap<PeerAddress, String> unreached, String unknown) {
    StringBuilder text = new StringBuilder("no peer is up after ");
    text.append(limit.toMillis()).append(" ms: ");
    if (unreached.isEmpty()) {
      return text.append(unknown).toString();
    }
    text.append("not reached:");
    unreached.entrySet().stream()
        .limit(MAX_LINES)
        .forEach(
            peer -> text.append("\n  ").append(peer.getKey()).append(": ").append(peer.getValue()));
    if (unreached.size() > MAX_LINES) {
      text.append("\n  and ").append(unreached.size() - MAX_LINES).append(" more");
    }
    return text.toString();
  }

  /**
   * The peers and seeds that were not reached, by address, each with the reason if one is known.
   * Empty in a copy that was read from a stream; its message names them.
   */
  public SortedMap<PeerAddress, String> unreached() {
    return unreached == null ? Collections.emptySortedMap() : unreached;
  }
}
