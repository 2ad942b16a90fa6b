package dev.gossip.diffusion;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stem messages that this node holds under an embargo. The pool is bounded, and no single peer
 * can fill it: each peer has a share, and this node's own messages have separate room. An unbounded
 * pool of this kind is why Bitcoin Core rejected Dandelion.
 */
final class StemPool {
  private final PeerId self;
  private final DandelionSettings settings;
  private final Map<MessageId, Stem> held = new LinkedHashMap<>();
  // Never iterated.
  private final Map<PeerId, Integer> heldFrom = new HashMap<>();

  /** One held message and the state of its next hop. */
  static final class Stem {
    final GossipMessage message;

    /** The peer that the first copy came from; this node for its own messages. */
    final PeerId source;

    /** When the lifetime of the message ends. */
    final long endNanos;

    /** All peers that sent a stem copy; distinguishes a retransmission from a loop. */
    final Set<PeerId> sources = new LinkedHashSet<>();

    /** Peers that have the message or do not answer; it is not sent to them. */
    final Set<PeerId> tried = new LinkedHashSet<>();

    /** Peers whose acknowledgement counts for the current route. */
    final Set<PeerId> mayAcknowledge = new LinkedHashSet<>();

    /** The peer that the message was last sent to; null until there was one. */
    @Nullable PeerId destination;

    /** Whether the message waits because no destination is left. */
    boolean waiting;

    /** Whether a round ended without an answer; from then on each peer gets one copy per round. */
    boolean noneAnswered;

    int timesSent;
    long sentNanos;
    @Nullable TimerHandle retry;
    @Nullable TimerHandle embargo;

    Stem(GossipMessage message, PeerId source, long endNanos) {
      this.message = message;
      this.source = source;
      this.endNanos = endNanos;
      sources.add(source);
    }

    /** The size of the message. */
    int bytes() {
      return message.signedSize();
    }

    void cancelRetry() {
      waiting = false;
      if (retry != null) {
        retry.cancel();
        retry = null;
      }
    }

    void cancelEmbargo() {
      if (embargo != null) {
        embargo.cancel();
        embargo = null;
      }
    }
  }

  StemPool(PeerId self, DandelionSettings settings) {
    this.self = self;
    this.settings = settings;
  }

  boolean hasRoomFor(PeerId source) {
    int own = heldFrom.getOrDefault(self, 0);
    if (source.equals(self)) {
      return own < settings.ownPool();
    }
    return held.size() - own < settings.stemPool()
        && heldFrom.getOrDefault(source, 0) < settings.stemPoolPerPeer();
  }

  void hold(Stem stem) {
    held.put(stem.message.id(), stem);
    heldFrom.merge(stem.source, 1, Integer::sum);
  }

  /** This node's own message that has been held longest, or null if there is none. */
  @Nullable Stem oldestOwn() {
    return held.values().stream().filter(this::isOwn).findFirst().orElse(null);
  }

  /** Messages that wait for a destination, oldest first. */
  List<Stem> waiting() {
    return held.values().stream().filter(stem -> stem.waiting).toList();
  }

  private boolean isOwn(Stem stem) {
    return stem.source.equals(self);
  }

  boolean holds(MessageId id) {
    return held.containsKey(id);
  }

  @Nullable Stem find(MessageId id) {
    return held.get(id);
  }

  /** Removes a message and cancels its timers; does nothing if it is not held. */
  void remove(MessageId id) {
    Stem stem = held.remove(id);
    if (stem != null) {
      heldFrom.computeIfPresent(stem.source, (source, count) -> count > 1 ? count - 1 : null);
      stem.cancelEmbargo();
      stem.cancelRetry();
    }
  }
}
