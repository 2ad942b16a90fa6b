package dev.gossip.udp.link;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.transport.LinkId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection to one address, from the first connect to the end. */
final class Link extends LinkId {

  /** How far it has come. */
  enum State {
    /** We sent connects and wait for the accept. */
    DIALING,
    /** We answered a connect; the other end has not proved yet that it receives our answer. */
    ACCEPTING,
    /** Both ends are known to receive. */
    UP
  }

  /**
   * How the node knows the other end: the address that it dialled, or where a connect came from.
   */
  final PeerAddress address;

  /**
   * Where datagrams of this link go to and come from. Not {@link #address} if the other end listens
   * on several addresses and answers from another one than was dialled.
   */
  PeerAddress remote;

  /**
   * What the other end must put into its headers. It is random, so only who got it knows it.
   * Changed by {@link LinkTable} only.
   */
  long localConnectionId;

  /** This node chose the other end: it dialled, or asked for this address when it was up. */
  boolean dialed;

  State state;

  /** It is in no table any more, and nothing is done with it. */
  boolean forgotten;

  /** What we put into our headers; 0 until the other end has sent it. */
  long remoteConnectionId;

  /** The id that the other end claims, which nothing proves; null until it has sent it. */
  @Nullable PeerId claimedPeer;

  /** The id under which the node knows the other end; null until the link is up. */
  @Nullable PeerId peer;

  long packetsSent;

  /**
   * The highest packet number that arrived; 0 before the first. Kept by {@link ReceivedPackets}.
   */
  long highestReceived;

  /** What is missing below it, and what was lost; null if nothing. */
  @Nullable PacketGaps gaps;

  long lastHeardNanos;

  /** When the other end last sent frames, or the link began. */
  long lastFrameNanos;

  /** When the dial, or the wait for the other end's proof, began. */
  final long beganNanos;

  /** The one timer of this link: connects again, or pings. */
  @Nullable TimerHandle timer;

  /** Set while dialling: why an answer that came was of no use. Told if no better one comes. */
  @Nullable String obstacle;

  /** What waits for the flush; null when nothing does. Kept by {@link LinkTable}. */
  @Nullable List<ByteString> outbound;

  /** The next that waits for the flush. */
  @Nullable Link nextDirty;

  int outboundBytes;

  /** Kept by {@link HalfOpenLinks}. */
  int halfOpenIndex;

  Link(
      long number,
      PeerAddress address,
      long localConnectionId,
      boolean dialed,
      State state,
      long nowNanos) {
    super(number);
    this.address = address;
    this.remote = address;
    this.localConnectionId = localConnectionId;
    this.dialed = dialed;
    this.state = state;
    this.beganNanos = nowNanos;
    this.lastHeardNanos = nowNanos;
    this.lastFrameNanos = nowNanos;
  }

  void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
