package dev.gossip.api.transport;

/**
 * Why this node closes a link; the other end is told.
 *
 * @param kind what sort of reason
 * @param detail one line for people, as the other end should read it
 */
public record CloseReason(Kind kind, String detail) {

  /** Sorts of reasons. */
  public enum Kind {
    /** This node ends the link, for instance because it stops. Another link may follow. */
    ENDED,
    /** The nodes do not belong together, for instance because their networks differ. */
    REFUSED
  }
}
