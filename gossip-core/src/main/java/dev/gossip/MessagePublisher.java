package dev.gossip;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.PublishOutcome;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.NodeSettings;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.wire.MessageComposer;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** Decides whether a message is published, and queues it for the node's thread. Thread-safe. */
final class MessagePublisher {
  private final Node node;
  private final Driver driver;
  private final IntSupplier peersUp;
  private final BooleanSupplier hasEnded;
  private final PublishQueue queue;
  private final int maxPayloadBytes;

  /**
   * @param peersUp how many peers are up
   * @param hasEnded whether the node is closed or has stopped
   * @param onRoom runs when the queue has room again, on the node's thread
   */
  MessagePublisher(
      NodeConfig config,
      Node node,
      Driver driver,
      IntSupplier peersUp,
      BooleanSupplier hasEnded,
      Runnable onRoom) {
    this.node = node;
    this.driver = driver;
    this.peersUp = peersUp;
    this.hasEnded = hasEnded;
    this.maxPayloadBytes = config.get(NodeSettings.MAX_PAYLOAD_BYTES);
    OutgoingMessages outgoing = new OutgoingMessages(node, driver);
    this.queue =
        new PublishQueue(
            NodeParts.publishLimits(config),
            driver::execute,
            outgoing::room,
            outgoing::publish,
            onRoom);
  }

  /** See {@link GossipNode#publish(String, ByteString)}. */
  PublishOutcome publish(String topic, ByteString payload) {
    MessageComposer.requireTopic(topic);
    if (payload.size() > maxPayloadBytes) {
      return new PublishOutcome.TooLarge(payload.size(), maxPayloadBytes);
    }
    if (hasEnded.getAsBoolean()) {
      return new PublishOutcome.Closed();
    }
    if (!node.trustsItself(topic)) {
      return new PublishOutcome.Refused(
          "this node's author is not trusted on topic '" + topic + "'",
          "add " + node.author() + " to the list of authors");
    }
    int peers = peersUp.getAsInt();
    if (peers == 0) {
      return new PublishOutcome.NoPeers();
    }
    PublishOutcome.QueueFull full = queue.reserve(payload.size());
    if (full != null) {
      return full;
    }
    GossipMessage message;
    try {
      message = node.composer().compose(topic, payload, driver.wallMillis());
    } catch (RuntimeException | Error e) {
      queue.release(payload.size());
      throw e;
    }
    return queue.add(message)
        ? new PublishOutcome.Accepted(message.id(), peers)
        : new PublishOutcome.Closed();
  }

  /** Whether no message waits. */
  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** The node has sent what it could. On the node's thread. */
  void onFlushed() {
    queue.onFlushed();
  }

  /** The node has stopped: what waits is counted as dropped. */
  void handOverAll() {
    queue.handOverAll();
  }
}
