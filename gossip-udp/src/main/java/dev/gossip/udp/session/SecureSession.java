package dev.gossip.udp.session;

import dev.gossip.api.transport.LinkId;
import dev.gossip.udp.noise.Session;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The encrypted state of a link whose other end has proved its id. */
public final class SecureSession {
  /** Between two hints that the other end has lost the link; a ping decides about each. */
  private static final long SUSPECT_INTERVAL_NANOS = 2_000_000_000;

  /** Time for an answer: two round trips, and at least this. */
  private static final long MIN_ANSWER_NANOS = 200_000_000;

  private static final long MAX_ANSWER_NANOS = 3_000_000_000L;

  /** A dialer repeats its finish after 250 ms. As for answers to an init. */
  private static final long FINISH_ANSWER_INTERVAL_NANOS = 100_000_000;

  private static final int MAX_FINISH_ANSWERS = 16;

  private static final long MIN_SUSPECT_NANOS = 1_000_000_000;

  /** Three pings of a link with a long round trip can be lost until it ends. */
  private static final int SUSPECT_TRIPS = 4;

  private static final long[] NO_INSTANCES = {};

  /** Keys, packet numbers and the replay window. */
  public final Session keys;

  /** The start of the process at the other end: same id and other instance is another process. */
  public final long peerInstance;

  /** Whether this node has the role of the dialer. */
  public final boolean isDialer;

  /** What the dialer repeats until the other end has shown that it has the keys; null then. */
  public byte @Nullable [] finish;

  public final long upNanos;

  /** When the half-open link of an acceptor began; when the link of a dialer came up. */
  public long beganNanos;

  /** Whether something authentic has arrived. */
  public boolean confirmed;

  /** When the first authentic datagram arrived; at an acceptor, when the link came up. */
  public long confirmedNanos;

  /** Instances of processes whose links this one has replaced. Kept by {@code SameIdLinks}. */
  public long[] replacedInstances = NO_INSTANCES;

  /**
   * The link with the same id that was asked whether its other end is still there, and has answered
   * just before the handshake ended; null if none was. See {@code SameIdLinks.ask}.
   */
  public @Nullable LinkId answeringHolder;

  /** Highest packet counter that was authentic. */
  public long highestCounter;

  /** The latest round-trip time, rather too long than too short; 0 before the first. */
  public long roundTripNanos;

  /** The latest check of another address; null before the first. */
  public @Nullable PathCheck pathCheck;

  /** The check before it, whose answers still show the round-trip time. */
  public @Nullable PathCheck previousPathCheck;

  private Ping ping = Ping.NONE;

  /** The one before it, which may still be answered. */
  private Ping previousPing = Ping.NONE;

  /** When the latest answer to a ping arrived; initially when the link came up. */
  private long answeredNanos;

  /** Pings that were sent since then. */
  private int unansweredPings;

  /** When the latest ping that was answered was sent. */
  private long answeredSentNanos;

  // Of the acceptor.
  private long finishEnd;
  private int finishAnswers;
  private long finishAnsweredNanos;

  private long suspectNanos;
  private boolean suspected;

  /**
   * A ping that was sent, perhaps several times.
   *
   * @param sentNanos when it was first sent
   */
  private record Ping(long token, long sentNanos, boolean isOpen) {
    static final Ping NONE = new Ping(0, 0, false);

    boolean isAnsweredBy(long answered) {
      return isOpen && token == answered;
    }
  }

  /**
   * @param finish see {@link #finish}; null at the acceptor, which is confirmed by it
   * @param roundTripNanos what the handshake showed
   */
  public SecureSession(
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
    this.beganNanos = nowNanos;
    this.confirmedNanos = nowNanos;
    this.answeredNanos = nowNanos;
    this.answeredSentNanos = nowNanos;
  }

  /**
   * This node is the acceptor.
   *
   * @param message3 what brought the link up
   * @param halfOpenNanos when the half-open link began
   */
  public void accepted(byte[] message3, long halfOpenNanos) {
    finishEnd = end(message3);
    beganNanos = halfOpenNanos;
  }

