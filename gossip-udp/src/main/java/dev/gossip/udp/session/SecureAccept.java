package dev.gossip.udp.session;

import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.noise.TrafficCipher;
import dev.gossip.udp.noise.XxAcceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The handshake of a half-open link. */
public final class SecureAccept {
  private static final int MAX_READING = 4;
  private static final int MAX_EARLY = 8;

  /** A dialer repeats its init after 250 ms. A guess: some of its answers are late or lost. */
  private static final long ANSWER_INTERVAL_NANOS = Duration.ofMillis(100).toNanos();

  /** Four times as many as an honest dial asks for. */
  private static final int MAX_ANSWERS = 16;

  public final TrafficCipher cipher;
  private final byte[] init;

  /** Null until it is calculated. */
  public @Nullable XxAcceptor handshake;

  /** The answer, repeated for the same init; null until it is calculated. */
  public byte @Nullable [] answer;

  public long answeredNanos;

  /** Whether the finish was right, and waits until another link is known to be dead or alive. */
  public boolean isHeld;

  private int reading;
  private int answers;
  private long lastAnswerNanos;
  private final List<byte[]> early = new ArrayList<>(0);

  public SecureAccept(byte[] init, TrafficCipher cipher) {
    this.init = init;
    this.cipher = cipher;
  }

  /** Whether an init is a repetition of the one that began this, with any cookie. */
  public boolean isRepeatedBy(byte[] other) {
    return Arrays.equals(
            init, 0, SecureDatagrams.COOKIE_OFFSET, other, 0, SecureDatagrams.COOKIE_OFFSET)
        && Arrays.equals(
            init,
            SecureDatagrams.EPHEMERAL_OFFSET,
            init.length,
            other,
            SecureDatagrams.EPHEMERAL_OFFSET,
            other.length);
  }

  /**
   * Takes the answer to be sent, which is larger than an init; null if it is not calculated yet, or
   * was sent a moment ago or too often.
   */
  public byte @Nullable [] takeAnswer(long nowNanos) {
    boolean isDue = answers == 0 || nowNanos - lastAnswerNanos >= ANSWER_INTERVAL_NANOS;
    if (answer == null || answers == MAX_ANSWERS || !isDue) {
      return null;
    }
    answers++;
    lastAnswerNanos = nowNanos;
    return answer;
  }

  /** Whether a finish is being read, or was right and is held: the other end is nearly up. */
  public boolean isBusy() {
    return reading > 0 || isHeld;
  }

  /** Reserves the work for one finish; returns false if there is too much already. */
  public boolean startReading() {
    if (handshake == null || reading == MAX_READING || isHeld) {
      return false;
    }
    reading++;
    return true;
  }

  public void endReading() {
    reading--;
  }

  /**
   * Keeps a datagram that arrived while the finish is being read; returns false if there are too
   * many, or no finish has arrived.
   */
  public boolean keepEarly(byte[] datagram) {
    return isBusy() && early.size() < MAX_EARLY && early.add(datagram);
  }

  public List<byte[]> early() {
    return early;
  }
}
