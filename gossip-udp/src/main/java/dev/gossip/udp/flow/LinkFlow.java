package dev.gossip.udp.flow;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;
import dev.gossip.udp.datagram.AcksCodec;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.flow.Cargo.Parts;
import dev.gossip.udp.flow.Cargo.Probe;
import dev.gossip.udp.mtu.PathMtu;
import dev.gossip.udp.pace.RestingWindow;
import dev.gossip.udp.pace.SendWindow;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is under way on one link, in both directions: frames that wait, datagrams that are not
 * acknowledged yet, and datagrams to acknowledge. Most of it exists only while it is needed, since
 * there are many links and most of them are idle.
 */
public final class LinkFlow implements UnderWay.Outcomes {
  /** The deadline if there is nothing to wait for. */
  public static final long NEVER = Long.MAX_VALUE;

  /** How long the other end holds an acknowledgement of frames at most. */
  public static final long LONGEST_ACK_DELAY_NANOS = Arrivals.LONG_DELAY_NANOS;

  /** What is counted of the waiting bytes. Kept by the table of links. */
  public int countedBytes;

  private final NodeFlows node;
  private SendWindow window;
  private final PathMtu path;
  private final WaitingFrames waiting;
  private @Nullable Arrivals arrivals;
  private @Nullable UnderWay underWay;
  private @Nullable SilentLosses silent;
  // When something was last sent, asked for or acknowledged.
  private long usedNanos;
  private long progressNanos;
  // Since when there is something to acknowledge and nothing is acknowledged.
  private long unansweredSinceNanos;
  private int timeouts;

  /**
   * Creates the state of a link that has come up.
   *
   * @param node what it shares with other links
   * @param handshakeNanos round trip of the handshake; 0 if unknown
   * @param before what the {@linkplain #rest previous} state of the link has left, with its path;
   *     null if the link has just come up
   */
  public LinkFlow(
      NodeFlows node,
      PathMtu path,
      long handshakeNanos,
      @Nullable RestingFlow before,
      long nowNanos) {
    this.node = node;
    this.path = path;
    this.usedNanos = nowNanos;
    RestingDetails details = before == null ? RestingDetails.NONE : before.details();
    this.waiting = new WaitingFrames(node.hashes, details.transfers());
    this.timeouts = details.timeouts();
    this.arrivals = before == null ? null : before.arrivals();
    RestingWindow left = before == null ? null : before.window();
    this.window =
        left == null
            ? new SendWindow(path.datagramBytes(), handshakeNanos, nowNanos)
            : new SendWindow(path.datagramBytes(), left, nowNanos);
    if (before != null && before.hasFrame()) {
      countedBytes = before.unsentBytes();
      add(before.takeFrame(), before.priority(), nowNanos);
    }
  }

  // ---- what waits ----------------------------------------------------------------------------

  /** The largest frame that travels in one datagram, now. */
  public int datagramFrameBytes() {
    return Datagrams.frameBytesIn(path.datagramBytes() - node.headerBytes);
  }

  /** Queues a frame. */
  public void add(ByteString frame, Priority priority, long nowNanos) {
    if (isIdle()) {
      unansweredSinceNanos = nowNanos;
    }
    waiting.add(frame, priority, datagramFrameBytes(), nowNanos);
  }

  private boolean isIdle() {
    return waiting.frames() == 0 && (underWay == null || underWay.isEmpty());
  }

  /** Bytes of frames that wait to be sent or, if they were split, to be acknowledged. */
  public int waitingBytes() {
    return waiting.bytes();
  }

  /** Those of them of one priority. */
  public int waitingBytes(Priority priority) {
    return waiting.bytes(priority);
  }

  /** Frames that have not been sent. */
  public int waitingFrames() {
    return waiting.frames();
  }

  // ---- sending -------------------------------------------------------------------------------

  /** Whether there are frames or parts to send. */
  public boolean hasData() {
    return waiting.hasNext();
  }

  /** Whether window and pacing allow another datagram. */
  public boolean mayFill(long nowNanos) {
    return window.roomBytes(nowNanos) > 0 && (underWay == null || !underWay.isFull());
  }

  /** Whether an acknowledgement is due, with or without data. */
  public boolean isAckDue(long nowNanos) {
    return arrivals != null && arrivals.isDue(nowNanos);
  }

  /** Whether there is anything to acknowledge. */
  public boolean hasAcks() {
    return arrivals != null && arrivals.isWaiting();
  }

  /** Whether a body of a size takes acknowledgements and the next frame. */
  public boolean fitsWithAcks(int bodyBytes) {
    int room = bodyBytes - AcksCodec.MAX_BYTES;
    ByteString next = waiting.peekWhole();
    return next == null ? room > 0 : Datagrams.encodedBytes(next) <= room;
  }

