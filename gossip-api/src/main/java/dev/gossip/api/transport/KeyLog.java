package dev.gossip.api.transport;

/**
 * Where a transport writes the keys of its sessions, if the user wants to read captured traffic:
 * {@code gossip.debug.keylog}. Never gets the key of a node. Called on the node's thread.
 */
@FunctionalInterface
public interface KeyLog {

  /**
   * Adds a line. Never fails: what cannot be written is left out, and the user is warned.
   *
   * @param line ASCII in a format of the transport, without a line break
   */
  void add(String line);
}
