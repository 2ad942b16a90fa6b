package dev.gossip.udp.table;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.flow.LinkFlow;
import dev.gossip.udp.flow.RestingFlow;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All links by connection id, peer and address. An address has at most one current link, which is
 * dialing or up, and at most one half-open link, which has answered a connect. A half-open link
 * becomes current when the other end has proved its address; until then a spoofed connect changes
 * nothing.
 */
public final class LinkTable {
  /** A guess: handshake, HELLO, and the first frames of plugins. */
  private static final int UNUSED_DATAGRAMS = 8;

  private final int maxLinks;
  private final TransportContext context;
  private final ConnectionIds byConnectionId = new ConnectionIds();
  // Only links that are up.
  private final LinkedPeers byPeer = new LinkedPeers();
  // The current links. One that is up under two addresses is also in the second table, which is
  // null until there is one.
  private final LinkAddresses byAddress = new LinkAddresses(Link::listed);
  private @Nullable LinkAddresses byRemote;
  private final HalfOpenLinks halfOpen;
  private @Nullable Link firstDirty;
  private @Nullable Link lastDirty;
  private long unsentBytes;
  private Consumer<Link> onRemoved = link -> {};
  private long nextNumber;

  public LinkTable(int maxLinks, HalfOpenLinks halfOpen, TransportContext context) {
    this.maxLinks = maxLinks;
    this.halfOpen = halfOpen;
    this.context = context;
  }

  /** Creates the current link for an address that this node dials. */
  public Link addDialing(PeerAddress address, long nowNanos) {
    Link link = create(address, true, Link.State.DIALING, nowNanos);
    byAddress.add(link);
    return link;
  }

