package dev.gossip.udp.link;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.TransportContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The links there are, by all the names that they are looked up by. For one address there is at
 * most one current link, dialled or up, and at most one half-open link, which has answered a
 * connect and becomes current when the other end has proved itself; until then a spoofed connect
 * changes nothing.
 */
final class LinkTable {
  private final int maxLinks;
  private final TransportContext context;
  private final ConnectionIds byConnectionId = new ConnectionIds();
  // Those that are up.
  private final LinkedPeers byPeer = new LinkedPeers();
  // A link with two addresses is found under both. Iterated only where the order does not matter.
  private final Map<PeerAddress, Link> current = new HashMap<>();
  private final HalfOpenLinks halfOpen;
  private int currentLinks;
  private @Nullable Link firstDirty;
  private @Nullable Link lastDirty;
  // An idle link needs no list, and those of busy ones stay in the processor's cache.
  private final Deque<List<ByteString>> spareLists = new ArrayDeque<>(1);
  private long nextNumber;

  LinkTable(int maxLinks, HalfOpenLinks halfOpen, TransportContext context) {
    this.maxLinks = maxLinks;
    this.halfOpen = halfOpen;
    this.context = context;
  }

  /** A link that this node dials. */
  Link dial(PeerAddress address, long nowNanos) {
    Link link = create(address, true, Link.State.DIALING, nowNanos);
    current.put(address, link);
    currentLinks++;
    return link;
  }

  /** A half-open link, for a connect that came from this address. */
  Link answer(PeerAddress address, long nowNanos) {
    Link link = create(address, false, Link.State.ACCEPTING, nowNanos);
    halfOpen.add(link);
    return link;
  }

  private Link create(PeerAddress address, boolean dialed, Link.State state, long nowNanos) {
    Link link = new Link(nextNumber++, address, freshConnectionId(), dialed, state, nowNanos);
    byConnectionId.add(link);
    return link;
  }

  /**
   * The connects of a link that this node dials go to another address from now on. They carry a new
   * connection id, which who received the earlier ones does not know, and count from 1 again.
   */
  void redirect(Link link, PeerAddress remote) {
    byConnectionId.remove(link);
    link.localConnectionId = freshConnectionId();
    byConnectionId.add(link);
    link.remote = remote;
    link.packetsSent = 0;
    link.highestReceived = 0;
    link.gaps = null;
  }

  /** A link is up; answers the one that it replaced at the same remote address. */
  @Nullable Link makeCurrent(Link link) {
    halfOpen.remove(link);
    Link replaced = current.get(link.remote);
    if (link.equals(replaced)) {
      byPeer.add(link);
      return null;
    }
    if (replaced != null) {
      remove(replaced);
    }
    byPeer.add(link);
    if (!link.equals(current.put(link.address, link))) {
      currentLinks++;
    }
    current.put(link.remote, link);
    return replaced;
  }

  /** Forgets a link, cancels its timer, and counts what was lost with it. */
  void remove(Link link) {
    byConnectionId.remove(link);
    byPeer.remove(link);
    link.forgotten = true;
    link.cancelTimer();
    if (current.remove(link.address, link)) {
      currentLinks--;
    }
    current.remove(link.remote, link);
    halfOpen.remove(link);
    countLost(ReceivedPackets.giveUpAll(link));
    // If it is dirty, the next flush finds nothing on it and passes it by.
    if (link.outbound != null) {
      link.outbound.forEach(unsent -> context.dropped(DropReason.LINK_NOT_UP));
      link.outbound = null;
    }
  }

  /** Datagrams of the other end of a link did not arrive. */
  void countLost(int datagrams) {
    if (datagrams > 0) {
      context.datagramsLost(datagrams);
    }
  }

  /** Whether there is no room for one more link, unless it replaces the one to its address. */
  boolean isFullFor(PeerAddress address) {
    return currentLinks >= maxLinks && !current.containsKey(address);
  }

  /** The links that are up and that this node did not dial, in no order that means anything. */
  List<Link> inbound() {
    return current.values().stream()
        .filter(link -> link.state == Link.State.UP && !link.dialed)
        .toList();
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

  /** The link that is up to a peer. */
  @Nullable Link upTo(PeerId peer) {
    return byPeer.find(peer);
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
    long id = context.random().nextLong();
    while (id == 0 || byConnectionId.find(id) != null) {
      id = context.random().nextLong();
    }
    return id;
  }
}
