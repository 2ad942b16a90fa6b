package dev.gossip.api.spam;

/** What accepting something from a peer would spend. */
public enum Cost {
  /** Bytes of a payload frame, {@link #MIN_FRAME_BYTES} at least. */
  PAYLOAD,
  /** Bytes of a control frame, or of one of an unknown kind, {@link #MIN_FRAME_BYTES} at least. */
  CONTROL,
  /** Signature checks; by far the most expensive. */
  SIGNATURE_CHECK;

  /**
   * What a frame counts at least, in bytes: the smallest frames cost the node's thread as much as
   * frames of about this size. A guess; an id alone has 32 bytes.
   */
  public static final int MIN_FRAME_BYTES = 64;
}
