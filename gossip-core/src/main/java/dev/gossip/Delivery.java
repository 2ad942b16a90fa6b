package dev.gossip;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.node.PeerInfo;

/** A message of another node that arrived here, and the neighbour that brought it first. */
public final class Delivery {
  private final GossipMessage message;
  private final PeerInfo from;

  Delivery(GossipMessage message, PeerInfo from) {
    this.message = message;
    this.from = from;
  }

  /** The message. */
  public GossipMessage message() {
    return message;
  }

  /** The neighbour that brought it; not who wrote it. */
  public PeerInfo from() {
    return from;
  }

  /** The message's id. */
  public MessageId id() {
    return message.id();
  }

  /** The payload as UTF-8 text. */
  public String text() {
    return message.payload().toStringUtf8();
  }

  @Override
  public String toString() {
    return message + " from " + from.address();
  }
}
