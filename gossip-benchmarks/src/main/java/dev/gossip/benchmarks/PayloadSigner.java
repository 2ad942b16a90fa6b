package dev.gossip.benchmarks;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;

/** Signs and verifies single payloads by Ed25519, with Bouncy Castle and a decoded key. */
final class PayloadSigner {
  private final byte[] secret = new byte[Ed25519.SECRET_KEY_SIZE];
  private final PublicPoint publicKey;

  PayloadSigner() {
    new SecureRandom().nextBytes(secret);
    publicKey = Ed25519.generatePublicKey(secret, 0);
  }

  byte[] sign(byte[] payload) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(secret, 0, payload, 0, payload.length, signature, 0);
    return signature;
  }

  /**
   * Verifies a datagram.
   *
   * @param datagram a payload followed by its signature; its position and limit do not change
   */
  boolean isValid(ByteBuffer datagram) {
    byte[] bytes = new byte[datagram.remaining()];
    datagram.duplicate().get(bytes);
    int length = bytes.length - Ed25519.SIGNATURE_SIZE;
    return length > 0 && Ed25519.verify(bytes, length, publicKey, bytes, 0, length);
  }
}
