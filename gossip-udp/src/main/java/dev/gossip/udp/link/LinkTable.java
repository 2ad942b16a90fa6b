package dev.gossip.udp.link;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.transport.LinkId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The links there are, by all the names that they are looked up by. For one address there is at
 * most one current link, dialled or up, and at most one candidate, which has answered a connect and
 * becomes current when the other end has proved itself; until then a spoofed connect changes
 * nothing.
 */
final class LinkTable {
  private final int maxLinks;
  private final int maxCandidates;
  private final RandomGenerator random;
  // Only the candidates are ever iterated, so the order of the others does not matter.
  private final Map<Long, Link> byConnectionId = new HashMap<>();
  private final Map<LinkId, Link> byId = new HashMap<>();
  private final Map<PeerAddress, Link> current = new HashMap<>();
  private final Map<PeerAddress, Link> candidates = new LinkedHashMap<>();
  private final Map<PeerId, Link> upByPeer = new HashMap<>();
  private final Deque<Link> dirty = new ArrayDeque<>();
  private long nextId;

  LinkTable(int maxLinks, int maxCandidates, RandomGenerator random) {
    this.maxLinks = maxLinks;
    this.maxCandidates = maxCandidates;
    this.random = random;
  }

  Link create(PeerAddress address, boolean dialed, Link.State state, long nowNanos) {
    Link link =
        new Link(new LinkId(nextId++), address, freshConnectionId(), dialed, state, nowNanos);
    byConnectionId.put(link.localConnectionId, link);
    byId.put(link.id, link);
    (state == Link.State.DIALING ? current : candidates).put(address, link);
    return link;
  }

  /** A link is up; answers the one that it replaces, which is still in the table. */
  @Nullable Link makeCurrent(Link link) {
    candidates.remove(link.address, link);
    Link replaced = current.put(link.address, link);
    if (link.peer != null) {
      upByPeer.put(link.peer, link);
    }
    return link.equals(replaced) ? null : replaced;
  }

  void remove(Link link) {
    byConnectionId.remove(link.localConnectionId);
    byId.remove(link.id);
    current.remove(link.address, link);
    candidates.remove(link.address, link);
    if (link.peer != null) {
      upByPeer.remove(link.peer, link);
    }
    if (!link.outbound.isEmpty()) {
      dirty.remove(link);
    }
  }

  /** Whether there is no room for one more link, unless it replaces the one to its address. */
  boolean isFullFor(PeerAddress address) {
    return current.size() >= maxLinks && !current.containsKey(address);
  }

  /** The candidate that has to go before another can come; null when there is room. */
  @Nullable Link oldestCandidateIfFull() {
    return candidates.size() < maxCandidates ? null : candidates.values().iterator().next();
  }

  @Nullable Link byConnectionId(long connectionId) {
    return byConnectionId.get(connectionId);
  }

  @Nullable Link byId(LinkId id) {
    return byId.get(id);
  }

  @Nullable Link current(PeerAddress address) {
    return current.get(address);
  }

  @Nullable Link candidate(PeerAddress address) {
    return candidates.get(address);
  }

  @Nullable Link upTo(PeerId peer) {
    return upByPeer.get(peer);
  }

  void markDirty(Link link) {
    dirty.add(link);
  }

  @Nullable Link pollDirty() {
    return dirty.poll();
  }

  private long freshConnectionId() {
    long id = random.nextLong();
    while (id == 0 || byConnectionId.containsKey(id)) {
      id = random.nextLong();
    }
    return id;
  }
}
