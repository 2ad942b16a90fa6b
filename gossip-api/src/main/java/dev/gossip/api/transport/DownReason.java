package dev.gossip.api.transport;

/**
 * Why a link went down without this node having closed it.
 *
 * @param kind what sort of reason
 * @param detail one line for people
 */
public record DownReason(Kind kind, String detail) {

  /** Sorts of reasons. */
  public enum Kind {
    /** Nothing was heard for too long. */
    SILENT,
    /** The other end stopped. */
    CLOSED_BY_PEER,
    /** The other end found that the nodes do not belong together. */
    REFUSED_BY_PEER,
    /** The other end started again; a link to the new node follows. */
    RESTARTED,
    /**
     * The transport ended it in favour of another link, which follows: one that claims the same id
     * and has precedence, or one that needs its place when all are taken. The other end was sent a
     * close.
     */
    REPLACED
  }
}