  /** Whether a datagram is the finish that brought the link up, and is to be answered again. */
  public boolean answersFinish(byte[] datagram, long nowNanos) {
    boolean isDue =
        finishAnswers == 0 || nowNanos - finishAnsweredNanos >= FINISH_ANSWER_INTERVAL_NANOS;
    if (end(datagram) != finishEnd || finishAnswers == MAX_FINISH_ANSWERS || !isDue) {
      return false;
    }
    finishAnswers++;
    finishAnsweredNanos = nowNanos;
    return true;
  }

  /** The second half of the tag, which is another one in each finish. */
  private static long end(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong(bytes.length - Long.BYTES);
  }

  /**
   * Returns the token of a ping that is about to be sent. While a ping has no answer, the next ones
   * have its token: otherwise a round trip longer than their interval would never be measured.
   */
  public long newPing(long token, long nowNanos) {
    unansweredPings++;
    if (!ping.isOpen || nowNanos - ping.sentNanos > MAX_ANSWER_NANOS) {
      startPing(token, nowNanos);
    }
    return ping.token;
  }

  /**
   * As {@link #newPing}, but the token is not older than {@link #answerNanos()}: only an end that
   * has received something since then can answer it. Not always a new one: who can cause pings
   * could otherwise make all answers come too late.
   */
  public long freshPing(long token, long nowNanos) {
    if (!ping.isOpen || nowNanos - ping.sentNanos > answerNanos()) {
      startPing(token, nowNanos);
    }
    return ping.token;
  }

  private void startPing(long token, long nowNanos) {
    previousPing = ping;
    ping = new Ping(token, nowNanos, true);
  }

  /** Measures the round trip if a pong answers one of the latest two pings. */
  public void onPong(long token, long nowNanos) {
    if (ping.isAnsweredBy(token)) {
      onAnswered(ping, nowNanos);
      ping = Ping.NONE;
      previousPing = Ping.NONE;
    } else if (previousPing.isAnsweredBy(token)) {
      onAnswered(previousPing, nowNanos);
      previousPing = Ping.NONE;
    }
  }

  private void onAnswered(Ping answered, long nowNanos) {
    roundTripNanos = nowNanos - answered.sentNanos;
    onAnswered(answered.sentNanos, nowNanos);
  }

  /** The other end has received a token at its present address and sent it back. */
  public void onAnswered(long sentNanos, long nowNanos) {
    answeredNanos = nowNanos;
    answeredSentNanos = sentNanos;
    unansweredPings = 0;
  }

  /**
   * Since when the other end has answered no ping. Other datagrams do not count: an end that has
   * lost its address may go on sending from it, as its source can be forged, but receives nothing.
   */
  public long unansweredSinceNanos() {
    return answeredNanos;
  }

  /** Pings that were sent since then. */
  public int unansweredPings() {
    return unansweredPings;
  }

  /**
   * Whether an answer has arrived after a time.
   *
   * @param oldestNanos when the ping that it answers was sent at the earliest
   */
  public boolean hasAnswered(long afterNanos, long oldestNanos) {
    return answeredNanos - afterNanos > 0 && answeredSentNanos - oldestNanos >= 0;
  }

  /** Something authentic has arrived. */
  public void confirm(long nowNanos) {
    if (!confirmed) {
      confirmed = true;
      finish = null;
      confirmedNanos = nowNanos;
    }
  }

  /** How long to wait for the answer to a ping before believing that there is none. */
  public long answerNanos() {
    return answerNanos(roundTripNanos);
  }

  /** How long to wait for the answer to a ping with a round trip of this length. */
  static long answerNanos(long ofRoundTripNanos) {
    return Math.max(MIN_ANSWER_NANOS, Math.min(MAX_ANSWER_NANOS, 2 * ofRoundTripNanos));
  }

  /** How long to wait for an answer after such a hint: a few round trips, and at least 1 s. */
  public long suspectTimeoutNanos() {
    return Math.max(MIN_SUSPECT_NANOS, SUSPECT_TRIPS * roundTripNanos);
  }

  /**
   * Whether a hint that the other end has lost the link may cause a ping: not while an earlier one
   * is being checked, since the check would never end if hints came again and again.
   */
  public boolean maySuspect(long nowNanos) {
    long interval = Math.max(SUSPECT_INTERVAL_NANOS, 2 * suspectTimeoutNanos());
    if (suspected && nowNanos - suspectNanos < interval) {
      return false;
    }
    suspected = true;
    suspectNanos = nowNanos;
    return true;
  }
}
