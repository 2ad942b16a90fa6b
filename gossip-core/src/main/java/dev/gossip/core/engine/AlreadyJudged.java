package dev.gossip.core.engine;

import dev.gossip.api.MessageId;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Messages that spam control wants, but of which no copy had a readable header yet. They are not
 * judged again: each time would be charged to the author, who cannot help it. Bounded, the eldest
 * goes first.
 */
final class AlreadyJudged {
  /** A guess. To push one out takes as many other good messages, each of which is charged, too. */
  private static final int CAPACITY = 1_024;

  private final Set<MessageId> ids = new LinkedHashSet<>();

  void add(MessageId id) {
    ids.add(id);
    if (ids.size() > CAPACITY) {
      ids.remove(ids.iterator().next());
    }
  }

  boolean remove(MessageId id) {
    return !ids.isEmpty() && ids.remove(id);
  }
}
