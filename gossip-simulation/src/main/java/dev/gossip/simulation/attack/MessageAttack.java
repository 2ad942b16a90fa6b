package dev.gossip.simulation.attack;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.relay.RelayContext;
import java.time.Duration;
import java.util.List;

/** The behaviour of a hostile node. One object per node, called on the node's thread. */
public interface MessageAttack {

  /**
   * A message was published here or received for the first time.
   *
   * @return messages to send to every peer immediately, before the message itself
   */
  default List<GossipMessage> onMessage(GossipMessage message) {
    return List.of();
  }

  /** Called every {@link #interval}; returns messages to send to every peer. */
  default List<GossipMessage> onInterval() {
    return List.of();
  }

  /** How often {@link #onInterval} is called; zero for never. */
  default Duration interval() {
    return Duration.ZERO;
  }

  /** The relay header of all payload frames that it sends. */
  default ByteString header() {
    return ByteString.EMPTY;
  }

  /** Whether the node also floods the messages that it receives, as an honest one does. */
  default boolean relays() {
    return false;
  }

  /** Makes the attack of one node. */
  @FunctionalInterface
  interface Factory {

    /** Called once for every start of a node. */
    MessageAttack create(RelayContext context);
  }
}
