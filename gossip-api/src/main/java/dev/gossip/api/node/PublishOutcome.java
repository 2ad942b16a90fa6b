package dev.gossip.api.node;

import dev.gossip.api.MessageId;

/** What became of an attempt to publish; known at once. Only {@link Accepted} means it travels. */
public sealed interface PublishOutcome {

  /**
   * The message is on its way.
   *
   * @param id its final id
   * @param peers how many neighbours were up
   */
  record Accepted(MessageId id, int peers) implements PublishOutcome {}

  /**
   * The payload does not fit.
   *
   * @param payloadBytes what it has
   * @param maxPayloadBytes what it may have: the setting {@code gossip.max-payload-bytes}
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

  /** Nobody is up to send it to. */
  record NoPeers() implements PublishOutcome {
    @Override
    public String toString() {
      return "no peer is up";
    }
  }

  /**
   * The node has not worked off what was published before.
   *
   * @param limit how many may wait: the setting {@code gossip.publish-queue}
   */
  record QueueFull(int limit) implements PublishOutcome {
    @Override
    public String toString() {
      return limit + " messages are waiting already (gossip.publish-queue)";
    }
  }

  /**
   * The node would not take this message from another, either.
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
