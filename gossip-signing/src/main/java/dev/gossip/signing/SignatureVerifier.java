package dev.gossip.signing;

import com.google.protobuf.ByteString;

/** Checks Ed25519 signatures of keys and signatures of the right lengths. Thread-safe. */
@FunctionalInterface
interface SignatureVerifier {

  /**
   * Whether a signature is good.
   *
   * @param publicKey 32 bytes
   * @param statement what was signed
   * @param signature 64 bytes
   */
  boolean isGood(ByteString publicKey, byte[] statement, ByteString signature);
}
