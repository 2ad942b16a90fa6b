package dev.gossip.api.spam;

/** What accepting something from a neighbour would spend. */
public enum Cost {
  /** Bytes of a payload frame. */
  PAYLOAD,
  /** Bytes of a control frame. */
  CONTROL,
  /** Signature checks; by far the dearest. */
  SIGNATURE_CHECK
}
