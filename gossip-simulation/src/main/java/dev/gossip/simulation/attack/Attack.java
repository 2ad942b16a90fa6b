package dev.gossip.simulation.attack;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.relay.RelayContext;
import java.time.Duration;
import java.util.List;

/** What a hostile node does. One object per node, called on its thread. */
public interface Attack {

  /**
   * A message came by. What is answered goes to every neighbour at once, ahead of the message
   * itself.
   */
  default List<GossipMessage> onMessage(GossipMessage message) {
    return List.of();
  }

  /** What goes to every neighbour when {@link #interval} is over, again and again. */
  default List<GossipMessage> onInterval() {
    return List.of();
  }

  /** How often {@link #onInterval} is asked; zero for never. */
  default Duration interval() {
    return Duration.ZERO;
  }

  /** The relay's header under which it sends all this. */
  default ByteString header() {
    return ByteString.EMPTY;
  }

  /** Whether the node also relays what it received, as an honest one does by flooding. */
  default boolean relays() {
    return false;
  }

  /** Makes the attack of one node. */
  @FunctionalInterface
  interface Factory {

    /** Called once per node. */
    Attack create(RelayContext context);
  }
}
