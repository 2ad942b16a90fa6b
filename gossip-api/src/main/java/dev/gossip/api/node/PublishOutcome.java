package dev.gossip.api.node;

import dev.gossip.api.MessageId;
import java.util.Optional;

/**
 * The outcome of a publish call, known when the call returns. Only {@link Accepted} means that the
 * message will be sent. {@code toString} of the other outcomes is a reason for people.
 *
 * <pre>{@code
 * MessageId id = node.publish("orders", bytes).orElseThrow();
 *
 * PublishOutcome outcome = node.publish("orders", bytes);
 * if (!outcome.isAccepted()) {
 *   log(outcome.reason() + "; " + outcome.remedy());
 * }
 * }</pre>
 */
public sealed interface PublishOutcome {

  /** Whether the message will be sent. */
  default boolean isAccepted() {
    return this instanceof Accepted;
  }

  /** The final id of the message; empty if it was not accepted. */
  default Optional<MessageId> id() {
    return this instanceof Accepted accepted ? Optional.of(accepted.messageId()) : Optional.empty();
  }

  /** Why the message was not accepted, in one phrase; empty if it was. */
  String reason();

  /** What to do about a message that was not accepted, in one phrase; empty if it was. */
  String remedy();

  /**
   * The final id of the message.
   *
   * @throws NotPublishedException if it was not accepted, with the reason and the remedy
   */
  default MessageId orElseThrow() {
    return id().orElseThrow(() -> new NotPublishedException(this));
  }

  /**
   * The message was accepted and will be sent.
   *
   * @param messageId the final id of the message
   * @param peers how many peers were up
   */
  record Accepted(MessageId messageId, int peers) implements PublishOutcome {
    @Override
    public String reason() {
      return "";
    }

    @Override
    public String remedy() {
      return "";
    }
  }

  /**
   * The payload is too large.
   *
   * @param payloadBytes its size in bytes
   * @param maxPayloadBytes the limit in bytes: the setting {@code gossip.max-payload-bytes}
   */
  record TooLarge(int payloadBytes, int maxPayloadBytes) implements PublishOutcome {
    @Override
    public String reason() {
      return toString();
    }

    @Override
    public String remedy() {
      return "split it into several shorter messages";
    }

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
    public String reason() {
      return toString();
    }

    @Override
    public String remedy() {
      return "send it again when a peer is up";
    }

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
    public String reason() {
      return toString();
    }

    @Override
    public String remedy() {
      return "publish more slowly, or raise the limit";
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

  /** The node is closed, or has stopped because of a failure. */
  record Closed() implements PublishOutcome {
    @Override
    public String reason() {
      return toString();
    }

    @Override
    public String remedy() {
      return "restart the node";
    }

    @Override
    public String toString() {
      return "the node is closed";
    }
  }
}
