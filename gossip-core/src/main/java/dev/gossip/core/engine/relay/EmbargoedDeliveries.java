package dev.gossip.core.engine.relay;

import dev.gossip.api.MessageId;
import dev.gossip.core.engine.peer.PeerState;
import dev.gossip.core.engine.services.Lazily;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Accepted messages that the strategy has not made public yet, and the peer that sent the first
 * copy of each. Most messages become public in the callback that hands them to the strategy, so the
 * current one is kept apart and needs no map entry.
 */
public final class EmbargoedDeliveries {

  /**
   * The end of a message's embargo.
   *
   * @param from the peer that sent the first copy; null for a message of this node
   */
  record Release(@Nullable PeerState from) {}

  private static final Release OWN = new Release(null);

  private final int capacity;
  private Map<MessageId, Release> embargoed = Collections.emptyMap();
  private @Nullable MessageId current;
  private Release currentRelease = OWN;

  // Of the latest message of a peer. Several in a row are of the same one.
  private Release latestRelease = OWN;

  /** With room for so many messages. */
  public EmbargoedDeliveries(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Makes a message the current one, before the strategy gets it.
   *
   * @param from the peer that sent it; null for this node
   */
  void begin(MessageId id, @Nullable PeerState from) {
    current = id;
    if (from == null) {
      currentRelease = OWN;
    } else {
      if (latestRelease.from != from) {
        latestRelease = new Release(from);
      }
      currentRelease = latestRelease;
    }
  }

  /** Forgets the current message, whose header the strategy could not read. */
  void discardCurrent() {
    current = null;
    currentRelease = OWN;
  }

  /**
   * Embargoes the current message if the strategy has not made it public.
   *
   * @return the oldest embargoed message, if it was dropped to make room; else null
   */
  @Nullable MessageId embargoCurrent() {
    if (current == null) {
      return null;
    }
    embargoed = Lazily.forPut(embargoed);
    embargoed.put(current, currentRelease);
    discardCurrent();
    if (embargoed.size() <= capacity) {
      return null;
    }
    MessageId oldest = embargoed.keySet().iterator().next();
    embargoed.remove(oldest);
    return oldest;
  }

  /** Makes a message public; null if it is not embargoed. */
  @Nullable Release release(MessageId id) {
    if (id.equals(current)) {
      Release release = currentRelease;
      discardCurrent();
      return release;
    }
    return embargoed.remove(id);
  }

  /** Whether a message is embargoed, or the current one and not public yet. */
  public boolean contains(MessageId id) {
    return id.equals(current) || embargoed.containsKey(id);
  }

  /** How many messages are embargoed; the current one does not count. */
  int size() {
    return embargoed.size();
  }
}
