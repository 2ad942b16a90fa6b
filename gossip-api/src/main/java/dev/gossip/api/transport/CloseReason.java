package dev.gossip.api.transport;

/**
 * Why this node closes a link. It is sent to the other end.
 *
 * @param kind the kind of reason
 * @param detail a human-readable reason, one line, written from the point of view of the other end
 */
public record CloseReason(Kind kind, String detail) {

  /** Kinds of reasons. */
  public enum Kind {
    /** This node ends the link, for instance because it stops. A new link may follow. */
    ENDED,
    /**
     * This node does not want the link: the networks differ, the other end is this node itself, or
     * there is no room.
     */
    REFUSED
  }
}
