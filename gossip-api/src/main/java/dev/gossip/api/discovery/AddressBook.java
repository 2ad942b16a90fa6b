package dev.gossip.api.discovery;

import dev.gossip.api.PeerAddress;
import java.util.List;
import java.util.Optional;

/**
 * The addresses that a node knows besides those that it is configured to dial. Bounded by {@code
 * gossip.known-addresses}: a new address evicts the one that was proposed or reached longest ago,
 * of the least trustworthy source first.
 */
public interface AddressBook {

  /**
   * Up to {@code max} addresses, those that were proposed or reached latest first. An immutable
   * snapshot.
   */
  List<PeerAddress> latest(int max);

  /** Where an address was learned; empty if it is not known. */
  Optional<AddressSource> source(PeerAddress address);

  /** How the latest attempt to reach an address ended; empty if there was none. */
  Optional<DialOutcome.Kind> lastOutcome(PeerAddress address);

  /** How many addresses are known. */
  int size();
}
