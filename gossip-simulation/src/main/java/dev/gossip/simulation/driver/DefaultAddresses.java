package dev.gossip.simulation.driver;

import dev.gossip.api.PeerAddress;

/** The addresses of nodes whose addresses do not matter. */
public final class DefaultAddresses {
  private DefaultAddresses() {}

  /**
   * The address of the node with an index: in a /24 of its own, so that limits per address group do
   * not apply between nodes.
   */
  public static PeerAddress of(int index) {
    return new PeerAddress(
        (10 + (index >> 16)) + "." + ((index >> 8) & 255) + "." + (index & 255) + ".1", 5000);
  }
}
