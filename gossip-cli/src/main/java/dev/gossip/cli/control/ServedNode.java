package dev.gossip.cli.control;

import com.google.protobuf.ByteString;
import dev.gossip.GossipNode;
import dev.gossip.api.node.PublishOutcome;
import java.util.SortedMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * A node that a control port serves.
 *
 * @param counters supplies the counters of the node and of the command
 * @param publish publishes a payload on a topic at this node; called from any thread
 */
public record ServedNode(
    GossipNode node,
    Supplier<SortedMap<String, Long>> counters,
    BiFunction<String, ByteString, PublishOutcome> publish) {

  /** A node that counts and publishes as it does by itself. */
  public static ServedNode of(GossipNode node) {
    return new ServedNode(node, () -> node.metrics().asMap(), node::publish);
  }
}
