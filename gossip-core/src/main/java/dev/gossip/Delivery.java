package dev.gossip;

import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.node.PeerInfo;

/** A delivered message of another node, and the peer that sent the first copy. */
public sealed class Delivery permits DeliveryCall {
  private final GossipMessage message;
  private final PeerInfo from;

  Delivery(GossipMessage message, PeerInfo from) {
    this.message = message;
    this.from = from;
  }

  /** The message. */
  public final GossipMessage message() {
    return message;
  }

  /** The peer that sent the first copy; not necessarily the origin of the message. */
  public final PeerInfo from() {
    return from;
  }

  /** The message's id. */
  public final MessageId id() {
    return message.id();
  }

  /** The message's topic. */
  public final String topic() {
    return message.topic();
  }

  /** Who signed the message; {@link AuthorId#NONE} if it is not signed. */
  public final AuthorId author() {
    return message.author();
  }

  /** The payload, in an array of the caller's own. */
  public final byte[] bytes() {
    return message.payload().toByteArray();
  }

  /** The payload, decoded as UTF-8; malformed bytes are replaced. */
  public final String text() {
    return message.payload().toStringUtf8();
  }

  @Override
  public String toString() {
    return message + " from " + from.address();
  }
}
