package dev.gossip.signing;

import dev.gossip.api.AuthorId;

/** Decides which authors are trusted on which topic. Thread-safe. */
@FunctionalInterface
interface Trust {

  /** Trusts every author on every topic, and unsigned messages. */
  Trust OPEN = (author, topic) -> true;

  /** Returns whether messages of an author on a topic are accepted. */
  boolean trusts(AuthorId author, String topic);
}
