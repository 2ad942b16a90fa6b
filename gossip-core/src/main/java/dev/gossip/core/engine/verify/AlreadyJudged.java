package dev.gossip.core.engine.verify;

import dev.gossip.api.MessageId;
import dev.gossip.core.engine.services.Lazily;
import java.util.Collections;
import java.util.Set;

/**
 * Messages that spam control accepted although no copy had a readable header yet. They are not
 * judged again: each verdict is charged to the author, who is not responsible for the headers.
 * Bounded; the oldest is evicted first.
 */
final class AlreadyJudged {
  /** A guess. To evict an entry, an attacker must send this many valid, charged messages. */
  private static final int CAPACITY = 1_024;

  private Set<MessageId> ids = Collections.emptySet();

  void add(MessageId id) {
    ids = Lazily.forAdd(ids);
    ids.add(id);
    if (ids.size() > CAPACITY) {
      ids.remove(ids.iterator().next());
    }
  }

  boolean remove(MessageId id) {
    return !ids.isEmpty() && ids.remove(id);
  }
}
