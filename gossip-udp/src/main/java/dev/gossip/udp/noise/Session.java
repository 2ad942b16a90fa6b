package dev.gossip.udp.noise;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One end of an encrypted session: seals packets that are sent, and opens packets that arrive in
 * any order, several times, changed, or not at all. For one thread.
 *
 * <p>The number of a packet holds an epoch in its upper 24 bits and a counter in its lower 40. The
 * counter starts at 1 in each direction and never starts again. The nonce is made of the number, so
 * nothing else decides how a packet is opened (Noise, section 11.4, on messages out of order). Each
 * epoch has a key of its own, derived from the one before, which is forgotten. The sender steps to
 * the next epoch when it likes, and the receiver follows when a packet proves it.
 *
 * <p>Takes about 2 KiB when both directions have been used with AES, and a third of a KiB at rest.
 */
public final class Session {
  /** What {@link #open} returns for a packet that is not accepted. */
  public static final int NO_BODY = -1;

  private static final int COUNTER_BITS = 40;
  private static final long LAST_COUNTER = (1L << COUNTER_BITS) - 1;
  private static final int LAST_EPOCH = (1 << (Long.SIZE - COUNTER_BITS)) - 1;

  /** Number of packets that can still be sent, such as closes, when the session is exhausted. */
  private static final long RESERVE = 65_536;

  /** The bound for forgeries against ChaCha20-Poly1305 (RFC 9001, section 6.6). */
  private static final long MAX_FAILED = 1L << 36;

  /** Reordering over a change of the key takes less than that, or the packet is lost. */
  private static final long PREVIOUS_NANOS = Duration.ofSeconds(3).toNanos();

  private final RekeyLimits limits;
  private final ReplayWindow window = new ReplayWindow();

  private EpochKey sending;
  private long epochStartedNanos;
  private long packetsInEpoch;
  private boolean isNumberUnused;
  private boolean isResting;

  /** The last number given out, without its epoch; not private for tests. */
  long sent;

  private EpochKey receiving;
  private @Nullable EpochKey previous;
  private long steppedNanos;
  private OpenResult lastResult = OpenResult.OPENED;

  /** Number of packets that were not authentic; not private for tests. */
  long failed;

  /**
   * @param keys the keys that both ends got from the handshake
   * @param isDialer whether this end dialed
   * @param spare for the time while it rests
   * @param nowNanos present time, in nanoseconds of any origin, never decreasing
   */
  public Session(
      SessionKeys keys,
      boolean isDialer,
      TrafficCipher cipher,
      RekeyLimits limits,
      SpareCipher spare,
      long nowNanos) {
    this.limits = limits;
    epochStartedNanos = nowNanos;
    sending = new EpochKey(cipher, 0, isDialer ? keys.fromDialer() : keys.fromAcceptor(), spare);
    receiving = new EpochKey(cipher, 0, isDialer ? keys.fromAcceptor() : keys.fromDialer(), spare);
  }

  /** Hardly any packets are expected until {@link #wake}, so that it need not be fast. */
  public void rest() {
    isResting = true;
    sending.releaseCipher();
    receiving.releaseCipher();
    if (previous != null) {
      previous.releaseCipher();
    }
    window.compact();
  }

  /** Ends a rest, if it rests. */
  public void wake() {
    isResting = false;
  }

  /** It is not used any more: what it shares with others does not keep its keys. */
  public void end() {
    sending.forget();
    receiving.forget();
    previous = null;
  }

  /**
   * When the sender steps to the next epoch: with the first packet after either limit.
   *
   * @param after age of an epoch, above 0
   * @param packets number of packets in an epoch, above 0; should be well above the number of
   *     packets that can be lost in a row, because the receiver follows one step only
   */
  public record RekeyLimits(Duration after, long packets) {
    /**
     * @throws IllegalArgumentException if a limit is not above 0
     */
    public RekeyLimits {
      if (after.isZero() || after.isNegative() || packets <= 0) {
        throw new IllegalArgumentException("limits of an epoch must be above 0");
      }
    }
  }

  /** What {@link #open} found. */
  public enum OpenResult {
    /** Authentic and seen for the first time. */
    OPENED,
    /** Without room for a tag. */
    TOO_SHORT,
    /** Seen already. */
    REPLAYED,
    /** Below the last 1,024 packets, so that nobody knows whether it was seen. */
    TOO_OLD,
    /** Of an epoch whose key is forgotten, or more than one ahead. */
    OTHER_EPOCH,
    /** Forged or damaged. */
    NOT_AUTHENTIC
  }

  /** The part of a packet number that counts packets. */
  public static long counter(long number) {
    return number & LAST_COUNTER;
  }

  /** The part of a packet number that says which key has sealed it. */
  static int epoch(long number) {
    return (int) (number >>> COUNTER_BITS);
  }

