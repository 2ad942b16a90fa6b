package dev.gossip.core.engine.addresses;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressGroup;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What outbound peers say about the address of this node. One of them may lie, and network address
 * translation may show each of them another one.
 */
public final class ObservedAddresses {
  /** How many peers of different groups have to agree. A guess: one more than may collude. */
  static final int MIN_GROUPS = 3;

  private final Map<PeerId, Observation> byPeer = new TreeMap<>();

  private record Observation(AddressGroup group, PeerAddress seen) {}

  /** An outbound peer at an address sees this node at another. */
  public void add(PeerId peer, PeerAddress at, PeerAddress seen) {
    byPeer.put(peer, new Observation(AddressGroup.of(at), seen));
  }

  /** A peer is gone. */
  public void remove(PeerId peer) {
    byPeer.remove(peer);
  }

  /** The address on which peers of most groups agree, and of enough groups. */
  public Optional<PeerAddress> agreed() {
    Map<PeerAddress, Set<AddressGroup>> groups = new TreeMap<>();
    for (Observation one : byPeer.values()) {
      groups.computeIfAbsent(one.seen(), seen -> new HashSet<>()).add(one.group());
    }
    PeerAddress best = null;
    int most = MIN_GROUPS - 1;
    for (Map.Entry<PeerAddress, Set<AddressGroup>> one : groups.entrySet()) {
      if (one.getValue().size() > most) {
        most = one.getValue().size();
        best = one.getKey();
      }
    }
    return Optional.ofNullable(best);
  }
}
