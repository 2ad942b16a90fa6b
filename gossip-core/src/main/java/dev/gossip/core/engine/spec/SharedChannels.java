package dev.gossip.core.engine.spec;

import java.util.List;

/**
 * The control channels that this node and another have in common. Each node numbers its channels by
 * itself, and sends with its own numbers.
 */
public final class SharedChannels {

  /** Before the HELLO of the other node was accepted. */
  public static final SharedChannels NONE = new SharedChannels(new int[0], new boolean[0]);

  private final int[] ownByTheirs;
  private final boolean[] shared;

  /**
   * @param ownByTheirs this node's number of each of the other's channels; -1 if it has none
   * @param shared whether the other node has each of this node's channels
   */
  private SharedChannels(int[] ownByTheirs, boolean[] shared) {
    this.ownByTheirs = ownByTheirs;
    this.shared = shared;
  }

  /** The channels in common of two nodes with channels of these names. */
  static SharedChannels of(List<String> ours, List<String> theirs) {
    boolean[] shared = new boolean[ours.size()];
    for (int i = 0; i < shared.length; i++) {
      shared[i] = theirs.contains(ours.get(i));
    }
    return new SharedChannels(theirs.stream().mapToInt(ours::indexOf).toArray(), shared);
  }

  /** This node's number of a channel of the other; -1 if it has none. */
  public int own(int theirs) {
    return theirs >= 0 && theirs < ownByTheirs.length ? ownByTheirs[theirs] : -1;
  }

  /** Whether the other node has a channel of this node. */
  public boolean has(int own) {
    return own >= 0 && own < shared.length && shared[own];
  }
}