  /**
   * Returns the number of the next packet, which belongs into its header. To be called for each
   * packet, just before {@link #seal}.
   *
   * @throws IllegalStateException if there are no more numbers, long after {@link #isExhausted}
   */
  public long nextNumber(long nowNanos) {
    if (sent >= LAST_COUNTER) {
      throw new IllegalStateException("the session has no more packet numbers");
    }
    boolean isDue =
        packetsInEpoch >= limits.packets()
            || nowNanos - epochStartedNanos >= limits.after().toNanos();
    if (isDue && sending.epoch() < LAST_EPOCH) {
      sending = sending.next();
      epochStartedNanos = nowNanos;
      packetsInEpoch = 0;
    }
    packetsInEpoch++;
    sent++;
    isNumberUnused = true;
    return numberSent();
  }

  private long numberSent() {
    return ((long) sending.epoch() << COUNTER_BITS) | sent;
  }

  /** The number of packets that were sealed: the part of the latest number that counts them. */
  public long sent() {
    return sent;
  }

  /**
   * Seals a packet.
   *
   * @param number the one of {@link #nextNumber}, once
   * @param plain header and body
   * @param headerBytes length of the header, which is authenticated and not encrypted
   * @param totalBytes length of header and body
   * @param out another array, with room for 16 bytes more
   * @return length of the packet in {@code out}, which starts at 0
   * @throws IllegalStateException if the number is not the last one, or was used
   */
  public int seal(long number, byte[] plain, int headerBytes, int totalBytes, byte[] out) {
    Objects.checkFromToIndex(headerBytes, totalBytes, plain.length);
    Objects.checkFromIndexSize(totalBytes, SymmetricState.TAG_BYTES, out.length);
    if (plain == out) {
      // ChaCha20 in Java 17 and 25 gives wrong bytes then, and no exception.
      throw new IllegalArgumentException("a packet is sealed from one array into another");
    }
    if (!isNumberUnused || number != numberSent()) {
      throw new IllegalStateException("packet numbers are used once and in order");
    }
    isNumberUnused = false;
    int bytes = sending.seal(number, plain, headerBytes, totalBytes, out);
    if (isResting) {
      sending.releaseCipher();
    }
    return bytes;
  }

  /**
   * Opens a packet. Only an authentic one changes what is accepted afterwards; {@link #lastResult}
   * says why there is nothing to return.
   *
   * @param datagram header, sealed body and tag; not changed
   * @param headerBytes length of the header
   * @param totalBytes length of the whole packet
   * @param number packet number in its header
   * @param out another array, for the body; its content is undefined if there is none
   * @return length of the body, or {@link #NO_BODY}
   */
  public int open(
      byte[] datagram, int headerBytes, int totalBytes, long number, long nowNanos, byte[] out) {
    Objects.checkFromToIndex(0, headerBytes, datagram.length);
    Objects.checkFromToIndex(0, totalBytes, datagram.length);
    forgetPrevious(nowNanos);
    EpochKey key = look(totalBytes - headerBytes, number);
    if (key == null) {
      return NO_BODY;
    }
    int bodyBytes =
        failed < MAX_FAILED ? key.open(number, datagram, headerBytes, totalBytes, out) : NO_BODY;
    if (isResting) {
      key.releaseCipher();
    }
    if (bodyBytes == NO_BODY) {
      failed++;
      lastResult = OpenResult.NOT_AUTHENTIC;
      return NO_BODY;
    }
    window.add(counter(number));
    if (key.epoch() > receiving.epoch()) {
      previous = receiving;
      receiving = key;
      steppedNanos = nowNanos;
    }
    lastResult = OpenResult.OPENED;
    return bodyBytes;
  }

  /** Returns the key for a packet that may be authentic, else null after setting the result. */
  private @Nullable EpochKey look(int sealedBytes, long number) {
    long counter = counter(number);
    if (sealedBytes < SymmetricState.TAG_BYTES) {
      lastResult = OpenResult.TOO_SHORT;
    } else if (counter == 0 || !window.reaches(counter)) {
      lastResult = OpenResult.TOO_OLD;
    } else if (window.hasSeen(counter)) {
      lastResult = OpenResult.REPLAYED;
    } else {
      lastResult = OpenResult.OTHER_EPOCH;
      return keyOf(epoch(number));
    }
    return null;
  }

  private @Nullable EpochKey keyOf(int epoch) {
    int ahead = epoch - receiving.epoch();
    return switch (ahead) {
      case 0 -> receiving;
      // Kept only if the tag fits, so that forged packets leave nothing behind.
      case 1 -> receiving.next();
      case -1 -> previous;
      default -> null;
    };
  }

  private void forgetPrevious(long nowNanos) {
    if (previous != null && nowNanos - steppedNanos > PREVIOUS_NANOS) {
      previous.forget();
      previous = null;
    }
  }

  /** Why the last {@link #open} returned what it did. */
  public OpenResult lastResult() {
    return lastResult;
  }

  /**
   * Whether the session should end, because it has few packet numbers left, or because so many
   * packets were not authentic that the next forged one might succeed.
   */
  public boolean isExhausted() {
    return failed >= MAX_FAILED || sent > LAST_COUNTER - RESERVE || sending.epoch() == LAST_EPOCH;
  }
}
