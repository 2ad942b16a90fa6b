package dev.gossip.api.node;

import dev.gossip.api.MessageId;

/**
 * The outcome of a publish call, known when the call returns. Only {@link Accepted} means that the
 * message will be sent. {@code toString} of the other outcomes is a reason for people.
 */
public sealed interface PublishOutcome {

  /**
   * The message was accepted and will be sent.
   *
   * @param id the final id of the message
   * @param peers how many peers were up
   */
  record Accepted(MessageId id, int peers) implements PublishOutcome {}

  /**
   * The payload is too large.
   *
   * @param payloadBytes its size
   * @param maxPayloadBytes the limit: the setting {@code gossip.max-payload-bytes}
   */
  record TooLarge(int payloadBytes, int maxPayloadBytes) implements PublishOutcome {
    @Override
    public String toString() {
      return "the payload has "
          + payloadBytes
          + " bytes and the limit is "
          + maxPayloadBytes
          + " (gossip.max-payload-bytes)";
    }
  }

  /** No peer is up that the message could be sent to. */
  record NoPeers() implements PublishOutcome {
    @Override
    public String toString() {
      return "no peer is up";
    }
  }

  /**
   * Too many published messages are waiting to be sent.
   *
   * @param limit how many may wait: the setting {@code gossip.publish-queue}, or {@code
   *     gossip.publish-queue-bytes}
   * @param inBytes whether the limit is one of bytes
   */
  record QueueFull(int limit, boolean inBytes) implements PublishOutcome {

    /** A limit in messages. */
    public QueueFull(int limit) {
      this(limit, false);
    }

    @Override
    public String toString() {
      return inBytes
          ? "the messages that are waiting already leave no room for this one within "
              + limit
              + " bytes (gossip.publish-queue-bytes)"
          : limit + " messages are waiting already (gossip.publish-queue)";
    }
  }

  /**
   * This node's own policy does not accept messages of its author on this topic.
   *
   * @param reason why
   * @param remedy what to do about it
   */
  record Refused(String reason, String remedy) implements PublishOutcome {
    @Override
    public String toString() {
      return reason;
    }
  }

  /** The node is closed. */
  record Closed() implements PublishOutcome {
    @Override
    public String toString() {
      return "the node is closed";
    }
  }
}
