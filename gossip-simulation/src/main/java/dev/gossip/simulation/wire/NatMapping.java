package dev.gossip.simulation.wire;

import dev.gossip.api.PeerAddress;

/** The address that a NAT gives a node, and what happened to datagrams because of it. */
public interface NatMapping {
  /** The address that other nodes see. */
  PeerAddress outside();

  /** How many datagrams of the node got this address as their source. */
  long translated();

  /** How many datagrams to the node were lost since, at this address or at an earlier one. */
  long blocked();
}
