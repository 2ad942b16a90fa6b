package dev.gossip.signing;

import com.google.protobuf.ByteString;

/** Verifies Ed25519 signatures. The caller has checked the lengths. Thread-safe. */
@FunctionalInterface
interface SignatureVerifier {

  /**
   * Returns whether a signature is valid.
   *
   * @param publicKey 32 bytes
   * @param statement the bytes that were signed
   * @param signature 64 bytes
   */
  boolean isValid(ByteString publicKey, byte[] statement, ByteString signature);
}
