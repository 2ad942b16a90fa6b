package dev.gossip.api.validation;

import dev.gossip.api.ExtensionPoint;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Verdict;

/**
 * An application's own test of the messages of a topic, asked once for each after its signature was
 * found good, and before it is delivered or relayed. What is refused travels no further through
 * this node.
 *
 * <p>Thread-safe: checks run beside the node's thread. Any exception is a bug and stops the node.
 */
@ExtensionPoint
@FunctionalInterface
public interface MessageValidator {

  /**
   * Judges a message. {@link Verdict#REJECT} is for what the neighbour could have found out itself;
   * whatever may look different there, such as the time or another node's state, is {@link
   * Verdict#IGNORE}.
   */
  Verdict validate(GossipMessage message);
}
