package dev.gossip.core.engine.addresses;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressGroup;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What outbound peers say about the address of this node. One of them may lie, and network address
 * translation may show each of them another one. Collected when it is needed, since the links
 * themselves keep what each peer says.
 */
public final class ObservedAddresses {
  /** How many peers of different groups have to agree. A guess: one more than may collude. */
  static final int MIN_GROUPS = 3;

  private final Map<PeerId, Observation> observations = new LinkedHashMap<>();

  private record Observation(AddressGroup group, PeerAddress seen) {}

  /**
   * An outbound peer at an address sees this node at another. Hosts of a local network see each
   * other at local addresses; each is a group of its own, but says nothing about how the internet
   * sees this node, and nobody there knows its local address.
   */
  public void add(PeerId peer, PeerAddress at, PeerAddress seen) {
    AddressGroup group = AddressGroup.of(at);
    if (AddressRules.isUsable(seen)
        && AddressRules.mayName(at, seen)
        && group.isLocal() == AddressGroup.of(seen).isLocal()) {
      observations.put(peer, new Observation(group, seen));
    } else {
      remove(peer);
    }
  }

  /** A peer is gone. */
  public void remove(PeerId peer) {
    observations.remove(peer);
  }

  /**
   * The address at which this node is.
   *
   * @param before the one that was believed before. It stays while too few peers are left to agree
   *     on it, until peers of more groups, and of two at least, agree on another one
   */
  public Optional<PeerAddress> agreed(Optional<PeerAddress> before) {
    Map<PeerAddress, Set<AddressGroup>> groups = groups();
    Optional<PeerAddress> agreed = agreed(groups);
    if (agreed.isPresent() || before.isEmpty()) {
      return agreed;
    }
    int still = groups.getOrDefault(before.get(), Collections.emptySet()).size();
    boolean isContradicted =
        groups.values().stream().anyMatch(one -> one.size() > Math.max(1, still));
    return isContradicted ? Optional.empty() : before;
  }

  /** The groups of the peers that see this node at each address. */
  private Map<PeerAddress, Set<AddressGroup>> groups() {
    Map<PeerAddress, Set<AddressGroup>> groups = new TreeMap<>();
    for (Observation one : observations.values()) {
      groups.computeIfAbsent(one.seen(), seen -> new HashSet<>()).add(one.group());
    }
    return groups;
  }

  /** The address on which peers of most groups agree, and of enough groups. */
  private static Optional<PeerAddress> agreed(Map<PeerAddress, Set<AddressGroup>> groups) {
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
