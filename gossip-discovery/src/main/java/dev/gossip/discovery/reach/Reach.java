package dev.gossip.discovery.reach;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressGroup;

/**
 * From where an address can be reached. An address of a machine or of a local network means
 * something else elsewhere: a stranger who names one makes a node probe its own network.
 */
public enum Reach {
  /** From the same machine. */
  MACHINE,
  /** From the same local network. */
  LOCAL_NETWORK,
  /** From everywhere. */
  EVERYWHERE;

  private static Reach of(PeerAddress address) {
    String host = address.host();
    if (host.startsWith("127.") || host.equals("::1")) {
      return MACHINE;
    }
    return AddressGroup.of(address).isLocal() ? LOCAL_NETWORK : EVERYWHERE;
  }

  /**
   * Whether an address means the same to this node and to one that it reaches at another address.
   *
   * @param node where a node that names addresses, or is given some, is reached
   */
  public static boolean isShared(PeerAddress address, PeerAddress node) {
    return of(address).compareTo(of(node)) >= 0;
  }
}