  /** Appends what there is to acknowledge. */
  public void putAcks(ByteBuffer body, long nowNanos) {
    if (arrivals != null) {
      arrivals.put(body, node, nowNanos);
    }
  }

  /** Size of the datagrams of this link, now. */
  public int datagramBytes() {
    return path.datagramBytes();
  }

  /**
   * Fills a datagram with frames and parts.
   *
   * @param body at the position where the header of the datagram ends, or its acknowledgements;
   *     limited to what the datagram may have
   * @return what matters when it is acknowledged or lost; null if only frames were written
   */
  public @Nullable Cargo fill(ByteBuffer body, long nowNanos) {
    return waiting.fill(body, datagramFrameBytes(), nowNanos);
  }

  /** Size of a probe of the path that is due; 0 if there is none. */
  public int probeBytes(long nowNanos) {
    if (waitingBytes() > datagramFrameBytes()) {
      path.onDemand();
    }
    return path.probeBytes(nowNanos);
  }

  /** Sets the largest datagram that leaves in one piece to the other end, as known now. */
  public void pathLimit(int bytes) {
    path.limit(bytes);
    window.datagramBytes(path.datagramBytes());
  }

  /** The other end has another address, and the largest datagram that leaves to it is known. */
  public void onPathChanged(int limitBytes, long nowNanos) {
    path.onPathChanged(limitBytes);
    window = new SendWindow(path.datagramBytes(), 0, nowNanos);
  }

  /**
   * A datagram that asks for an acknowledgement was sent.
   *
   * @param number its number
   */
  public void onSent(long number, int bytes, @Nullable Cargo cargo, long nowNanos) {
    if (underWay == null) {
      underWay = new UnderWay();
    }
    if (underWay.isEmpty()) {
      progressNanos = nowNanos;
      // After a timeout, nothing is under way although frames were sent and not acknowledged.
      boolean isFirst = timeouts == 0 || (cargo instanceof Probe && isIdle());
      unansweredSinceNanos = isFirst ? nowNanos : unansweredSinceNanos;
    }
    usedNanos = nowNanos;
    underWay.add(number, bytes, nowNanos, cargo);
    window.onSent(bytes, nowNanos, hasData());
    if (cargo instanceof Probe probe) {
      path.onProbeSent(probe.datagramBytes(), nowNanos);
    }
  }

  // ---- receiving -----------------------------------------------------------------------------

  /** A datagram of any type arrived. */
  public void onArrived(long number, long nowNanos) {
    if (arrivals != null) {
      arrivals.add(number, nowNanos);
    }
  }

  /**
   * A datagram arrived that asks for an acknowledgement.
   *
   * @param soon whether the sender resends its content when it is lost
   */
  public void onAsked(long number, boolean soon, long nowNanos) {
    if (arrivals == null) {
      arrivals = new Arrivals();
      arrivals.add(number, nowNanos);
    }
    usedNanos = nowNanos;
    arrivals.ask(soon, nowNanos);
  }

  /**
   * Handles an acknowledgement.
   *
   * @param highestNumber the number of the latest datagram that was sent
   * @return false if it names a datagram that was never sent
   */
  public boolean onAcks(AcksCodec.Received acks, long highestNumber, long nowNanos) {
    if (acks.highest() > highestNumber) {
      return false;
    }
    usedNanos = nowNanos;
    node.newestAckedNanos = null;
    if (underWay != null) {
      node.ackNanos = nowNanos;
      node.ackDelayNanos = acks.delayMicros() * 1_000;
      underWay.onAcks(acks, window.minRoundTripNanos() / 4, this);
    }
    if (silent != null) {
      silent.onAcks(acks, node.newestAckedNanos, nowNanos);
      window.datagramBytes(path.datagramBytes());
    }
    return true;
  }

  @Override
  public void onAcked(int bytes, long sentNanos, @Nullable Cargo cargo, boolean isHighest) {
    window.onAcked(bytes, sentNanos, node.ackNanos, node.ackDelayNanos, isHighest);
    progressNanos = node.ackNanos;
    unansweredSinceNanos = node.ackNanos;
    timeouts = 0;
    if (silent != null
        && (node.newestAckedNanos == null || sentNanos - node.newestAckedNanos > 0)) {
      node.newestAckedNanos = sentNanos;
    }
    if (cargo instanceof Parts sent) {
      waiting.onAcked(sent, node.ackNanos);
    } else if (cargo instanceof Probe) {
      path.onProbeAcked();
      window.datagramBytes(path.datagramBytes());
      return;
    }
    path.onAcked(bytes, sentNanos);
  }

