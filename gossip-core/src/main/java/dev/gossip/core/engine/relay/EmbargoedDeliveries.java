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
 *
 * <p>The id of the current one is kept as numbers. A reference to each new message in an object
 * this old would cost more, since the garbage collector has to be informed of every such reference.
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

  private boolean hasCurrent;
  private long current0;
  private long current1;
  private long current2;
  private long current3;

  // Of the latest message. Several in a row are of the same peer.
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
    hasCurrent = true;
    current0 = id.word(0);
    current1 = id.word(1);
    current2 = id.word(2);
    current3 = id.word(3);
    if (latestRelease.from != from) {
      latestRelease = from == null ? OWN : new Release(from);
    }
  }

  private boolean isCurrent(MessageId id) {
    return hasCurrent
        && id.word(3) == current3
        && id.word(2) == current2
        && id.word(1) == current1
        && id.word(0) == current0;
  }

  /** Forgets the current message, whose header the strategy could not read. */
  void discardCurrent() {
    hasCurrent = false;
  }

  /**
   * Embargoes the current message if the strategy has not made it public.
   *
   * @return the oldest embargoed message, if it was dropped to make room; else null
   */
  @Nullable MessageId embargoCurrent() {
    if (!hasCurrent) {
      return null;
    }
    embargoed = Lazily.forPut(embargoed);
    embargoed.put(MessageId.ofWords(current0, current1, current2, current3), latestRelease);
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
    if (isCurrent(id)) {
      discardCurrent();
      return latestRelease;
    }
    return embargoed.isEmpty() ? null : embargoed.remove(id);
  }

  /** Whether a message is embargoed, or the current one and not public yet. */
  public boolean contains(MessageId id) {
    return isCurrent(id) || (!embargoed.isEmpty() && embargoed.containsKey(id));
  }

  /** How many messages are embargoed; the current one does not count. */
  int size() {
    return embargoed.size();
  }
}
