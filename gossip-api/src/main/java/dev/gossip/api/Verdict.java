package dev.gossip.api;

/** What spam control or a validator decides about a message with a valid signature. */
public enum Verdict {
  /** Deliver and relay the message. */
  ACCEPT,
  /** Drop it without blaming the peer that sent it: the peer could not have known. */
  IGNORE,
  /** Drop it and report the peer that sent it to spam control. */
  REJECT
}
