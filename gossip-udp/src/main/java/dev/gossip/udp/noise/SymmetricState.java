package dev.gossip.udp.noise;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * What both ends of a handshake calculate from its messages (Noise, section 5.2, with the
 * CipherState of section 5.1). A message is read on a {@link #copy}, so that a bad one changes
 * nothing. The arrays are never changed, so copies share them.
 */
final class SymmetricState {
  /** Length of the tag that authenticates an encrypted part. */
  static final int TAG_BYTES = 16;

  /** At most 32 bytes, so the first hash is the name itself, filled up with zeros. */
  private static final String NAME = "Noise_XX_25519_AESGCM_SHA256";

  private byte[] chainingKey;
  private byte[] hash;

  /** Empty before the first agreement. */
  private byte[] key;

  private long nonce;

  private SymmetricState(byte[] chainingKey, byte[] hash, byte[] key, long nonce) {
    this.chainingKey = chainingKey;
    this.hash = hash;
    this.key = key;
    this.nonce = nonce;
  }

  /** Returns the state at the start of a handshake. */
  static SymmetricState start(byte[] prologue) {
    byte[] name = Arrays.copyOf(NAME.getBytes(StandardCharsets.US_ASCII), Hashes.BYTES);
    SymmetricState state = new SymmetricState(name, name, new byte[0], 0);
    state.mixHash(prologue);
    return state;
  }

  SymmetricState copy() {
    return new SymmetricState(chainingKey, hash, key, nonce);
  }

  void mixHash(byte[] data) {
    hash = Hashes.sha256(hash, data);
  }

  void mixKey(byte[] agreement) {
    byte[] both = Hashes.noiseHkdf(chainingKey, agreement);
    chainingKey = Arrays.copyOf(both, Hashes.BYTES);
    key = Arrays.copyOfRange(both, Hashes.BYTES, 2 * Hashes.BYTES);
    nonce = 0;
  }

  /**
   * Encrypts a part of a message that this end sends; before the first agreement it stays plain.
   */
  byte[] encryptAndHash(byte[] plain) {
    byte[] result;
    try {
      result = key.length == 0 ? plain.clone() : cipher(Cipher.ENCRYPT_MODE).doFinal(plain);
    } catch (GeneralSecurityException e) {
      throw Hashes.missing(e);
    }
    mixHash(result);
    return result;
  }

  /**
   * Decrypts a part of a received message. After an exception this state is not to be used.
   *
   * @throws BadHandshakeException if the tag is wrong
   */
  byte[] decryptAndHash(byte[] sealed) throws BadHandshakeException {
    byte[] result;
    if (key.length == 0) {
      result = sealed.clone();
    } else if (sealed.length < TAG_BYTES) {
      // The cipher of some versions of Java throws an unchecked exception then.
      throw new BadHandshakeException("message too short");
    } else {
      try {
        result = cipher(Cipher.DECRYPT_MODE).doFinal(sealed);
      } catch (GeneralSecurityException e) {
        throw new BadHandshakeException("message not authentic");
      }
    }
    mixHash(sealed);
    return result;
  }

  private Cipher cipher(int mode) throws GeneralSecurityException {
    Cipher cipher = TrafficCipher.AES_256_GCM.newCipher();
    cipher.init(mode, new SecretKeySpec(key, "AES"), TrafficCipher.AES_256_GCM.parameters(nonce++));
    cipher.updateAAD(hash);
    return cipher;
  }

  /** The hash of the handshake so far; after the last message it identifies the session. */
  byte[] hash() {
    return hash.clone();
  }

  /**
   * Returns the keys of both directions at the end of the handshake, first that of the one who sent
   * the first message, 32 bytes each (Noise, section 5.2, Split).
   */
  byte[] split() {
    return Hashes.noiseHkdf(chainingKey, new byte[0]);
  }

  /** The keys for the session at the end of the handshake. */
  SessionKeys sessionKeys() {
    byte[] both = split();
    return new SessionKeys(
        hash,
        Arrays.copyOf(both, Hashes.BYTES),
        Arrays.copyOfRange(both, Hashes.BYTES, 2 * Hashes.BYTES));
  }
}
