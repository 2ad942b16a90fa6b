package dev.gossip.api;

/** What spam control or a validator decides about a message with a valid signature. */
public enum Verdict {
  /** Deliver and relay the message. */
  ACCEPT,
  /** Drop it without blaming the peer that sent it: the peer could not have known. */
  IGNORE,
  /**
   * Drop it and report who is at fault to spam control: the author of a signed message, or the peer
   * that sent one without a signature.
   */
  REJECT
}
