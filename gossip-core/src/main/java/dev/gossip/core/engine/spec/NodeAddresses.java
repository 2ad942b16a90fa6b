package dev.gossip.core.engine.spec;

import dev.gossip.api.PeerAddress;
import java.util.List;
import java.util.Optional;

/**
 * What the user says about addresses.
 *
 * @param seeds the nodes to start from, host names or IP addresses
 * @param advertise the address at which other nodes reach this one; empty to find it out
 */
public record NodeAddresses(List<PeerAddress> seeds, Optional<PeerAddress> advertise) {

  /** Nothing. */
  public static final NodeAddresses NONE = new NodeAddresses(List.of(), Optional.empty());

  /** Copies the list. */
  public NodeAddresses {
    seeds = List.copyOf(seeds);
  }
}
