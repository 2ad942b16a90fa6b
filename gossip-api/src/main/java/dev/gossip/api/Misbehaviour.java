package dev.gossip.api;

/** What a neighbour did wrong, as told to spam control. */
public enum Misbehaviour {
  /** A frame, header or control body that does not decode. */
  MALFORMED_FRAME,
  /** It announced something and did not send it when asked. */
  BROKEN_PROMISE,
  /** It sent or asked for something that it had no right to. */
  UNSOLICITED
}
