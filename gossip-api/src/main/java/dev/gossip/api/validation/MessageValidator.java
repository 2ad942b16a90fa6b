package dev.gossip.api.validation;

import dev.gossip.api.ExtensionPoint;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Verdict;

/**
 * An application's own check of the messages of a topic. Called once per message, after its
 * signature was verified and before it is delivered or relayed. Unless the verdict is ACCEPT, this
 * node neither delivers nor relays the message.
 *
 * <p>Must be thread-safe: validators run on threads other than the node's. Any exception is a bug
 * and stops the node.
 */
@ExtensionPoint
@FunctionalInterface
public interface MessageValidator {

  /**
   * Validates a message. Return {@link Verdict#REJECT} only for errors that the sending peer could
   * have detected too; for everything that may look different at the peer, such as the time or the
   * state of another node, return {@link Verdict#IGNORE}.
   */
  Verdict validate(GossipMessage message);
}
