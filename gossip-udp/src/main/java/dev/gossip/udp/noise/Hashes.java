package dev.gossip.udp.noise;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256, HMAC (RFC 2104) and HKDF (RFC 5869) with it. */
final class Hashes {
  /** Length of every result. */
  static final int BYTES = 32;

  private static final String HMAC = "HmacSHA256";

  private Hashes() {}

  /** Returns SHA-256(first || second). */
  static byte[] sha256(byte[] first, byte[] second) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(first);
      return digest.digest(second);
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /** Returns a MAC that starts again with the same key after each {@link Mac#doFinal}. */
  static Mac hmac(Key key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /** The same with the bytes of a key, which are copied. */
  static Mac hmac(byte[] key) {
    return hmac(new SecretKeySpec(key, HMAC));
  }

  /** HKDF-Extract; the salt is the key of the HMAC. */
  static byte[] extract(byte[] salt, byte[] keyMaterial) {
    return hmac(salt).doFinal(keyMaterial);
  }

  /** HKDF-Expand to 32 bytes, which is one block. */
  static byte[] expand(Key key, String info) {
    Mac mac = hmac(key);
    mac.update(info.getBytes(StandardCharsets.US_ASCII));
    return mac.doFinal(new byte[] {1});
  }

  /**
   * HKDF with two results (Noise, section 4.3), which are the halves of 64 bytes.
   *
   * @param keyMaterial may be empty
   */
  static byte[] noiseHkdf(byte[] chainingKey, byte[] keyMaterial) {
    Mac mac = hmac(extract(chainingKey, keyMaterial));
    byte[] first = mac.doFinal(new byte[] {1});
    mac.update(first);
    byte[] second = mac.doFinal(new byte[] {2});
    byte[] both = Arrays.copyOf(first, 2 * BYTES);
    System.arraycopy(second, 0, both, BYTES, BYTES);
    return both;
  }

  /** Every JVM has the algorithms used here. */
  static IllegalStateException missing(GeneralSecurityException e) {
    return new IllegalStateException("this Java runtime lacks an algorithm: " + e.getMessage(), e);
  }
}
