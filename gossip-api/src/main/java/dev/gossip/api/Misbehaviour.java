package dev.gossip.api;

/** A protocol violation by a peer, as reported to spam control. */
public enum Misbehaviour {
  /** The peer sent a frame, header or control body that cannot be decoded. */
  MALFORMED_FRAME,
  /** The peer announced something and did not send it on request. */
  BROKEN_PROMISE,
  /** The peer sent or requested something that the protocol does not allow it to. */
  UNSOLICITED,
  /**
   * The peer sent more than a budget admits, and more than an honest peer could have had to pass
   * on. Reported by spam controls only: the engine has no budgets.
   */
  EXCESS,
  /** The peer sends what it has promised, but later than promised. */
  SLOW
}
