package dev.gossip.api.discovery;

/** Where a node learned an address, from the most to the least trustworthy. */
public enum AddressSource {
  /** From this node's own configuration or operator. */
  CONFIGURED,
  /** From a service that the operator chose, such as a DNS name. */
  SERVICE,
  /** The node at this address dialed this one, and shook hands. */
  DIALER,
  /** Another node named it, and may lie. */
  NODE
}
