package dev.gossip.core.config;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.peer.AddressRules;

/** Checks addresses that a user names as those of peers. */
public final class PeerAddresses {
  private PeerAddresses() {}

  /**
   * Returns an address that may be dialed.
   *
   * @throws IllegalArgumentException if no node can have this address; the message says why, with
   *     the remedy
   */
  public static PeerAddress requirePeer(PeerAddress address) {
    if (address.port() == 0) {
      throw new IllegalArgumentException("peer " + address + " needs a port other than 0");
    }
    String objection = AddressRules.dialObjection(address);
    if (objection != null) {
      throw new IllegalArgumentException(address + ": " + objection);
    }
    return address;
  }

  /**
   * Returns an address that a node may try to listen on.
   *
   * @throws IllegalArgumentException if it cannot; the message says why, with the remedy
   */
  static PeerAddress requireListen(PeerAddress address) {
    String objection = AddressRules.listenObjection(address);
    if (objection != null) {
      throw new IllegalArgumentException(address + ": " + objection);
    }
    return address;
  }
}
