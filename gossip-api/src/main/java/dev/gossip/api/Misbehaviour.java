package dev.gossip.api;

/** A protocol violation by a peer, as reported to spam control. */
public enum Misbehaviour {
  /** The peer sent a frame, header or control body that cannot be decoded. */
  MALFORMED_FRAME,
  /** The peer announced something and did not send it on request. */
  BROKEN_PROMISE,
  /** The peer sent or requested something that the protocol does not allow it to. */
  UNSOLICITED
}
