package dev.gossip.udp.pace;

import org.jspecify.annotations.Nullable;

/**
 * How much may be under way on one link, and when it may leave. The window grows until the delay or
 * the loss of the path rises:
 *
 * <ul>
 *   <li>Queueing delay (the least sample of a round trip, without the minimum of the last 5 to 10
 *       seconds) above 20 to 30 ms: the window shrinks to what the path holds without a queue. RFC
 *       6817 (LEDBAT), section 2.5, allows a target of at most 100 ms; a quarter keeps room for
 *       calls on the same line. Less delay never shrinks it, since a busy thread that reads late
 *       looks the same.
 *   <li>Loss above the {@linkplain LossFloor floor} of the path without a queue: 0.7 of the window
 *       (RFC 9438, section 4.6). Random loss alone does not shrink it.
 *   <li>Nothing was acknowledged for a probe timeout: 8 datagrams, and slow start.
 * </ul>
 *
 * <p>It is never below 8 datagrams, the number after which the other end acknowledges at once. A
 * window that is not used does not grow, and halves for each second of silence. Not thread-safe.
 */
public final class SendWindow extends WindowLosses {
  /** The least window, in datagrams. */
  public static final int LEAST_DATAGRAMS = 8;

  /** RFC 9002, section 7.2. */
  static final int FIRST_DATAGRAMS = 10;

  /** Less delay counts as an empty queue. */
  static final long EMPTY_NANOS = 6_000_000;

  /**
   * Half of the default receive buffer, so that what is under way is not lost when the other end
   * pauses: a node cannot know the buffer there, and others may send to it as well. 160 Mbit/s at a
   * round trip of 100 ms.
   */
  static final int MAX_BYTES = 2 << 20;

  /** After so long without traffic the window is the first one, and the least delay outdated. */
  public static final long REST_NANOS = 2 * RoundTrip.HALF_WINDOW_NANOS;

  /** RFC 9406 (HyStart++) takes the least of 8 samples; here a sample stands for 1 to 8. */
  private static final int SAMPLES_OF_SLOW_START = 4;

  /** So many round trips at the least window do not end the delay: it is not caused by us. */
  private static final int ROUNDS_OF_FOREIGN_DELAY = 4;

  private final RoundTrip roundTrip;
  private final Pacer pacer;
  private int datagramBytes;
  private int windowBytes;
  private int slowStartBelowBytes = MAX_BYTES;
  private int underWayBytes;
  private long lastSentNanos;
  private int lossyWindowBytes;

  /** What was sent before the window last shrank says nothing about the present one. */
  private long shrunkNanos;

  /** A round trip ends with the sample of a datagram that was sent at this time or later. */
  private long roundNanos;

  private long roundLeastNanos = Long.MAX_VALUE;
  private int slowSamples;
  private int emptyRounds;
  private int foreignRounds;
  private boolean isLimited;
  private boolean wasLimited;

  /**
   * @param datagramBytes largest datagram of the path
   * @param handshakeNanos round trip of the handshake; 0 if unknown
   */
  public SendWindow(int datagramBytes, long handshakeNanos, long nowNanos) {
    roundTrip = new RoundTrip(handshakeNanos);
    pacer = start(datagramBytes, nowNanos);
  }

  /** Goes on after a {@link #rest}. */
  public SendWindow(int datagramBytes, RestingWindow before, long nowNanos) {
    super(before);
    roundTrip = new RoundTrip(before, nowNanos);
    pacer = start(datagramBytes, nowNanos);
    windowBytes = before.windowBytes();
    slowStartBelowBytes = before.slowStartBelowBytes();
    lossyWindowBytes = before.lossyWindowBytes();
  }

  private Pacer start(int bytes, long nowNanos) {
    datagramBytes = bytes;
    windowBytes = FIRST_DATAGRAMS * bytes;
    lastSentNanos = nowNanos;
    shrunkNanos = nowNanos;
    roundNanos = nowNanos;
    return new Pacer(bytes, nowNanos - WindowSteps.IDLE_NANOS);
  }

  /** What is left after {@link #REST_NANOS} without traffic; null if nothing is known. */
  public @Nullable RestingWindow rest(long nowNanos) {
    shrinkAfterIdle(nowNanos);
    return roundTrip.isUnknown()
        ? null
        : new RestingWindow(
            windowBytes, slowStartBelowBytes, lossyWindowBytes, roundTrip, knownFloor());
  }

