package dev.gossip.api.transport;

import static java.util.Objects.requireNonNull;

import dev.gossip.api.Discouragement;
import java.util.Optional;

/**
 * Why this node closes a link. It is sent to the other end.
 *
 * @param kind the kind of reason
 * @param detail a human-readable reason, one line, written from the point of view of the other end
 * @param discouragement the same for the other end's software, if spam control is the reason
 */
public record CloseReason(Kind kind, String detail, Optional<Discouragement> discouragement) {

  /** Checks that nothing is null. */
  public CloseReason {
    requireNonNull(kind, "kind");
    requireNonNull(detail, "detail");
    requireNonNull(discouragement, "discouragement");
  }

  /** A reason that has nothing to do with spam control. */
  public CloseReason(Kind kind, String detail) {
    this(kind, detail, Optional.empty());
  }

  /** This node refuses a link because it discourages the other end. */
  public static CloseReason of(Discouragement why) {
    return new CloseReason(Kind.REFUSED, why.toString(), Optional.of(why));
  }

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
