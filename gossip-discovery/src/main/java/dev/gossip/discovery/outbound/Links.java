package dev.gossip.discovery.outbound;

import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.membership.Candidate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The peers that are up with their addresses, and whose choice they are: that of the user, of this
 * membership, or of the other node. Peers of the user count against no limit.
 */
final class Links {
  // Of nodes that were accepted and are not up yet, and of peers that just went down: a peer whose
  // direction changes goes down and comes up at once. A guess, since most are up at once.
  private static final int MAX_REMEMBERED = 64;

  private final Set<PeerAddress> added = new TreeSet<>();
  private final Map<PeerId, KnownLink> up = new TreeMap<>();
  private final Map<PeerId, PeerAddress> remembered = new LinkedHashMap<>(0);

  /** The user wants a link with an address. */
  void add(PeerAddress address) {
    added.add(address);
  }

  /** The user no longer wants a link with an address. */
  void remove(PeerAddress address) {
    added.remove(address);
  }

  /** Whether the user wants a link with an address. */
  boolean isAdded(PeerAddress address) {
    return added.contains(address);
  }

  /** How many of the addresses that the user added are such ones. */
  int addedCount(Predicate<PeerAddress> counted) {
    return (int) added.stream().filter(counted).count();
  }

  /** A candidate is accepted, and comes up soon. */
  void onAccepted(Candidate candidate) {
    remember(candidate.id(), candidate.address());
  }

  private void remember(PeerId id, PeerAddress address) {
    remembered.remove(id);
    remembered.put(id, address);
    if (remembered.size() > MAX_REMEMBERED) {
      remembered.remove(remembered.keySet().iterator().next());
    }
  }

  /**
   * A peer is up.
   *
   * @param isChosen whether this membership dialed the address of an outbound peer
   * @return the link; null if its address is not known
   */
  @Nullable KnownLink onUp(Peer peer, long nowNanos, Predicate<PeerAddress> isChosen) {
    PeerAddress address = remembered.remove(peer.id());
    if (address == null) {
      return null;
    }
    boolean chosen = peer.direction() == Direction.OUTBOUND && isChosen.test(address);
    KnownLink link = new KnownLink(peer, address, AddressGroup.of(address), chosen, nowNanos);
    up.put(peer.id(), link);
    return link;
  }

  /** A peer is down; null if it was not known. */
  @Nullable KnownLink onDown(PeerId id) {
    KnownLink link = up.remove(id);
    if (link != null) {
      remember(id, link.address());
    }
    return link;
  }

  /** All peers, sorted by id. */
  Collection<KnownLink> up() {
    return up.values();
  }

  /** Whether a link exists because the user wants it. */
  boolean isOfUser(KnownLink link) {
    return isAdded(link.address()) || (link.isOutbound() && !link.isChosen());
  }

  /** How many peers this membership chose, without those of the user. */
  int chosenCount() {
    return (int) up.values().stream().filter(link -> link.isChosen() && !isOfUser(link)).count();
  }

  /** Whether a peer is at an address. */
  boolean isLinked(PeerAddress address) {
    return up.values().stream().anyMatch(link -> link.address().equals(address));
  }
}
