package dev.gossip;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.DropReason;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.PublishRoom;
import java.util.List;

/** Hands published messages to a node, on the node's thread. */
record OutgoingMessages(Node node, Driver driver) {

  /** Which messages the node takes. One that has stopped takes all, and counts them as dropped. */
  PublishRoom room() {
    if (node.isStopped()) {
      return PublishRoom.unlimited();
    }
    return driver.canTransmit() ? node.publishRoom() : PublishRoom.none();
  }

  /**
   * @param batch changed: expired messages are removed
   */
  void publish(List<GossipMessage> batch) {
    if (node.isStopped()) {
      node.drop(DropReason.NODE_STOPPED, batch.size());
      return;
    }
    // Messages may have expired while they waited for a peer.
    long nowMillis = driver.wallMillis();
    int before = batch.size();
    batch.removeIf(message -> message.createdMillis() + message.lifetimeMillis() < nowMillis);
    if (batch.size() < before) {
      node.drop(DropReason.EXPIRED, before - batch.size());
    }
    node.publish(batch);
  }
}
