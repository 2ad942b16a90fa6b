package dev.gossip;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.DropReason;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.engine.Node;
import java.util.List;

/** Hands published messages to a node, on the node's thread. */
record OutgoingMessages(Node node, Driver driver) {

  /**
   * How many messages the node takes. One that has stopped takes all, and counts them as dropped.
   */
  int room() {
    if (node.isStopped()) {
      return Integer.MAX_VALUE;
    }
    return driver.canTransmit() ? node.publishRoom() : 0;
  }

  void publish(List<GossipMessage> batch) {
    if (node.isStopped()) {
      node.drop(DropReason.NODE_STOPPED, batch.size());
      return;
    }
    // Messages may have expired while they waited for a peer.
    long nowMillis = driver.wallMillis();
    List<GossipMessage> alive =
        batch.stream()
            .filter(message -> message.createdMillis() + message.lifetimeMillis() >= nowMillis)
            .toList();
    if (alive.size() < batch.size()) {
      node.drop(DropReason.EXPIRED, batch.size() - alive.size());
    }
    node.publish(alive);
  }
}
