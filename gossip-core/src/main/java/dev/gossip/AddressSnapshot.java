package dev.gossip;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.discovery.KnownAddress;
import dev.gossip.api.node.PeerInfo;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node knew about addresses at one moment; see {@link GossipNode#knownAddresses}.
 *
 * @param own the address at which other nodes reach this one; empty if it is not known
 * @param size how many addresses the node knew
 * @param ofPeers what was known about the addresses of the peers that were up
 * @param latest the addresses, those that were named or reached latest first; fewer than {@code
 *     size} if more were known than asked for
 */
public record AddressSnapshot(
    Optional<PeerAddress> own,
    int size,
    SortedMap<PeerAddress, KnownAddress> ofPeers,
    List<KnownAddress> latest) {

  /** Copies the collections. */
  public AddressSnapshot {
    ofPeers = Collections.unmodifiableSortedMap(new TreeMap<>(ofPeers));
    latest = List.copyOf(latest);
  }

  static AddressSnapshot of(AddressBook book, List<PeerInfo> peers, int max) {
    SortedMap<PeerAddress, KnownAddress> ofPeers = new TreeMap<>();
    for (PeerInfo peer : peers) {
      book.find(peer.address()).ifPresent(known -> ofPeers.put(peer.address(), known));
    }
    return new AddressSnapshot(book.ownAddress(), book.size(), ofPeers, book.latest(max));
  }
}
