package dev.gossip.api.transport;

import static java.util.Objects.requireNonNull;

import dev.gossip.api.Discouragement;
import java.util.Optional;

/**
 * Why a link went down that this node did not close.
 *
 * @param kind the kind of reason
 * @param detail a human-readable reason, one line
 * @param discouragement why the other end discourages this node, if it said so and nobody else can
 *     have said it
 */
public record DownReason(Kind kind, String detail, Optional<Discouragement> discouragement) {

  /** Checks that nothing is null. */
  public DownReason {
    requireNonNull(kind, "kind");
    requireNonNull(detail, "detail");
    requireNonNull(discouragement, "discouragement");
  }

  /** A reason that has nothing to do with spam control. */
  public DownReason(Kind kind, String detail) {
    this(kind, detail, Optional.empty());
  }

  /** Kinds of reasons. */
  public enum Kind {
    /** Nothing was received for too long. */
    SILENT,
    /** The other end stopped. */
    CLOSED_BY_PEER,
    /** The other end does not want the link: see {@link CloseReason.Kind#REFUSED}. */
    REFUSED_BY_PEER,
    /** The other end restarted; a link to the new node follows. */
    RESTARTED,
    /**
     * The transport closed it in favour of another link, which follows: one that claims the same id
     * and has precedence, or one that needs its place because all places are taken. A close was
     * sent to the other end.
     */
    REPLACED
  }
}
