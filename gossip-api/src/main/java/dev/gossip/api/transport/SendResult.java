package dev.gossip.api.transport;

/** What became of a frame that was handed to a transport. */
public enum SendResult {
  /** It waits for the next flush, or was sent. It may still be lost on the way. */
  QUEUED,
  /** It is larger than {@link FrameLimits#maxBytes}, or empty. */
  TOO_LARGE,
  /**
   * The link's queue is full; {@link LinkEvents#room} follows when there is room again. A smaller
   * frame may still fit.
   */
  NO_ROOM,
  /** The link is not up. */
  NOT_UP
}
