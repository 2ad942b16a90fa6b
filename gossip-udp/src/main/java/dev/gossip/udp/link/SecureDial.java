package dev.gossip.udp.link;

import dev.gossip.udp.noise.XxDialer;
import org.jspecify.annotations.Nullable;

/** The handshake of a link that this node dials. */
final class SecureDial {
  /** Cookies that one dial uses. Forged ones cost the dialer a datagram each. */
  private static final int MAX_RETRIES = 16;

  /** Answers that are read at the same time; only one can be authentic. */
  private static final int MAX_READING = 4;

  final XxDialer handshake;

  /** The init with the latest cookie. */
  final byte[] init;

  /** When the present step began: the dial, or the first retry. */
  long stepStartNanos;

  long initSentNanos;
  private int retries;
  private int reading;

  /** Waits for the other end's own dial, which has precedence; null if it does not. */
  @Nullable Runnable held;

  SecureDial(XxDialer handshake, byte[] init, long nowNanos) {
    this.handshake = handshake;
    this.init = init;
    this.stepStartNanos = nowNanos;
  }

  /**
   * Uses a cookie, unless there were too many. The first one shows that somebody is there, so the
   * dial gets its time once more.
   */
  boolean acceptCookie(byte[] retry, long nowNanos) {
    if (retries == MAX_RETRIES) {
      return false;
    }
    if (retries++ == 0) {
      stepStartNanos = nowNanos;
    }
    System.arraycopy(
        retry,
        SecureDatagrams.MESSAGE_OFFSET,
        init,
        SecureDatagrams.COOKIE_OFFSET,
        SecureDatagrams.COOKIE_BYTES);
    return true;
  }

  /** Reserves the work for one answer; returns false if there is too much already. */
  boolean startReading() {
    if (reading == MAX_READING || held != null) {
      return false;
    }
    reading++;
    return true;
  }

  void endReading() {
    reading--;
  }
}
