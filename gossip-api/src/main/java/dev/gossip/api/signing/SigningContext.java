package dev.gossip.api.signing;

import dev.gossip.api.NodeContext;

/**
 * What message signing can see and do at its node. To be used on the node's thread only: while
 * signing is created, and in the actions that it schedules. Every signature must cover the {@link
 * #network network's name}, so that none is valid in another network.
 */
public interface SigningContext extends NodeContext {

  /**
   * The maximum size of one message's signed bytes and signature together, in bytes, so that the
   * message usually travels in one datagram. A signature may exceed it only if even the shortest
   * possible one does not fit.
   */
  int maxMessageBytes();
}
