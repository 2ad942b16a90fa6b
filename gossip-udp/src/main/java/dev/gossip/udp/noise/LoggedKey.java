package dev.gossip.udp.noise;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;

/**
 * The first key of one direction of a session, as a line of a key log. The keys of later epochs
 * follow from it. For one thread.
 */
public final class LoggedKey {
  /** As for 69 days with the default of {@code rekey-after}; the keys take 1 MB. */
  static final int MAX_EPOCHS = 10_000;

  private static final String LABEL = "GOSSIP_UDP_2";
  private static final Pattern LINE =
      Pattern.compile(LABEL + " ([0-9a-f]{16}) ([A-Z0-9_]+) ([0-9a-f]{64})");

  private final long connectionId;
  private final TrafficCipher cipher;

  /** By epoch, as far as a datagram has asked for it. */
  private final List<SecretKeySpec> keys = new ArrayList<>(1);

  /** The one that was used last, with its cipher. */
  private EpochKey latest;

  private LoggedKey(long connectionId, TrafficCipher cipher, byte[] key) {
    this.connectionId = connectionId;
    this.cipher = cipher;
    SecretKeySpec first = EpochKey.newKey(key);
    keys.add(first);
    latest = new EpochKey(cipher, 0, first, new SpareCipher());
  }

  /**
   * The line of a key.
   *
   * @param connectionId the one in the datagrams that the key seals
   */
  public static String line(long connectionId, TrafficCipher cipher, SecretKeySpec key) {
    HexFormat hex = HexFormat.of();
    return String.join(
        " ", LABEL, hex.toHexDigits(connectionId), cipher.name(), hex.formatHex(key.getEncoded()));
  }

  /** Reads a line; empty if it is not one of {@link #line}. */
  public static Optional<LoggedKey> parse(String line) {
    Matcher matcher = LINE.matcher(line.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    for (TrafficCipher cipher : TrafficCipher.values()) {
      if (cipher.name().equals(matcher.group(2).toUpperCase(Locale.ROOT))) {
        HexFormat hex = HexFormat.of();
        long id = ByteBuffer.wrap(hex.parseHex(matcher.group(1))).getLong();
        return Optional.of(new LoggedKey(id, cipher, hex.parseHex(matcher.group(3))));
      }
    }
    return Optional.empty();
  }

  /** The connection id in the datagrams that the key seals. */
  public long connectionId() {
    return connectionId;
  }

  /** Whether another line had the same key. */
  public boolean isSame(LoggedKey other) {
    return connectionId == other.connectionId && keys.get(0).equals(other.keys.get(0));
  }

  /**
   * Opens a datagram, whatever was opened before.
   *
   * @param datagram header, sealed body and tag; not changed
   * @param headerBytes length of the header, which ends with the packet number
   * @param out another array, with room for the body
   * @return length of the body, or {@link Session#NO_BODY} if this key has not sealed the datagram,
   *     or its epoch is {@value #MAX_EPOCHS} or above
   */
  public int open(byte[] datagram, int headerBytes, byte[] out) {
    if (datagram.length < headerBytes + SymmetricState.TAG_BYTES) {
      return Session.NO_BODY;
    }
    long number = ByteBuffer.wrap(datagram).getLong(headerBytes - Long.BYTES);
    int epoch = Session.epoch(number);
    if (epoch >= MAX_EPOCHS) {
      return Session.NO_BODY;
    }
    if (latest.epoch() != epoch) {
      latest = new EpochKey(cipher, epoch, key(epoch), new SpareCipher());
    }
    int length = latest.open(number, datagram, headerBytes, datagram.length, out);
    // ChaCha20 in Java 17 refuses the nonce that it had last, and a capture may have a datagram
    // twice.
    // After a failure, the cipher is a new one.
    return length == Session.NO_BODY
        ? latest.open(number, datagram, headerBytes, datagram.length, out)
        : length;
  }

  private SecretKeySpec key(int epoch) {
    while (keys.size() <= epoch) {
      keys.add(EpochKey.next(keys.get(keys.size() - 1)));
    }
    return keys.get(epoch);
  }

  /** Number of epochs whose keys are known. */
  int derived() {
    return keys.size();
  }

  /** Does not show the key. */
  @Override
  public String toString() {
    return "LoggedKey of " + HexFormat.of().toHexDigits(connectionId);
  }
}
