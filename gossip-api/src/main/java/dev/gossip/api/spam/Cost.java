package dev.gossip.api.spam;

/** The kinds of work that spam control admits or refuses. */
public enum Cost {
  /** Bytes of a payload frame, at least {@link #MIN_FRAME_BYTES}. */
  PAYLOAD,
  /** Bytes of a control frame or a frame of unknown kind, at least {@link #MIN_FRAME_BYTES}. */
  CONTROL,
  /** Signature verifications; by far the most expensive work. */
  SIGNATURE_CHECK;

  /**
   * The least that a frame counts, in bytes. The smallest frames take as much of the node's thread
   * as frames of about this size. An estimate, not measured; an id alone has 32 bytes.
   */
  public static final int MIN_FRAME_BYTES = 64;
}
