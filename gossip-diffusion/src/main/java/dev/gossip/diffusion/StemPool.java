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
 * Messages that this node holds while they are on their paths. Bounded, and so that nobody can fill
 * it alone: what comes from one neighbour has its share, and own messages have room of their own.
 * An unbounded pool of this kind is why Bitcoin Core refused Dandelion.
 */
final class StemPool {
  private final PeerId self;
  private final DandelionSettings settings;
  private final Map<MessageId, Stem> held = new LinkedHashMap<>();
  // Never iterated.
  private final Map<PeerId, Integer> heldFrom = new HashMap<>();

  /** One message on its path. */
  static final class Stem {
    final GossipMessage message;

    /** Where it came from; this node for its own. */
    final PeerId edge;

    /** When its lifetime ends. */
    final long endNanos;

    /** Where copies came from, so that a repeated one is told from a loop. */
    final Set<PeerId> edges = new LinkedHashSet<>();

    /** Who has it or does not answer: to them it is not sent. */
    final Set<PeerId> tried = new LinkedHashSet<>();

    /** Who may answer for the path as it goes now. */
    final Set<PeerId> asked = new LinkedHashSet<>();

    /** To whom it was sent last; null as long as there was nobody to send it to. */
    @Nullable PeerId next;

    /** Whether it is here because there is nobody to send it to, or nobody who answers. */
    boolean waits;

    /** Whether nobody has answered once: then each is sent one copy in a round. */
    boolean silenced;

    int timesSent;
    long sentNanos;
    @Nullable TimerHandle retry;
    @Nullable TimerHandle embargo;

    Stem(GossipMessage message, PeerId edge, long endNanos) {
      this.message = message;
      this.edge = edge;
      this.endNanos = endNanos;
      edges.add(edge);
    }

    void cancelRetry() {
      waits = false;
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

  boolean hasRoomFor(PeerId edge) {
    int own = heldFrom.getOrDefault(self, 0);
    if (edge.equals(self)) {
      return own < settings.ownPool();
    }
    return held.size() - own < settings.stemPool()
        && heldFrom.getOrDefault(edge, 0) < settings.stemPoolPerPeer();
  }

  void hold(Stem stem) {
    held.put(stem.message.id(), stem);
    heldFrom.merge(stem.edge, 1, Integer::sum);
  }

  /** Of this node's own messages the one that is held longest; null if none is held. */
  @Nullable Stem eldestOwn() {
    return held.values().stream().filter(this::isOwn).findFirst().orElse(null);
  }

  /** Messages that wait for somebody to send them to, the eldest first. */
  List<Stem> waiting() {
    return held.values().stream().filter(stem -> stem.waits).toList();
  }

  private boolean isOwn(Stem stem) {
    return stem.edge.equals(self);
  }

  boolean holds(MessageId id) {
    return held.containsKey(id);
  }

  @Nullable Stem find(MessageId id) {
    return held.get(id);
  }

  /** Holds a message no longer, if it was held. */
  void lift(MessageId id) {
    Stem stem = held.remove(id);
    if (stem != null) {
      heldFrom.computeIfPresent(stem.edge, (edge, count) -> count > 1 ? count - 1 : null);
      stem.cancelEmbargo();
      stem.cancelRetry();
    }
  }
}
