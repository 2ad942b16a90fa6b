package dev.gossip.udp.session;

import dev.gossip.api.PeerId;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.noise.XxDialer;
import dev.gossip.udp.noise.XxDialer.Answered;
import org.jspecify.annotations.Nullable;

/** The handshake of a link that this node dials. */
public final class SecureDial {
  /** Cookies used between two repetitions of the init. Forged ones cost a datagram each. */
  private static final int MAX_RETRIES = 16;

  /**
   * Answers that may be read without success between two repetitions of the init. Each costs up to
   * two key agreements.
   */
  private static final int MAX_MISREAD = 16;

  /** Answers that are read at the same time; only one can be authentic. */
  private static final int MAX_READING = 4;

  public final XxDialer handshake;

  /** The init with the latest cookie. */
  public final byte[] init;

  /** When the present step began: the dial, or the first retry. */
  public long stepStartNanos;

  /** When the init was first sent with a cookie, for the round-trip time: rather too long. */
  public long initSentNanos;

  private boolean hasCookie;
  private int retries;
  private int reading;
  private int misread;

  /** Whether retries and answers from any address are taken. */
  private boolean takesAnySource;

  /** The id of the node that has answered; null while no answer is such that a link may come up. */
  public @Nullable PeerId peer;

  /** The latest authentic answer of a node with another id than expected; null if there is none. */
  public @Nullable Answered other;

  /** Waits for the other end's own dial, which has precedence; null if it does not. */
  public @Nullable Runnable held;

  public SecureDial(XxDialer handshake, byte[] init, long nowNanos) {
    this.handshake = handshake;
    this.init = init;
    this.stepStartNanos = nowNanos;
  }

  /**
   * Whether a retry or an answer from another address than the dialed one is taken: not before the
   * dialed one has had time to answer. Somebody who forwards copies of everything, faster than the
   * originals arrive, would otherwise choose the address that the other end knows.
   *
   * @param patienceNanos time for the dialed address, from the beginning of a step
   */
  public boolean takesAnySource(long patienceNanos, long nowNanos) {
    takesAnySource |= nowNanos - stepStartNanos >= patienceNanos;
    return takesAnySource;
  }

  /**
   * Uses a cookie, unless there were too many. The first one shows that somebody is there, so the
   * dial gets its time once more.
   */
  public boolean acceptCookie(byte[] retry, long nowNanos) {
    if (retries == MAX_RETRIES) {
      return false;
    }
    retries++;
    if (!hasCookie) {
      hasCookie = true;
      stepStartNanos = nowNanos;
      initSentNanos = nowNanos;
    }
    System.arraycopy(
        retry,
        SecureDatagrams.MESSAGE_OFFSET,
        init,
        SecureDatagrams.COOKIE_OFFSET,
        SecureDatagrams.COOKIE_BYTES);
    return true;
  }

  /**
   * The init is repeated, so more cookies may be used and more answers read: an honest one may be
   * among them.
   */
  public void onRepeat() {
    retries = 0;
    misread = 0;
  }

  /** Reserves the work for one answer; returns false if there is too much already. */
  public boolean startReading() {
    if (reading == MAX_READING || misread + reading >= MAX_MISREAD || held != null) {
      return false;
    }
    reading++;
    return true;
  }

  /** Whether an answer has arrived that may be the right one: a cold machine reads slowly. */
  public boolean isReading() {
    return reading > 0;
  }

  /** An answer did not end the dial, or the dial has ended. */
  public void endReading() {
    reading--;
    misread++;
  }
}