  /** Creates a half-open link for a connect from an address. */
  public Link addHalfOpen(PeerAddress address, long nowNanos) {
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
   * Sends the further connects of a dialing link to another address. They carry a new connection
   * id, unknown to the receiver of the earlier ones, and packet numbers start at 1 again.
   */
  public void redirect(Link link, PeerAddress remote) {
    byConnectionId.remove(link);
    link.localConnectionId = freshConnectionId();
    byConnectionId.add(link);
    link.remote = remote;
    link.packetsSent = 0;
    link.highestReceived = 0;
    link.gaps = null;
  }

  /** Makes a link that is up current; returns the link it replaces at its remote address. */
  public @Nullable Link makeCurrent(Link link) {
    halfOpen.remove(link);
    link.opening = null;
    Link replaced = current(link.remote);
    if (link.equals(replaced)) {
      byPeer.add(link);
      return null;
    }
    if (replaced != null) {
      remove(replaced);
    }
    byPeer.add(link);
    if (!link.equals(byAddress.find(link.listed()))) {
      byAddress.add(link);
    }
    if (!link.remote.equals(link.listed())) {
      if (byRemote == null) {
        byRemote = new LinkAddresses(other -> other.remote);
      }
      byRemote.add(link);
    }
    return replaced;
  }

  /**
   * Changes the address of a link that is up. The old address may belong to another node from now
   * on. If the new one has a link already, that link stays as it is: then both are listed there,
   * and either is current until one of them ends.
   */
  public void move(Link link, PeerAddress remote) {
    removeByAddress(link);
    link.hasMoved = true;
    link.remote = remote;
    byAddress.add(link);
  }

  /** Removes a link, cancels its timers, and counts its lost datagrams and queued frames. */
  public void remove(Link link) {
    byConnectionId.remove(link);
    byPeer.remove(link);
    link.removed = true;
    link.cancelTimer();
    removeByAddress(link);
    halfOpen.remove(link);
    countLost(ReceivedPackets.countAllAsLost(link));
    cancelFlowTimer(link);
    // If the link is in the list of links to flush, the next flush skips it.
    if (link.flow != null) {
      int unsent = link.flow.waitingFrames();
      for (int i = 0; i < unsent; i++) {
        context.dropped(DropReason.LINK_NOT_UP);
      }
      unsentBytes -= link.flow.countedBytes;
      link.flow = null;
    } else if (link.resting != null && link.resting.hasFrame()) {
      context.dropped(DropReason.LINK_NOT_UP);
      unsentBytes -= link.resting.unsentBytes();
    }
    link.resting = null;
    if (link.session != null) {
      link.session.keys.end();
    }
    onRemoved.accept(link);
  }

  private void removeByAddress(Link link) {
    byAddress.remove(link);
    if (byRemote != null) {
      byRemote.remove(link);
    }
  }

  /** Sets what is to be called when a link was removed. */
  public void onRemoved(Consumer<Link> listener) {
    onRemoved = listener;
  }

  /**
   * A datagram of a link has arrived.
   *
   * @param number its packet number
   */
  public void onArrived(Link link, long number, long nowNanos) {
    countLost(ReceivedPackets.add(link, number));
    if (link.flow != null) {
      link.flow.onArrived(number, nowNanos);
    } else if (link.resting != null) {
      link.resting.onArrived(number, nowNanos);
    }
  }

  /** Ends the state of a link's traffic if there was none for a while; returns whether it did. */
  public boolean rest(Link link, long nowNanos) {
    LinkFlow flow = link.flow;
    boolean isAtRest = flow != null && flow.isAtRest(nowNanos);
    if (flow != null && isAtRest) {
      rest(link, flow, nowNanos);
    }
    return isAtRest;
  }

  /** The same, if there was hardly any traffic at all. */
  public boolean restIfUnused(Link link, long nowNanos) {
    LinkFlow flow = link.flow;
    boolean isUnused = flow != null && isUnused(link, flow);
    if (flow != null && isUnused) {
      rest(link, flow, nowNanos);
    }
    return isUnused;
  }

  private void rest(Link link, LinkFlow flow, long nowNanos) {
    countUnsent(link);
    link.resting = flow.rest(nowNanos);
    link.flow = null;
    if (link.session != null) {
      link.session.keys.rest();
    }
    cancelFlowTimer(link);
  }

  private static void cancelFlowTimer(Link link) {
    if (link.flowTimer != null) {
      link.flowTimer.cancel();
      link.flowTimer = null;
    }
  }

  /**
   * Whether the link has carried little more than a HELLO, as most do for a long time. The keys of
   * a secure link would soon have to be made ready again.
   */
  private static boolean isUnused(Link link, LinkFlow flow) {
    return link.session == null && link.packetsSent <= UNUSED_DATAGRAMS && flow.isDoneBothWays();
  }

  /** Counts datagrams from the other end of a link as lost. */
  public void countLost(int datagrams) {
    if (datagrams > 0) {
      context.datagramsLost(datagrams);
    }
  }

  /** Whether the maximum is reached and a link to this address would not replace another one. */
  public boolean isFullFor(PeerAddress address) {
    return byAddress.size() >= maxLinks && current(address) == null;
  }

  /** Links that are up and that this node did not dial, in no particular order. */
  public List<Link> inbound() {
    return byAddress.all().stream()
        .filter(link -> link.state == Link.State.UP && !link.dialed)
        .toList();
  }

  public @Nullable Link byConnectionId(long connectionId) {
    return byConnectionId.find(connectionId);
  }

  /** The link with an id from this table; null if it was removed. */
  public @Nullable Link byId(LinkId id) {
    return id instanceof Link link && !link.removed ? link : null;
  }

  public @Nullable Link current(PeerAddress address) {
    Link link = byAddress.find(address);
    return link == null && byRemote != null ? byRemote.find(address) : link;
  }

  /** The link to a peer; null if none is up. */
  public @Nullable Link byPeer(PeerId peer) {
    return byPeer.find(peer);
  }

  /** Counts the bytes of messages that wait on a link, after they may have changed. */
  public void countUnsent(Link link) {
    LinkFlow flow = link.flow;
    if (flow != null) {
      int bytes = flow.waitingBytes() - flow.waitingBytes(Priority.CONTROL);
      unsentBytes += bytes - flow.countedBytes;
      flow.countedBytes = bytes;
    }
  }

  /** Has a frame of a link at rest wait for the next flush. */
  public void hold(RestingFlow resting, ByteString frame, Priority priority) {
    resting.hold(frame, priority);
    unsentBytes += resting.unsentBytes();
  }

  /** Takes the frame of a link at rest that waits. */
  public ByteString takeHeld(RestingFlow resting) {
    unsentBytes -= resting.unsentBytes();
    return resting.takeFrame();
  }

  /** Bytes of messages that wait on all links to be sent or acknowledged. */
  public long unsentBytes() {
    return unsentBytes;
  }

  /** Has the next flush look at a link. */
  public void markDirty(Link link) {
    if (!link.isDirty) {
      link.isDirty = true;
      if (lastDirty == null) {
        firstDirty = link;
      } else {
        lastDirty.nextDirty = link;
      }
      lastDirty = link;
    }
  }

  /** Takes the next link that a flush has to look at off the list; null if there is none. */
  public @Nullable Link pollDirty() {
    Link link = firstDirty;
    if (link != null) {
      firstDirty = link.nextDirty;
      lastDirty = firstDirty == null ? null : lastDirty;
      link.nextDirty = null;
      link.isDirty = false;
    }
    return link;
  }

  private long freshConnectionId() {
    long id = context.random().nextLong();
    while (id == 0 || byConnectionId.find(id) != null) {
      id = context.random().nextLong();
    }
    return id;
  }
}
