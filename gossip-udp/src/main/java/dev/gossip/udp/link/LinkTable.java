package dev.gossip.udp.link;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.transport.LinkId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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
  // Where the others are iterated their order does not matter, as it does with the candidates.
  private final ConnectionIds byConnectionId = new ConnectionIds();
  private final Map<PeerAddress, Link> current = new HashMap<>();
  private final Map<PeerAddress, Link> candidates = new LinkedHashMap<>();
  private @Nullable Link firstDirty;
  private @Nullable Link lastDirty;
  // An idle link needs no list, and those of busy ones stay in the processor's cache.
  private final Deque<List<ByteString>> spareLists = new ArrayDeque<>(1);
  private long nextNumber;

  LinkTable(int maxLinks, int maxCandidates, RandomGenerator random) {
    this.maxLinks = maxLinks;
    this.maxCandidates = maxCandidates;
    this.random = random;
  }

  Link create(PeerAddress address, boolean dialed, Link.State state, long nowNanos) {
    Link link = new Link(nextNumber++, address, freshConnectionId(), dialed, state, nowNanos);
    byConnectionId.add(link);
    (state == Link.State.DIALING ? current : candidates).put(address, link);
    return link;
  }

  /** A link is up; answers the one that it replaces, which is still in the table. */
  @Nullable Link makeCurrent(Link link) {
    candidates.remove(link.address, link);
    Link replaced = current.put(link.address, link);
    return link.equals(replaced) ? null : replaced;
  }

  /** Answers how many frames still waited on the link. */
  int remove(Link link) {
    byConnectionId.remove(link);
    link.forgotten = true;
    current.remove(link.address, link);
    candidates.remove(link.address, link);
    // If it is dirty, the next flush finds nothing on it and passes it by.
    int unsent = link.outbound == null ? 0 : link.outbound.size();
    link.outbound = null;
    return unsent;
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
    return byConnectionId.find(connectionId);
  }

  /** The link of a name that this table gave; null if it is forgotten. */
  @Nullable Link byId(LinkId id) {
    return id instanceof Link link && !link.forgotten ? link : null;
  }

  @Nullable Link current(PeerAddress address) {
    return current.get(address);
  }

  @Nullable Link candidate(PeerAddress address) {
    return candidates.get(address);
  }

  /** The link that is up to a peer. Asked for when links begin only, so a search will do. */
  @Nullable Link upTo(PeerId peer) {
    for (Link link : current.values()) {
      // At most one is, so the order of the search does not matter.
      if (link.state == Link.State.UP && peer.equals(link.peer)) {
        return link;
      }
    }
    return null;
  }

  /** What waits for the flush on a link. */
  List<ByteString> outbound(Link link) {
    List<ByteString> frames = link.outbound;
    if (frames == null) {
      frames = spareLists.isEmpty() ? new ArrayList<>() : spareLists.pop();
      link.outbound = frames;
      if (lastDirty == null) {
        firstDirty = link;
      } else {
        lastDirty.nextDirty = link;
      }
      lastDirty = link;
    }
    return frames;
  }

  /** A link with frames that wait; null if there is none. */
  @Nullable Link pollDirty() {
    Link link = firstDirty;
    if (link != null) {
      firstDirty = link.nextDirty;
      lastDirty = firstDirty == null ? null : lastDirty;
      link.nextDirty = null;
    }
    return link;
  }

  /** The first frames that waited on a link have left; if there are more, it is the next again. */
  void sent(Link link, int frames) {
    List<ByteString> waiting = link.outbound;
    if (waiting == null) {
      return;
    }
    if (frames == waiting.size()) {
      waiting.clear();
      spareLists.push(waiting);
      link.outbound = null;
      link.outboundBytes = 0;
      return;
    }
    List<ByteString> left = waiting.subList(0, frames);
    for (ByteString frame : left) {
      link.outboundBytes -= frame.size();
    }
    left.clear();
    link.nextDirty = firstDirty;
    firstDirty = link;
    lastDirty = lastDirty == null ? link : lastDirty;
  }

  private long freshConnectionId() {
    long id = random.nextLong();
    while (id == 0 || byConnectionId.find(id) != null) {
      id = random.nextLong();
    }
    return id;
  }
}
