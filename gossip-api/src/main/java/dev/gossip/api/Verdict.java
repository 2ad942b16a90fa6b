package dev.gossip.api;

/** What to do with a message whose signature is good, as spam control and validators decide. */
public enum Verdict {
  /** Deliver and relay it. */
  ACCEPT,
  /** Drop it; the neighbour that sent it could not have known better. */
  IGNORE,
  /** Drop it and hold it against the neighbour. */
  REJECT
}
