package dev.gossip.signing;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;
import org.jspecify.annotations.Nullable;

/**
 * Verifies with Bouncy Castle and rejects the cases in which implementations of RFC 8032 disagree
 * (Chalkias, Garillot and Nikolaenko 2020, "Taming the many EdDSAs"): keys and points R of small
 * order, keys outside the group of prime order, and non-canonical encodings. A signature is
 * therefore valid for one message only, even if an attacker chose the key.
 */
final class StrictVerifier implements SignatureVerifier {
  /** Entries of about 300 bytes. A guess: authors that publish within minutes. */
  static final int MAX_KEYS = 4_096;

  private static final int POINT_BYTES = Ed25519.PUBLIC_KEY_SIZE;

  /** The field prime p = 2^255 - 19, little-endian like all constants below. */
  private static final byte[] FIELD = hex("ed" + "ff".repeat(30) + "7f");

  /** The order of the group of prime order: 2^252 + 27742317777372353535851937790883648493. */
  private static final byte[] ORDER =
      hex("edd3f55c1a631258d69cf7a2def9de14" + "00".repeat(15) + "10");

  /** The y coordinates of the eight points of small order, that is, of order 1, 2, 4 or 8. */
  private static final List<ByteString> SMALL_ORDER =
      List.of(
          ByteString.copyFrom(hex("01" + "00".repeat(31))),
          ByteString.copyFrom(hex("ec" + "ff".repeat(30) + "7f")),
          ByteString.copyFrom(hex("00".repeat(32))),
          ByteString.copyFrom(
              hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")),
          ByteString.copyFrom(
              hex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")));

  private final BoundedCache<ByteString, PublicPoint> points = new BoundedCache<>(MAX_KEYS);
  private final @Nullable SignatureVerifier fastVerifier;

  /** Creates a verifier that uses only Bouncy Castle. */
  StrictVerifier() {
    this(null);
  }

  /**
   * Creates a verifier that first asks a faster one.
   *
   * @param fastVerifier must accept only signatures that Bouncy Castle accepts too; it may reject
   *     any signature
   */
  StrictVerifier(@Nullable SignatureVerifier fastVerifier) {
    this.fastVerifier = fastVerifier;
  }

  @Override
  public boolean isValid(ByteString publicKey, byte[] statement, ByteString signature) {
    if (!isCanonical(signature)) {
      return false;
    }
    PublicPoint cached = points.get(publicKey);
    byte[] encoded = publicKey.toByteArray();
    PublicPoint point =
        cached != null ? cached : Ed25519.validatePublicKeyPartialExport(encoded, 0);
    if (point == null || !verify(publicKey, point, statement, signature)) {
      return false;
    }
    if (cached == null) {
      // Testing for the group of prime order takes as long as verifying a signature, so it is done
      // last and once per key. An attacker that makes up keys has to sign with each of them, and
      // invalid keys cannot evict valid ones.
      if (!Ed25519.validatePublicKeyFull(encoded, 0)) {
        return false;
      }
      points.put(ByteString.copyFrom(encoded), point);
    }
    return true;
  }

  private boolean verify(
      ByteString publicKey, PublicPoint point, byte[] statement, ByteString signature) {
    return (fastVerifier != null && fastVerifier.isValid(publicKey, statement, signature))
        || Ed25519.verify(signature.toByteArray(), 0, point, statement, 0, statement.length);
  }

  /** Returns whether R and S are encoded canonically and R is not of small order. */
  private static boolean isCanonical(ByteString signature) {
    byte[] y = signature.substring(0, POINT_BYTES).toByteArray();
    y[POINT_BYTES - 1] &= 0x7f; // the sign of x
    return isBelow(y, FIELD)
        && !SMALL_ORDER.contains(ByteString.copyFrom(y))
        && isBelow(signature.substring(POINT_BYTES).toByteArray(), ORDER);
  }

  private static boolean isBelow(byte[] number, byte[] limit) {
    for (int i = number.length - 1; i >= 0; i--) {
      int difference = Byte.compareUnsigned(number[i], limit[i]);
      if (difference != 0) {
        return difference < 0;
      }
    }
    return false;
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