  /** The largest datagram of the path changed. */
  public void datagramBytes(int bytes) {
    boolean isLeast = windowBytes <= leastBytes();
    datagramBytes = bytes;
    windowBytes = isLeast ? leastBytes() : Math.max(windowBytes, leastBytes());
  }

  int datagramBytes() {
    return datagramBytes;
  }

  private int leastBytes() {
    return LEAST_DATAGRAMS * datagramBytes;
  }

  /** What may be sent now, in bytes: at least one of the largest datagrams, or 0. */
  public int roomBytes(long nowNanos) {
    shrinkAfterIdle(nowNanos);
    if (isFull()) {
      return 0;
    }
    pacer.fill(this, nowNanos);
    int room = Math.min(windowBytes - underWayBytes, pacer.bytes());
    return room < datagramBytes ? 0 : room;
  }

  private boolean isFull() {
    return windowBytes - underWayBytes < datagramBytes;
  }

  /**
   * Time until {@link #roomBytes} allows a datagram if nothing else happens; {@link Long#MAX_VALUE}
   * if only an acknowledgement or a loss makes room.
   */
  public long waitNanos(long nowNanos) {
    if (isFull()) {
      return Long.MAX_VALUE;
    }
    pacer.fill(this, nowNanos);
    return pacer.nanosUntil(this, datagramBytes);
  }

  /**
   * A datagram that asks for an acknowledgement leaves.
   *
   * @param isMoreWaiting whether something is left that would be sent now if there were room
   */
  public void onSent(int bytes, long nowNanos, boolean isMoreWaiting) {
    shrinkAfterIdle(nowNanos);
    pacer.fill(this, nowNanos);
    pacer.onSent(bytes);
    underWayBytes += bytes;
    lastSentNanos = nowNanos;
    if (isMoreWaiting && (isFull() || pacer.bytes() < datagramBytes)) {
      isLimited = true;
    }
  }

  /** What the path held before a long silence, it may hold no longer (RFC 2861). */
  private void shrinkAfterIdle(long nowNanos) {
    int least = FIRST_DATAGRAMS * datagramBytes;
    long idle = nowNanos - lastSentNanos;
    if (underWayBytes > 0 || idle < WindowSteps.IDLE_NANOS || windowBytes <= least) {
      return;
    }
    int before = windowBytes;
    windowBytes = WindowSteps.afterIdle(windowBytes, least, idle);
    // The rest of the silence is not counted again.
    lastSentNanos = nowNanos;
    slowStartBelowBytes = Math.max(before / 4 * 3, slowStartBelowBytes);
    startRound(nowNanos);
  }

  /**
   * A datagram was acknowledged.
   *
   * @param bytes its size; 0 if it had been given up as lost before
   * @param sentNanos when it was sent
   * @param ackDelayNanos how long the other end says it held the acknowledgement
   * @param isHighest whether it has the highest number of the acknowledgement and is acknowledged
   *     for the first time: gives a sample of the round trip
   */
  public void onAcked(
      int bytes, long sentNanos, long nowNanos, long ackDelayNanos, boolean isHighest) {
    underWayBytes = Math.max(0, underWayBytes - bytes);
    roundTrip.onAcked();
    if (isHighest) {
      roundTrip.onSample(nowNanos - sentNanos, ackDelayNanos, nowNanos);
    }
    if (bytes == 0 || sentNanos - shrunkNanos < 0) {
      return;
    }
    countAcked();
    if (isHighest) {
      roundLeastNanos = Math.min(roundLeastNanos, roundTrip.latestNanos());
    }
    if (isSlowStart()) {
      if (isLimited || wasLimited) {
        windowBytes = Math.min(MAX_BYTES, windowBytes + bytes);
      }
      if (isHighest) {
        watchSlowStart();
      }
    }
    if (isHighest && sentNanos - roundNanos >= 0) {
      endRound(nowNanos);
    }
  }

  /** Ends slow start when all of a few samples in a row have a queueing delay. */
  private void watchSlowStart() {
    if (roundTrip.latestNanos() - roundTrip.minimumNanos() < EMPTY_NANOS) {
      slowSamples = 0;
    } else if (++slowSamples >= SAMPLES_OF_SLOW_START) {
      slowSamples = 0;
      slowStartBelowBytes = windowBytes;
    }
  }

