package dev.gossip.signing;

import dev.gossip.api.AuthorId;

/** Whose messages are wanted on which topic. Thread-safe. */
@FunctionalInterface
interface Trust {

  /** Everybody on every topic, also those who do not sign. */
  Trust OPEN = (author, topic) -> true;

  /** Whether messages of an author are wanted on a topic. */
  boolean trusts(AuthorId author, String topic);
}
