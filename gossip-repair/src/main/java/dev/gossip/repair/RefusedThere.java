package dev.gossip.repair;

import dev.gossip.api.MessageId;
import dev.gossip.api.relay.RelayContext;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The messages that a peer has named, and that this node refuses: those of an author over its
 * budget, for example. As long as it does, they count as messages that both have. Otherwise each
 * comparison of the two would find them again, in both directions. The peer itself has named them,
 * so it learns nothing by that but that this node does not request them.
 */
final class RefusedThere {
  /** As many as this node remembers as refused. */
  static final int MAX_IDS = MissingMessages.MAX_PER_PEER;

  private final RelayContext context;
  private final Set<MessageId> ids = new LinkedHashSet<>(0);

  RefusedThere(RelayContext context) {
    this.context = context;
  }

  /** The peer has named a message. Returns whether this node refuses it. */
  boolean addIfRefused(MessageId id) {
    boolean isRefused = context.isRefused(id);
    if (isRefused && ids.size() < MAX_IDS) {
      ids.add(id);
    }
    return isRefused;
  }

  /** How many there are at most. */
  int size() {
    return ids.size();
  }

  /** Those that this node still refuses. */
  Set<MessageId> current() {
    ids.removeIf(id -> !context.isRefused(id));
    return ids.isEmpty() ? Collections.emptySet() : new LinkedHashSet<>(ids);
  }
}
