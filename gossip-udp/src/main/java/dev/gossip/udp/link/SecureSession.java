package dev.gossip.udp.link;

import dev.gossip.udp.noise.Session;
import org.jspecify.annotations.Nullable;

/** The encrypted state of a link whose other end has proved its id. */
final class SecureSession {
  /** Between two hints that the other end has lost the link; a ping decides about each. */
  private static final long SUSPECT_INTERVAL_NANOS = 2_000_000_000;

  /** Time for an answer: two round trips, and at least this. */
  private static final long MIN_ANSWER_NANOS = 200_000_000;

  private static final long MAX_ANSWER_NANOS = 3_000_000_000L;

  private static final long[] NO_INSTANCES = {};

  /** Keys, packet numbers and the replay window. */
  final Session keys;

  /** The start of the process at the other end: same id and other instance is another process. */
  final long peerInstance;

  /** Whether this node has the role of the dialer. */
  final boolean isDialer;

  /** What the dialer repeats until the other end has shown that it has the keys. */
  final byte @Nullable [] finish;

  final long upNanos;

  /** Whether something authentic has arrived. */
  boolean confirmed;

  /** Instances of processes whose links this one has replaced. Kept by {@link SameIdLinks}. */
  long[] replacedInstances = NO_INSTANCES;

  /**
   * The link with the same id that was asked whether its other end is still there, and has answered
   * just before this session began; null if none was. See {@link SameIdLinks#ask}.
   */
  @Nullable Link answeringHolder;

  /** Highest packet counter that was authentic. */
  long highestCounter;

  /** The latest round-trip time, rather too long than too short; 0 before the first. */
  long roundTripNanos;

  /** The latest check of another address; null before the first. */
  @Nullable PathCheck pathCheck;

  /** The check before it, whose answers still show the round-trip time. */
  @Nullable PathCheck previousPathCheck;

  private long pingToken;
  private long pingNanos;
  private long suspectNanos;
  private boolean suspected;

  /**
   * @param finish see {@link #finish}; null at the acceptor, which is confirmed by it
   * @param roundTripNanos what the handshake showed
   */
  SecureSession(
      Session keys,
      long peerInstance,
      byte @Nullable [] finish,
      long roundTripNanos,
      long nowNanos) {
    this.keys = keys;
    this.peerInstance = peerInstance;
    this.isDialer = finish != null;
    this.finish = finish;
    this.confirmed = finish == null;
    this.roundTripNanos = roundTripNanos;
    this.upNanos = nowNanos;
  }

  /**
   * Returns the token of a ping that is about to be sent. While a ping has no answer, the next ones
   * have its token: otherwise a round trip longer than their interval would never be measured.
   */
  long newPing(long token, long nowNanos) {
    if (pingNanos == 0 || nowNanos - pingNanos > MAX_ANSWER_NANOS) {
      pingToken = token;
      pingNanos = nowNanos;
    }
    return pingToken;
  }

  /** Measures the round trip if a pong answers the latest ping. */
  void onPong(long token, long nowNanos) {
    if (token == pingToken && pingNanos != 0) {
      roundTripNanos = nowNanos - pingNanos;
      pingNanos = 0;
    }
  }

  /** How long to wait for the answer to a ping before believing that there is none. */
  long answerNanos() {
    return answerNanos(roundTripNanos);
  }

  /** How long to wait for the answer to a ping with a round trip of this length. */
  static long answerNanos(long ofRoundTripNanos) {
    return Math.max(MIN_ANSWER_NANOS, Math.min(MAX_ANSWER_NANOS, 2 * ofRoundTripNanos));
  }

  /** Whether a hint that the other end has lost the link may cause a ping. */
  boolean maySuspect(long nowNanos) {
    if (suspected && nowNanos - suspectNanos < SUSPECT_INTERVAL_NANOS) {
      return false;
    }
    suspected = true;
    suspectNanos = nowNanos;
    return true;
  }
}
