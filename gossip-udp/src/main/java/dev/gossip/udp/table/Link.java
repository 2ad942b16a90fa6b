package dev.gossip.udp.table;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.flow.LinkFlow;
import dev.gossip.udp.flow.RestingFlow;
import dev.gossip.udp.pace.SendWindow;
import dev.gossip.udp.session.SecureAccept;
import dev.gossip.udp.session.SecureDial;
import dev.gossip.udp.session.SecureSession;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection to one address, from the first connect until it is removed. */
public final class Link extends LinkId implements Runnable {

  /** Progress of the handshake. */
  public enum State {
    /** This node sent connects and waits for the accept. */
    DIALING,
    /**
     * This node answered a connect or an init; the other end has not proved its address (plain
     * links) or its id (secure links) yet.
     */
    ACCEPTING,
    /** Both ends have proved that they receive. */
    UP
  }

  /** Of a round trip; well below the least window, which may be under way in any case. A guess. */
  private static final int MAX_UNASKED = SendWindow.LEAST_DATAGRAMS / 2 - 1;

  /** If the round trip is shorter: as long as an acknowledgement may take that was asked for. */
  private static final long LEAST_SPAN_NANOS = LinkFlow.LONGEST_ACK_DELAY_NANOS;

  /** Address by which the node knows the other end: the dialed one, or the source of a connect. */
  public final PeerAddress address;

  /**
   * Address that datagrams of this link are sent to and received from. Differs from {@link
   * #address} if the other end listens on several addresses and answers from another one than was
   * dialed.
   */
  public PeerAddress remote;

  /** Whether the other end has moved to another address since the link came up. */
  boolean hasMoved;

  /**
   * Connection id in the headers from the other end. It is random, so only an end that received it
   * knows it. Changed by {@link LinkTable} only.
   */
  public long localConnectionId;

  /** Whether this node chose the peer: it dialed, also if the link was up already by then. */
  public boolean dialed;

  public State state;

  /** Whether the link was removed from the table; it must not be used any more. */
  public boolean removed;

  /** Connection id in headers to the other end; 0 until the other end has sent it. */
  public long remoteConnectionId;

  /** Id by which the node knows the peer; null until the link is up. */
  public @Nullable PeerId peer;

  public long packetsSent;

  /** Highest packet number received; 0 before the first. Kept by {@link ReceivedPackets}. */
  long highestReceived;

  /** Bytes of frames that travel in several datagrams, each byte once. */
  public long partBytesReceived;

  /** Missing and lost packet numbers; null if there are none. */
  @Nullable PacketGaps gaps;

  public long lastHeardNanos;

  /** When the other end last sent valid frames, initially when the link was created. */
  public long lastFrameNanos;

  /** The keys of a secure link; null for a plain one, and before the keys are agreed. */
  public @Nullable SecureSession session;

  /** What is needed only until the link is up; null afterwards. */
  public @Nullable Opening opening;

  /** The only timer of this link: repeats the connect while dialing, later the liveness check. */
  private @Nullable TimerHandle timer;

  /** What the timer does. */
  private Consumer<Link> onTimer = link -> {};

  /** The largest datagram that the other end takes. */
  public int peerDatagramBytes = Datagrams.MAX_BYTES;

  /** What is under way; null if there was nothing yet, or while the link rests. */
  public @Nullable LinkFlow flow;

  /** What {@link #flow} has left while the link rests; else null. */
  public @Nullable RestingFlow resting;

  /**
   * For what {@link #flow} has to do next; null before it has to do anything, and while at rest.
   */
  public @Nullable FlowTimer flowTimer;

  // Datagrams with frames that did not ask for an acknowledgement, since a time.
  private byte unasked;
  private long unaskedSinceNanos;

  /** Whether the link is in the list of links to flush, and the next one there. */
  boolean isDirty;

  @Nullable Link nextDirty;

  /** A frame was dropped for lack of room, so the node wants to know when there is room again. */
  public boolean wantsRoom;

  /** The same of a frame that this node publishes, whose part of the queue was full. */
  public boolean wantsOwnRoom;

  /** The state of a link that is not up yet. */
  public static final class Opening {
    /** When the dial or the wait for a proof started. */
    public final long startNanos;

    /** Why an answer to a dial was not used; reported if the dial gets no better answer. */
    public @Nullable String refusalReason;

    /** Whether this node itself has answered a dial; reported if nobody else does. */
    public boolean isSelfDialed;

    /** Unproven id that the other end of a plain link claims; null until it has sent it. */
    @Nullable PeerId claimedPeer;

    /** The id that the node at the dialed address must have; null for any. */
    public @Nullable PeerId expected;

    /** The handshake of a secure link that this node dials; null for others. */
    public @Nullable SecureDial secureDial;

