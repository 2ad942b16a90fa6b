package dev.gossip.api.discovery;

import dev.gossip.api.PeerAddress;
import java.util.List;
import java.util.Optional;

/**
 * The addresses that a node knows besides those that it is configured to dial: new ones, and tried
 * ones, at which it has reached a node. Bounded by {@code gossip.known-addresses}, in the manner of
 * Bitcoin's address manager: where an address is kept depends on a secret, on its {@link
 * AddressGroup} and on that of the node that named it, so that nobody can fill the book from few
 * groups. Kept in {@code gossip.data-dir}.
 */
public interface AddressBook {

  /** Which addresses to draw from. */
  enum Draw {
    /** New and tried ones with equal chances, as long as there are both. */
    ANY,
    /**
     * For a feeler: those at which this node has not reached anybody yet; before them a tried one
     * whose place an address reached later could take, which happens if it no longer answers.
     */
    NEW
  }

  /**
   * Draws an address to dial, at random. Addresses that were dialed a short while ago or failed
   * several times are drawn less often; those that never worked in three dials, or failed ten times
   * and did not work for a week, only if there are no others, and every ten minutes. Those of nodes
   * that this node is linked with, of this node itself, and those that must not be dialed yet are
   * never drawn: what other nodes named is dialed at most once an hour for each host, and 60 times
   * an hour for each node that names addresses, until a node was reached there.
   */
  Optional<PeerAddress> draw(Draw from);

  /**
   * Addresses that may be passed on to other nodes: this node is linked with a node there, or shook
   * hands with it within the last 24 hours and no dial has failed since. In random order.
   *
   * @param max at most so many
   */
  List<PeerAddress> toPassOn(int max);

  /**
   * The addresses of the two nodes that this node chose and was linked with for the longest time
   * when the book was last saved. To be dialed first after a restart, so that an attacker cannot
   * use one to take over all links.
   */
  List<PeerAddress> anchors();

  /**
   * The address at which other nodes reach this one: {@code gossip.advertise}, or the one that
   * three outbound peers of different groups agree on. Empty if it is not known.
   */
  Optional<PeerAddress> ownAddress();

  /** What is known about an address; empty if it is not in the book. */
  Optional<KnownAddress> find(PeerAddress address);

  /**
   * Up to {@code max} addresses, those that were proposed or reached latest first. An immutable
   * snapshot.
   */
  List<KnownAddress> latest(int max);

  /** How many addresses are known. */
  int size();
}
