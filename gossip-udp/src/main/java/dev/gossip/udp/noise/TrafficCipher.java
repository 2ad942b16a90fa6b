package dev.gossip.udp.noise;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/**
 * The cipher that seals the packets of a session. The acceptor of a link chooses it; the handshake
 * itself always uses AES-256-GCM.
 */
public enum TrafficCipher {
  /** AES-256-GCM (NIST SP 800-38D): the fastest where the processor has instructions for AES. */
  AES_256_GCM(1) {
    @Override
    Cipher newCipher() {
      try {
        return Cipher.getInstance("AES/GCM/NoPadding");
      } catch (GeneralSecurityException e) {
        throw Hashes.missing(e);
      }
    }

    @Override
    AlgorithmParameterSpec parameters(byte[] nonce) {
      return new GCMParameterSpec(8 * SymmetricState.TAG_BYTES, nonce);
    }

    @Override
    boolean isReusableAfterFailure() {
      return true;
    }
  },

  /** ChaCha20-Poly1305 (RFC 8439): four times as fast as AES in software. */
  CHACHA20_POLY1305(2) {
    @Override
    Cipher newCipher() {
      try {
        return Cipher.getInstance("ChaCha20-Poly1305/None/NoPadding");
      } catch (GeneralSecurityException e) {
        throw Hashes.missing(e);
      }
    }

    @Override
    AlgorithmParameterSpec parameters(byte[] nonce) {
      return new IvParameterSpec(nonce);
    }

    @Override
    boolean isReusableAfterFailure() {
      // In Java 17 it refuses the nonce that failed last, so that a forged packet would keep the
      // genuine one with its number out.
      return false;
    }
  };

  private static final int NONCE_BYTES = 12;
  private static final int NUMBER_OFFSET = 4;

  private final int code;

  TrafficCipher(int code) {
    this.code = code;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** Returns the cipher with a number on the wire, if there is one. */
  public static Optional<TrafficCipher> of(int code) {
    return Arrays.stream(values()).filter(cipher -> cipher.code == code).findFirst();
  }

  /**
   * Returns the cipher for a session.
   *
   * @param bothFastAtAes whether both ends have said so
   */
  public static TrafficCipher choose(boolean bothFastAtAes) {
    return bothFastAtAes ? AES_256_GCM : CHACHA20_POLY1305;
  }

  abstract Cipher newCipher();

  /**
   * Whether a cipher that found a forged packet can be initialised again. A new one takes as long
   * as ten packets, which a flood of forged ones would cost.
   */
  abstract boolean isReusableAfterFailure();

  /** The parameters for a nonce of 12 bytes. */
  abstract AlgorithmParameterSpec parameters(byte[] nonce);

  /** The parameters for the nonce of a packet: four zero bytes and its number. */
  AlgorithmParameterSpec parameters(long number) {
    return parameters(ByteBuffer.allocate(NONCE_BYTES).putLong(NUMBER_OFFSET, number).array());
  }
}
