package dev.gossip.core.engine.peer;

import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.PeerInfo;
import dev.gossip.api.transport.LinkId;
import dev.gossip.core.engine.services.Counters;
import org.jspecify.annotations.Nullable;

/** One link, from the transport's up to its down, and the state of its exchange of HELLOs. */
public final class PeerState {
  // An honest peer sends at most eight: one every 250 ms, and a reply to each of this node's. Four
  // times as many leave room for a network that duplicates datagrams.
  private static final int MAX_HELLOS_PER_SECOND = 32;
  private static final long SECOND_NANOS = 1_000_000_000;

  public final LinkId link;
  final PeerAddress address;

  /** The counters for frames that are sent over this link. */
  public final Counters counters;

  private Peer peer;

  /** The peer's HELLO was accepted, so its frames may be processed. */
  boolean helloAccepted;

  /** The peer accepted our HELLO. Together with {@link #helloAccepted}, the peer is up. */
  boolean helloConfirmed;

  boolean up;

  /** The link is gone, but messages from it are still being verified. */
  public boolean leaving;

  int hellosSent;
  boolean clockWarned;
  long clockWarnedNanos;
  private int hellosThisSecond;
  private long secondStartNanos;
  @Nullable TimerHandle helloTimer;

  PeerState(
      LinkId link,
      PeerId id,
      Direction direction,
      PeerAddress address,
      Counters counters,
      long nowNanos) {
    this.link = link;
    this.secondStartNanos = nowNanos;
    this.address = address;
    this.counters = counters;
    this.peer = new Peer(id, direction);
  }

  public PeerInfo info() {
    return new PeerInfo(peer.id(), address, peer.direction());
  }

  public PeerId id() {
    return peer.id();
  }

  public Peer peer() {
    return peer;
  }

  /** Whether this node chose the peer. */
  boolean isOutbound() {
    return peer.direction() == Direction.OUTBOUND;
  }

  /**
   * Whether one more HELLO may be decoded and answered. Spam control cannot limit HELLOs, since it
   * knows a peer only once a HELLO was accepted.
   */
  boolean mayProcessHello(long nowNanos) {
    if (nowNanos - secondStartNanos >= SECOND_NANOS) {
      secondStartNanos = nowNanos;
      hellosThisSecond = 0;
    }
    return ++hellosThisSecond <= MAX_HELLOS_PER_SECOND;
  }

  void markOutbound() {
    peer = new Peer(peer.id(), Direction.OUTBOUND);
  }
}
