package dev.gossip.api.transport;

import dev.gossip.api.PeerId;

/**
 * Derives the ids of nodes from their secret keys. A transport plugin that proves ids binds this in
 * addition to its {@link Transport.Factory}; without it a node's id is random, new at every start,
 * and anyone can claim it. Called on any thread.
 */
@FunctionalInterface
public interface NodeIdentities {

  /** Size of the secret key of a node, in bytes. */
  int SECRET_KEY_BYTES = 32;

  /**
   * The id of the node with a secret key, the same at every call.
   *
   * @param secretKey {@link #SECRET_KEY_BYTES} random bytes; not to be stored
   */
  PeerId idOf(byte[] secretKey);
}
