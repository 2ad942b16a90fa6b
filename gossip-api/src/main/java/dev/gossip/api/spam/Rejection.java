package dev.gossip.api.spam;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;

/**
 * A message that was rejected after it had been admitted.
 *
 * @param from the peer that carried it here
 * @param message as it was decoded; with {@link Reason#BAD_SIGNATURE} and {@link
 *     Reason#UNCHECKED_SIGNATURE}, nothing in it is proven, least of all its author
 * @param reason why it was rejected
 */
public record Rejection(Peer from, GossipMessage message, Reason reason) {

  /** Who is to blame. */
  public enum Fault {
    /** The peer that carried the message: it could have checked what was wrong. */
    CARRIER,
    /** The author: the signature is valid, the content is not acceptable. */
    AUTHOR,
    /** It cannot be judged by one message; how many peers carry such messages says more. */
    UNKNOWN
  }

  /** Why a message is rejected. */
  public enum Reason {
    /** The signature is invalid, or the same bytes were recently found to be forged. */
    BAD_SIGNATURE(Fault.CARRIER),
    /**
     * The signature is invalid, and the carrier cannot check it, if it is honest: its HELLO says
     * that it signs in another way than this node.
     */
    UNCHECKED_SIGNATURE(Fault.UNKNOWN),
    /** A validator of the application answered {@link dev.gossip.api.Verdict#REJECT}. */
    INVALID(Fault.AUTHOR),
    /**
     * A spam control's {@link SpamControl#judge} answered {@link dev.gossip.api.Verdict#REJECT}.
     */
    JUDGED(Fault.AUTHOR);

    private final Fault fault;

    Reason(Fault fault) {
      this.fault = fault;
    }

    /** Who is to blame for messages that are rejected for this reason. */
    public Fault fault() {
      return fault;
    }
  }

  /** Who is to blame. An unsigned message has no author that could be. */
  public Fault fault() {
    boolean hasNoAuthor = reason.fault() == Fault.AUTHOR && message.author().isNone();
    return hasNoAuthor ? Fault.CARRIER : reason.fault();
  }
}
