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

  final PeerAddress address;

  /** What the other end must put into its headers. It is random, so only who got it knows it. */
  final long localConnectionId;

  final boolean dialed;
  State state;

  /** It is in no table any more, and nothing is done with it. */
  boolean forgotten;

  /** What we put into our headers; 0 until the other end has told. */
  long remoteConnectionId;

  @Nullable PeerId peer;
  long packetsSent;

  /**
   * The highest packet number that arrived; 0 before the first. Kept by {@link ReceivedPackets}.
   */
  long highestReceived;

  /** What is missing below it, and what was lost; null if nothing. */
  @Nullable PacketGaps gaps;

  long lastHeardNanos;

  /** When the dial, or the wait for the other end's proof, began. */
  final long beganNanos;

  /** The one timer of this link: connects again, pings, or gives up. */
  @Nullable TimerHandle timer;

  /** Set while dialling, when the other end answered in another version of the format. */
  @Nullable String otherVersion;

  /** What waits for the flush; null when nothing does. Kept by {@link LinkTable}. */
  @Nullable List<ByteString> outbound;

  /** The next that waits for the flush. */
  @Nullable Link nextDirty;

  int outboundBytes;

  Link(
      long number,
      PeerAddress address,
      long localConnectionId,
      boolean dialed,
      State state,
      long nowNanos) {
    super(number);
    this.address = address;
    this.localConnectionId = localConnectionId;
    this.dialed = dialed;
    this.state = state;
    this.beganNanos = nowNanos;
    this.lastHeardNanos = nowNanos;
  }
}
