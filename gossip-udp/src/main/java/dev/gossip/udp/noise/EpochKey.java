package dev.gossip.udp.noise;

import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The key of one direction and epoch of a session, with its cipher. For sealing or for opening. */
final class EpochKey {
  private final TrafficCipher suite;
  private final int epoch;
  private final SecretKeySpec key;
  private final SpareCipher spare;

  /** Null before the first packet, after a failure that it may not survive, and while at rest. */
  private @Nullable Cipher cipher;

  EpochKey(TrafficCipher suite, int epoch, SecretKeySpec key, SpareCipher spare) {
    this.suite = suite;
    this.epoch = epoch;
    this.key = key;
    this.spare = spare;
  }

  /** Wraps the bytes of a key, which are overwritten. */
  static SecretKeySpec newKey(byte[] bytes) {
    // ChaCha20 takes a key of any name.
    SecretKeySpec key = new SecretKeySpec(bytes, "AES");
    Arrays.fill(bytes, (byte) 0);
    return key;
  }

  int epoch() {
    return epoch;
  }

  /** Derives the key of the next epoch. */
  EpochKey next() {
    return new EpochKey(suite, epoch + 1, next(key), spare);
  }

  /** The key of the epoch after that of a key. */
  static SecretKeySpec next(SecretKeySpec key) {
    return newKey(Hashes.expand(key, "gossip-udp 2 rekey"));
  }

  /** As {@link Session#seal}. A number must not be used twice. */
  int seal(long number, byte[] plain, int headerBytes, int totalBytes, byte[] out) {
    try {
      Cipher sealing = prepare(Cipher.ENCRYPT_MODE, number);
      System.arraycopy(plain, 0, out, 0, headerBytes);
      sealing.updateAAD(plain, 0, headerBytes);
      return headerBytes
          + sealing.doFinal(plain, headerBytes, totalBytes - headerBytes, out, headerBytes);
    } catch (GeneralSecurityException e) {
      cipher = null;
      throw new IllegalStateException("cannot seal a packet: " + e.getMessage(), e);
    }
  }

  /**
   * Writes the body of an authentic packet; returns its length, else {@link Session#NO_BODY}.
   *
   * @param totalBytes at least those of header and tag
   * @param out another array, with room for the body
   */
  int open(long number, byte[] datagram, int headerBytes, int totalBytes, byte[] out) {
    try {
      Cipher opening = prepare(Cipher.DECRYPT_MODE, number);
      opening.updateAAD(datagram, 0, headerBytes);
      return opening.doFinal(datagram, headerBytes, totalBytes - headerBytes, out, 0);
    } catch (GeneralSecurityException | ProviderException | IllegalStateException e) {
      if (!suite.isReusableAfterFailure() || !(e instanceof AEADBadTagException)) {
        cipher = null;
      }
      return Session.NO_BODY;
    }
  }

  /** Leaves the cipher to others until the next packet. */
  void releaseCipher() {
    Cipher unused = cipher;
    if (unused != null) {
      cipher = null;
      spare.give(suite, unused);
    }
  }

  /** No cipher has this key any more. */
  void forget() {
    cipher = null;
    spare.forget();
  }

  private Cipher prepare(int mode, long number) throws GeneralSecurityException {
    Cipher prepared = cipher;
    if (prepared == null) {
      prepared = spare.take(suite);
      cipher = prepared;
    }
    prepared.init(mode, key, suite.parameters(number));
    return prepared;
  }
}
