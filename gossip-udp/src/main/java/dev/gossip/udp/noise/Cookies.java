package dev.gossip.udp.noise;

import dev.gossip.api.PeerAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Cookies that show that a dialer receives at its address, without a state for each dialer (as in
 * RFC 9147, section 5.1). A cookie belongs to one address and to all other bytes of one INIT, so it
 * pays for one key agreement only. For one thread.
 */
public final class Cookies {
  /** Length of a cookie: number of the secret 4, first bytes of its HMAC-SHA-256 16. */
  private static final int COOKIE_BYTES = 20;

  private static final int MAC_OFFSET = 4;

  /** Length of an INIT, and where its cookie is: head 4, suite to flags 4, connection id 8. */
  private static final int INIT_BYTES = 68;

  private static final int COOKIE_OFFSET = 16;

  /** A cookie is good for one to two lives of a secret, of which a dialer needs a round trip. */
  private static final long SECRET_NANOS = Duration.ofSeconds(60).toNanos();

  private final RandomGenerator random;
  private Secret current;
  private @Nullable Secret previous;

  /**
   * @param random source of the secrets, of which it gives one each 60 s at most; so it has to be
   *     unpredictable, except in a simulation
   * @param nowNanos present time, in nanoseconds of any origin, never decreasing
   */
  public Cookies(RandomGenerator random, long nowNanos) {
    this.random = random;
    current = newSecret(random.nextInt(), nowNanos);
  }

  private record Secret(int number, Mac mac, long madeNanos) {}

  private Secret newSecret(int number, long nowNanos) {
    byte[] key = new byte[Hashes.BYTES];
    random.nextBytes(key);
    return new Secret(number, Hashes.hmac(key), nowNanos);
  }

  /**
   * Returns the cookie for an INIT, 20 bytes.
   *
   * @param from address that the INIT came from; a literal IP address
   * @param init68 the INIT, of which the cookie is not looked at; not changed
   */
  public byte[] cookie(PeerAddress from, byte[] init68, long nowNanos) {
    renew(nowNanos);
    return cookie(current, from, init68);
  }

  /**
   * Whether an INIT has the cookie that it was answered with, from the same address. If not, it is
   * to be answered with another cookie, since the dialer may have got a forged one.
   *
   * @param from address that the INIT came from; a literal IP address
   * @param init68 the INIT; not changed
   */
  public boolean isValid(PeerAddress from, byte[] init68, long nowNanos) {
    renew(nowNanos);
    int number = ByteBuffer.wrap(init68).getInt(COOKIE_OFFSET);
    Secret secret = number == current.number() ? current : previous;
    if (secret == null
        || secret.number() != number
        || nowNanos - secret.madeNanos() >= 2 * SECRET_NANOS) {
      return false;
    }
    byte[] claimed = Arrays.copyOfRange(init68, COOKIE_OFFSET, COOKIE_OFFSET + COOKIE_BYTES);
    // In constant time, so that nobody can guess a cookie byte by byte.
    return MessageDigest.isEqual(claimed, cookie(secret, from, init68));
  }

  private static byte[] cookie(Secret secret, PeerAddress from, byte[] init68) {
    if (init68.length != INIT_BYTES) {
      throw new IllegalArgumentException("an INIT has 68 bytes, not " + init68.length);
    }
    Mac mac = secret.mac();
    mac.update(AddressBytes.of(from));
    mac.update((byte) (from.port() >> 8));
    mac.update((byte) from.port());
    mac.update(init68, 0, COOKIE_OFFSET);
    mac.update(new byte[COOKIE_BYTES]);
    int end = COOKIE_OFFSET + COOKIE_BYTES;
    mac.update(init68, end, INIT_BYTES - end);
    byte[] tag = mac.doFinal();
    ByteBuffer cookie = ByteBuffer.allocate(COOKIE_BYTES);
    return cookie.putInt(secret.number()).put(tag, 0, COOKIE_BYTES - MAC_OFFSET).array();
  }

  private void renew(long nowNanos) {
    long age = nowNanos - current.madeNanos();
    if (age >= SECRET_NANOS) {
      previous = age < 2 * SECRET_NANOS ? current : null;
      current = newSecret(current.number() + 1, nowNanos);
    }
  }
}
