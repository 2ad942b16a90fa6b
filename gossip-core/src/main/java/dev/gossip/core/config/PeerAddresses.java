package dev.gossip.core.config;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.addresses.AddressRules;
import java.util.Optional;

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
    return require(address, "peer");
  }

  private static PeerAddress require(PeerAddress address, String what) {
    if (address.port() == 0) {
      throw new IllegalArgumentException(what + " " + address + " needs a port other than 0");
    }
    String objection = AddressRules.dialObjection(address);
    if (objection != null) {
      throw new IllegalArgumentException(address + ": " + objection);
    }
    return address;
  }

  /**
   * Reads the address of a node to start from.
   *
   * @param where where it was configured, for errors
   * @throws ConfigurationException if it is not the address of a node
   */
  static PeerAddress seed(String text, String where) {
    try {
      if (text.indexOf('@') >= 0) {
        throw new IllegalArgumentException(
            "'"
                + text
                + "' names an id, and any node of the network can be a seed; write host:port, or"
                + " make it a peer");
      }
      return require(PeerAddress.parse(text), "seed");
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(where + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads the address at which other nodes reach this one.
   *
   * @param text blank for none
   * @param where where it was configured, for errors
   * @throws ConfigurationException if no node can be reached there
   */
  static Optional<PeerAddress> advertised(String text, String where) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      PeerAddress address = require(PeerAddress.parse(text.strip()), "address");
      if (!address.isIp()) {
        throw new IllegalArgumentException(
            "'" + text.strip() + "' names no IP address; write ip:port, as in 203.0.113.5:7400");
      }
      return Optional.of(address);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(where + ": " + e.getMessage(), e);
    }
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