  /**
   * A datagram counts as lost. After a timeout, {@link #onTimeout} comes first.
   *
   * @param sentNanos when it was sent
   */
  public void onLost(int bytes, long sentNanos) {
    onForgotten(bytes);
    if (sentNanos - shrunkNanos >= 0) {
      countLost();
    }
  }

  /** A datagram is no longer under way and says nothing, such as a lost probe of the path MTU. */
  public void onForgotten(int bytes) {
    underWayBytes = Math.max(0, underWayBytes - bytes);
  }

  /**
   * Nothing was acknowledged for {@link #probeTimeoutNanos}. The first timeout with little under
   * way is no more than the loss of the last datagrams (RFC 9002, section 7.6).
   */
  public void onTimeout(long nowNanos) {
    int timeouts = roundTrip.onTimeout();
    int least = leastBytes();
    if (windowBytes > least && (timeouts > 1 || underWayBytes > least)) {
      slowStartBelowBytes = Math.max(least, windowBytes / 2);
      windowBytes = least;
    }
    shrunk(nowNanos);
  }

  private void endRound(long nowNanos) {
    long queueing = queueingNanos();
    boolean isLeast = windowBytes <= leastBytes();
    boolean isEmpty = queueing < EMPTY_NANOS;
    boolean isLossHigh = isLossHigh(isEmpty || isLeast, isNearLoss());
    if (!isEmpty && isSlowStart()) {
      slowStartBelowBytes = windowBytes;
    }
    if (queueing > WindowSteps.targetNanos(windowBytes, leastBytes())) {
      onDelay(isLeast, nowNanos);
      return;
    }
    foreignRounds = 0;
    if (isLossHigh && !isLeast) {
      lossyWindowBytes = windowBytes;
      shrink(WindowSteps.LOSS_FACTOR, nowNanos);
      return;
    }
    if ((isLimited || wasLimited) && !isSlowStart()) {
      grow(isEmpty);
    }
    startRound(nowNanos);
  }

  private long queueingNanos() {
    return roundLeastNanos - roundTrip.minimumNanos();
  }

  private void onDelay(boolean isLeast, long nowNanos) {
    if (isLeast && ++foreignRounds >= ROUNDS_OF_FOREIGN_DELAY) {
      foreignRounds = 0;
      roundTrip.forgetMinimum();
    }
    // Delay, not loss, marks the limit of this path.
    lossyWindowBytes = 0;
    shrink(WindowSteps.delayFactor(roundTrip.minimumNanos(), roundLeastNanos), nowNanos);
  }

  private void grow(boolean isEmpty) {
    emptyRounds = isEmpty && !isNearLoss() ? emptyRounds + 1 : 0;
    windowBytes = WindowSteps.grown(windowBytes, datagramBytes, emptyRounds);
  }

  private boolean isNearLoss() {
    return WindowSteps.isNear(windowBytes, lossyWindowBytes);
  }

  private void shrink(double factor, long nowNanos) {
    windowBytes = Math.max(leastBytes(), (int) (windowBytes * factor));
    slowStartBelowBytes = windowBytes;
    shrunk(nowNanos);
  }

  private void shrunk(long nowNanos) {
    shrunkNanos = nowNanos;
    emptyRounds = 0;
    restartLosses();
    startRound(nowNanos);
  }

  private void startRound(long nowNanos) {
    roundNanos = nowNanos;
    roundLeastNanos = Long.MAX_VALUE;
    wasLimited = isLimited;
    isLimited = false;
  }

  boolean isSlowStart() {
    return windowBytes < slowStartBelowBytes;
  }

  /**
   * Time without acknowledgement after which {@link #onTimeout} is due.
   *
   * @param maxAckDelayNanos longest time that the other end holds an acknowledgement
   */
  public long probeTimeoutNanos(long maxAckDelayNanos) {
    return roundTrip.timeoutNanos(maxAckDelayNanos);
  }

  /** The smoothed round trip time; 0 before the first sample. */
  public long roundTripNanos() {
    return roundTrip.smoothedNanos();
  }

  /** The least round trip time of the last 5 to 10 seconds; 0 before the first sample. */
  public long minRoundTripNanos() {
    return roundTrip.minimumNanos();
  }

  RoundTrip roundTrip() {
    return roundTrip;
  }

  /** How much may be under way. */
  public int windowBytes() {
    return windowBytes;
  }

  /** How much is under way: sent, and neither acknowledged, lost nor forgotten. */
  public int underWayBytes() {
    return underWayBytes;
  }
}