  @Override
  public void onLost(long number, int bytes, long sentNanos, @Nullable Cargo cargo) {
    boolean isSilence = timeouts > 0;
    if (isSilence && silent == null && path.isAboveBase(bytes)) {
      silent = new SilentLosses(path);
    }
    if (cargo instanceof Probe) {
      // Most likely too large, which says nothing about how busy the path is.
      window.onForgotten(bytes);
      if (isSilence && silent != null) {
        silent.onProbe(number, sentNanos);
      } else {
        path.onProbeLost(node.ackNanos);
      }
      return;
    }
    window.onLost(bytes, sentNanos);
    if (!isSilence) {
      path.onLost(bytes, sentNanos, node.ackNanos);
    } else if (silent != null && path.isAboveBase(bytes)) {
      silent.onDatagram(number, sentNanos, timeouts);
    }
    window.datagramBytes(path.datagramBytes());
    if (cargo instanceof Parts sent) {
      waiting.onLost(sent);
    }
  }

  // ---- time ----------------------------------------------------------------------------------

  /** When something is to be done here without a datagram; {@link #NEVER} if nothing. */
  public long nextDeadlineNanos(long nowNanos) {
    long wait = NEVER;
    if (arrivals != null && arrivals.isWaiting()) {
      wait = Math.min(wait, arrivals.dueNanos() - nowNanos);
    }
    if (underWay != null && !underWay.isEmpty()) {
      wait = Math.min(wait, timeoutNanos() - nowNanos);
    }
    if (hasData() && (underWay == null || !underWay.isFull()) && !mayFill(nowNanos)) {
      wait = Math.min(wait, window.waitNanos(nowNanos));
    }
    wait = Math.min(wait, waiting.waitNanos(nowNanos));
    return wait == NEVER ? NEVER : nowNanos + Math.max(0, wait);
  }

  private long timeoutNanos() {
    long since = underWay == null ? progressNanos : underWay.oldestSentNanos();
    if (progressNanos - since > 0) {
      since = progressNanos;
    }
    return since + window.probeTimeoutNanos(Arrivals.LONG_DELAY_NANOS);
  }

  /**
   * Does what is due.
   *
   * @return how many frames were given up
   */
  public int onTime(long nowNanos) {
    if (underWay != null && !underWay.isEmpty() && nowNanos - timeoutNanos() >= 0) {
      node.ackNanos = nowNanos;
      long timeout = window.probeTimeoutNanos(Arrivals.LONG_DELAY_NANOS);
      timeouts++;
      window.onTimeout(nowNanos);
      underWay.loseSentBy(nowNanos - timeout, this);
      progressNanos = nowNanos;
    }
    int givenUp = waiting.expire(nowNanos);
    releaseIdleParts();
    return givenUp;
  }

  /** Whether datagrams were not acknowledged in time, and nothing is since: the next one asks. */
  public boolean isInDoubt() {
    return timeouts > 0 || (silent != null && !silent.isEmpty());
  }

  /** Whether there was no traffic for a while, and there is nothing to do. */
  public boolean isAtRest(long nowNanos) {
    return nowNanos - usedNanos >= SendWindow.REST_NANOS && hasNothingToDo();
  }

  /** Whether each end has acknowledged something, and nothing waits or is under way. */
  public boolean isDoneBothWays() {
    return arrivals != null && window.roundTripNanos() > 0 && hasNothingToDo();
  }

  private boolean hasNothingToDo() {
    return isIdle() && !hasAcks() && (silent == null || silent.isEmpty());
  }

  /** Ends this state of a link that {@linkplain #isAtRest is at rest}; returns what it leaves. */
  public RestingFlow rest(long nowNanos) {
    path.rest();
    node.release();
    RestingWindow left = window.rest(nowNanos);
    return new RestingFlow(
        left,
        RestingDetails.of(path.isUnexplored() ? null : path, left, timeouts, waiting.transfers()),
        arrivals == null ? null : arrivals.rest());
  }

  /** Frees what is empty when a timer fires, except for what every message needs. */
  private void releaseIdleParts() {
    waiting.releaseIdle();
    boolean isKept = underWay != null && underWay.isSmall() && waiting.hasQueue();
    if (underWay != null && underWay.isEmpty() && !isKept) {
      underWay = null;
    }
    if (silent != null && silent.isEmpty()) {
      silent = null;
    }
  }

  /**
   * Whether frames wait and the other end has acknowledged nothing for so long: one that only
   * answers pings must not keep this node from publishing to others. Time in which there was
   * nothing to acknowledge does not count.
   */
  public boolean isDeaf(long nowNanos, long limitNanos) {
    return timeouts > 1 && hasData() && nowNanos - unansweredSinceNanos >= limitNanos;
  }

  /** The smoothed round-trip time; 0 before the first acknowledgement. */
  public long roundTripNanos() {
    return window.roundTripNanos();
  }
}
