package dev.gossip.signing;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;
import org.jspecify.annotations.Nullable;

/**
 * Checks with Bouncy Castle, and refuses what the implementations of RFC 8032 disagree about
 * (Chalkias, Garillot and Nikolaenko 2020, "Taming the many EdDSAs"): keys and points R of small
 * order, keys outside the group of prime order, encodings that are not the shortest. So a signature
 * is good for one message only, whoever made its key.
 */
final class StrictVerifier implements SignatureVerifier {
  /** Of 300 bytes each. A guess: authors that write within minutes. */
  static final int MAX_KEYS = 4_096;

  private static final int POINT_BYTES = Ed25519.PUBLIC_KEY_SIZE;

  /** The field's p = 2^255 - 19, the lowest byte first as all that follows. */
  private static final byte[] FIELD = hex("ed" + "ff".repeat(30) + "7f");

  /** The order of the group of prime order: 2^252 + 27742317777372353535851937790883648493. */
  private static final byte[] ORDER =
      hex("edd3f55c1a631258d69cf7a2def9de14" + "00".repeat(15) + "10");

  /** The y of the eight points of small order: those of order 1, 2, 4 and 8. */
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
  private final @Nullable SignatureVerifier shortcut;

  /** With Bouncy Castle alone. */
  StrictVerifier() {
    this(null);
  }

  /**
   * With a check that is asked first.
   *
   * @param shortcut where it says yes, Bouncy Castle has to say yes, too; it may say no to anything
   */
  StrictVerifier(@Nullable SignatureVerifier shortcut) {
    this.shortcut = shortcut;
  }

  @Override
  public boolean isGood(ByteString publicKey, byte[] statement, ByteString signature) {
    if (!hasOneForm(signature)) {
      return false;
    }
    PublicPoint known = points.get(publicKey);
    byte[] encoded = publicKey.toByteArray();
    PublicPoint point = known != null ? known : Ed25519.validatePublicKeyPartialExport(encoded, 0);
    if (point == null || !check(publicKey, point, statement, signature)) {
      return false;
    }
    if (known == null) {
      // Whether a key is in the group of prime order takes as long to find out as whether a
      // signature is good. So it comes last and once: who makes up keys pays for it with a
      // signature, and cannot push the real ones out.
      if (!Ed25519.validatePublicKeyFull(encoded, 0)) {
        return false;
      }
      points.put(ByteString.copyFrom(encoded), point);
    }
    return true;
  }

  private boolean check(
      ByteString publicKey, PublicPoint point, byte[] statement, ByteString signature) {
    return (shortcut != null && shortcut.isGood(publicKey, statement, signature))
        || Ed25519.verify(signature.toByteArray(), 0, point, statement, 0, statement.length);
  }

  /** Whether R and S are encoded in the one way there is, and R is not of small order. */
  private static boolean hasOneForm(ByteString signature) {
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
