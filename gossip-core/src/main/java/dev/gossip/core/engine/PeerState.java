package dev.gossip.core.engine;

import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.PeerInfo;
import dev.gossip.api.transport.LinkId;
import org.jspecify.annotations.Nullable;

/** One link, from the transport's up to its down, and how far the exchange of HELLOs has come. */
final class PeerState {
  // Two honest ends send each other at most eight: one every 250 ms, and one answer to each of the
  // other's. Four times as many leave room for a network that duplicates.
  private static final int MAX_HELLOS_PER_SECOND = 32;
  private static final long SECOND_NANOS = 1_000_000_000;

  final LinkId link;
  final PeerAddress address;

  /** Where what is sent over this link counts. */
  final Counters counters;

  private Peer peer;

  /** The other end's HELLO was accepted: its frames may be worked off. */
  boolean helloAccepted;

  /** The other end accepted ours. Together with {@link #helloAccepted}: the peer is up. */
  boolean heardByPeer;

  boolean up;

  /** How many copies that came over this link are to be checked. */
  int copiesInChecks;

  /** Those of them that wait; null before the first. */
  VerificationQueue.@Nullable PeerQueue line;

  /** The link is gone, but what came over it is still being checked. */
  boolean leaving;

  /** What follows then. */
  @Nullable Runnable whenChecked;

  int hellosSent;
  boolean clockWarned;
  long clockWarnedNanos;
  private int hellosHeardThisSecond;
  private long secondBeganNanos;
  @Nullable TimerHandle helloTimer;

  PeerState(
      LinkId link,
      PeerId id,
      Direction direction,
      PeerAddress address,
      Counters counters,
      long nowNanos) {
    this.link = link;
    this.secondBeganNanos = nowNanos;
    this.address = address;
    this.counters = counters;
    this.peer = new Peer(id, direction);
  }

  PeerInfo info() {
    return new PeerInfo(peer.id(), address, peer.direction());
  }

  PeerId id() {
    return peer.id();
  }

  Peer peer() {
    return peer;
  }

  /** Whether this node wants the other as a peer, and is not merely wanted by it. */
  boolean isChosen() {
    return peer.direction() == Direction.OUTBOUND;
  }

  /**
   * Whether one more HELLO may be decoded and answered. Spam control cannot say so: it knows a peer
   * only once a HELLO was accepted.
   */
  boolean mayHearHello(long nowNanos) {
    if (nowNanos - secondBeganNanos >= SECOND_NANOS) {
      secondBeganNanos = nowNanos;
      hellosHeardThisSecond = 0;
    }
    return ++hellosHeardThisSecond <= MAX_HELLOS_PER_SECOND;
  }

  void turnOutbound() {
    peer = new Peer(peer.id(), Direction.OUTBOUND);
  }
}
