package dev.gossip.udp.noise;

import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * A key pair for X25519 (RFC 7748, section 5): the key of a node, or the ephemeral key of one
 * handshake. Immutable, so it can be used on any thread.
 *
 * <p>The public key of a node is its id, so each key must have one form and belong to one secret.
 * Therefore {@link #isValidPublicKey} refuses what RFC 7748 would accept and reduce.
 */
public final class StaticKey {
  /** Length of secret and public keys. */
  static final int BYTES = 32;

  /**
   * The points of low order below 2^255 - 19, of the curve and of its twist. Every agreement with
   * one of them gives zero (RFC 7748, section 6.1, and <a href="https://cr.yp.to/ecdh.html">the
   * list</a> of the author of the curve).
   */
  private static final List<String> LOW_ORDER =
      List.of(
          "0000000000000000000000000000000000000000000000000000000000000000",
          "0100000000000000000000000000000000000000000000000000000000000000",
          "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
          "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

  private final byte[] secret;
  private final byte[] publicKey = new byte[BYTES];

  /**
   * Calculates the public key, which takes about 40 us.
   *
   * @param secret32 32 bytes from a secure source; copied, and clamped as RFC 7748 says
   */
  public StaticKey(byte[] secret32) {
    if (secret32.length != BYTES) {
      throw new IllegalArgumentException("a secret key has 32 bytes, not " + secret32.length);
    }
    secret = secret32.clone();
    secret[0] &= (byte) 0xf8;
    secret[BYTES - 1] &= 0x7f;
    secret[BYTES - 1] |= 0x40;
    X25519.generatePublicKey(secret, 0, publicKey, 0);
  }

  /** Returns a copy of the 32 bytes of the public key. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /**
   * Whether bytes are a public key in its only form: 32 bytes, the top bit clear, below 2^255 - 19,
   * and not a point of low order, whose secrets everybody knows.
   */
  public static boolean isValidPublicKey(byte[] u32) {
    return u32.length == BYTES
        && u32[BYTES - 1] >= 0
        && isBelowPrime(u32)
        && !LOW_ORDER.contains(HexFormat.of().formatHex(u32));
  }

  /** Whether little-endian bytes without top bit are below 2^255 - 19. */
  private static boolean isBelowPrime(byte[] u32) {
    if (u32[BYTES - 1] != 0x7f) {
      return true;
    }
    for (int i = 1; i < BYTES - 1; i++) {
      if (u32[i] != (byte) 0xff) {
        return true;
      }
    }
    return (u32[0] & 0xff) < 0xed;
  }

  /**
   * Calculates the secret shared with the owner of a public key, which takes about 100 us.
   *
   * @throws BadHandshakeException if the key is not valid, or the result is zero
   */
  byte[] agree(byte[] theirs) throws BadHandshakeException {
    byte[] shared = new byte[BYTES];
    if (!isValidPublicKey(theirs) || !X25519.calculateAgreement(secret, 0, theirs, 0, shared, 0)) {
      throw new BadHandshakeException("invalid public key");
    }
    return shared;
  }

  /** Does not show the secret. */
  @Override
  public String toString() {
    return "StaticKey[" + HexFormat.of().formatHex(publicKey) + "]";
  }
}