    /** The handshake of a secure half-open link; null for others. */
    public @Nullable SecureAccept secureAccept;

    /** Index of the link in {@link HalfOpenLinks}. */
    int halfOpenIndex;

    Opening(long startNanos) {
      this.startNanos = startNanos;
    }
  }

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
    this.opening = new Opening(nowNanos);
    this.lastHeardNanos = nowNanos;
    this.lastFrameNanos = nowNanos;
    this.unaskedSinceNanos = nowNanos;
  }

  /** Stores what the other end has sent in its greeting. */
  public void storeGreeting(long connectionId, PeerId claimed) {
    remoteConnectionId = connectionId;
    opening().claimedPeer = claimed;
  }

  /** The id that the other end of a plain link claims; null until it has sent it. */
  public @Nullable PeerId claimedPeer() {
    return opening == null ? peer : opening.claimedPeer;
  }

  /** Address under which the table lists this link: {@link #address} until the other end moves. */
  PeerAddress listed() {
    return hasMoved ? remote : address;
  }

  /** Whether a greeting with these ids is from the other end, and of this connection. */
  public boolean isSameConnection(long connectionId, PeerId claimed) {
    return remoteConnectionId == connectionId && claimed.equals(claimedPeer());
  }

  /** Both ends have proved that they receive. */
  public void markUp(long nowNanos) {
    state = State.UP;
    lastHeardNanos = nowNanos;
    lastFrameNanos = nowNanos;
  }

  /** The state of a link that is not up yet. */
  public Opening opening() {
    if (opening == null) {
      throw new IllegalStateException(this + " is up");
    }
    return opening;
  }

  /**
   * The handshake of a secure link that this node dials; null for others, and when it has ended.
   */
  public @Nullable SecureDial secureDial() {
    return opening == null ? null : opening.secureDial;
  }

  /** The handshake of a secure half-open link; null for others, and when it has ended. */
  public @Nullable SecureAccept secureAccept() {
    return opening == null ? null : opening.secureAccept;
  }

  /** Starts the timer. The link is the action itself, which saves an object for each link. */
  public void startTimer(
      TransportContext context, Duration delay, String label, Consumer<Link> action) {
    onTimer = action;
    timer = context.schedule(delay, label, this);
  }

  /** The timer is due. */
  @Override
  public void run() {
    onTimer.accept(this);
  }

  public void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  /**
   * Whether the next datagram, if it has frames only, need not ask for an acknowledgement. On a
   * link with little traffic hardly any needs to: nothing is resent, and what is sent is less than
   * may be under way on any path. So a few in each round trip do not ask, once it is known.
   *
   * @param waitingBytes of frames that wait, with those of the datagram
   */
  public boolean needsNoAcks(int waitingBytes, long nowNanos) {
    return waitingBytes <= MAX_UNASKED * Datagrams.BASE_BYTES
        && (unasked < MAX_UNASKED || isSpanOver(nowNanos))
        && roundTripNanos() > 0;
  }

  private boolean isSpanOver(long nowNanos) {
    return nowNanos - unaskedSinceNanos >= Math.max(LEAST_SPAN_NANOS, roundTripNanos());
  }

  /** A datagram with frames was sent that does not ask for an acknowledgement. */
  public void countUnasked(long nowNanos) {
    if (isSpanOver(nowNanos)) {
      unaskedSinceNanos = nowNanos;
      unasked = 0;
    }
    unasked++;
  }

  /** Bytes of frames that wait to be sent or, if they were split, to be acknowledged. */
  public int waitingBytes() {
    if (flow != null) {
      return flow.waitingBytes();
    }
    return resting == null ? 0 : resting.waitingBytes();
  }

  /** Those of them of one priority. */
  public int waitingBytes(Priority priority) {
    if (flow != null) {
      return flow.waitingBytes(priority);
    }
    return resting == null ? 0 : resting.waitingBytes(priority);
  }

  /** The smoothed round-trip time of acknowledgements; 0 before the first one. */
  long roundTripNanos() {
    if (flow != null) {
      return flow.roundTripNanos();
    }
    return resting == null ? 0 : resting.roundTripNanos();
  }

  /** Size of the datagrams of this link, as far as known. */
  int datagramBytes() {
    if (flow != null) {
      return flow.datagramBytes();
    }
    return resting == null ? Datagrams.BASE_BYTES : resting.datagramBytes();
  }

  /** The other end has said how large datagrams it takes: at least those of every path. */
  public void takeUpTo(int datagramBytes) {
    peerDatagramBytes = Math.max(Datagrams.BASE_BYTES, datagramBytes);
  }

  /** The number of the latest datagram that was sent, as acknowledgements name it. */
  public long latestSent() {
    return session == null ? packetsSent : session.keys.sent();
  }
}
