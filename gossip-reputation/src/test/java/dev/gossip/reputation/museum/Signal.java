package dev.gossip.reputation.museum;

/** What the scorers of the incidents judge a peer by. */
enum Signal {
  /** It carried a message that the application here rejects; the author is somebody else. */
  REJECTED,
  /** It carried a message whose author sends more than the scorer allows. */
  AUTHOR_OVER_BUDGET,
  /** It carried a message that is older than another one of the same author. */
  OUT_OF_ORDER,
  /** A signature is invalid, or a frame is malformed. */
  FORGED,
  /** It sends what it has promised, but late. */
  SLOW,
  /** It sent fewer messages in time than expected in ten seconds, new here or nearly. */
  FEW_DELIVERIES,
  /** It has said nothing in the control channel of an optional feature for ten seconds. */
  NO_FEATURE,
  /** There are more peers in its address group than allowed. */
  CO_LOCATED
}
