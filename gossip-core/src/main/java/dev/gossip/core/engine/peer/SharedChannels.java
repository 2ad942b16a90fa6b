package dev.gossip.core.engine.peer;

/**
 * The control channels that this node and another have in common. Each node numbers its channels by
 * itself, and sends with its own numbers.
 */
final class SharedChannels {

  /** Before the HELLO of the other node was accepted. */
  static final SharedChannels NONE = new SharedChannels(new int[0], new boolean[0]);

  private final int[] ownByTheirs;
  private final boolean[] shared;

  /**
   * @param ownByTheirs this node's number of each of the other's channels; -1 if it has none
   * @param shared whether the other node has each of this node's channels
   */
  SharedChannels(int[] ownByTheirs, boolean[] shared) {
    this.ownByTheirs = ownByTheirs.clone();
    this.shared = shared.clone();
  }

  /** This node's number of a channel of the other; -1 if it has none. */
  int own(int theirs) {
    return theirs >= 0 && theirs < ownByTheirs.length ? ownByTheirs[theirs] : -1;
  }

  /** Whether the other node has a channel of this node. */
  boolean has(int own) {
    return own >= 0 && own < shared.length && shared[own];
  }
}
