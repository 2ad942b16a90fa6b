package dev.gossip.signing;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import java.util.random.RandomGenerator;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** The Ed25519 key pair of an author. Immutable and thread-safe. */
public final class AuthorKey {
  private final byte[] secret;
  private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];

  /**
   * The key of a secret.
   *
   * @param secret what RFC 8032 calls the private key: 32 random bytes
   */
  AuthorKey(byte[] secret) {
    this.secret = secret.clone();
    Ed25519.generatePublicKey(this.secret, 0, publicKey, 0);
  }

  /**
   * Makes a new key.
   *
   * @param random where it comes from; a {@link java.security.SecureRandom} unless it is for a
   *     simulation
   */
  public static AuthorKey generate(RandomGenerator random) {
    byte[] secret = new byte[Ed25519.SECRET_KEY_SIZE];
    random.nextBytes(secret);
    return new AuthorKey(secret);
  }

  /** Its public half, as messages name it. */
  public AuthorId author() {
    return new AuthorId(ByteString.copyFrom(publicKey));
  }

  /** The 64 bytes of a plain Ed25519 signature. */
  byte[] sign(byte[] statement) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    // The public key is that of the secret for sure, so it need not be computed each time.
    Ed25519.sign(secret, 0, publicKey, 0, statement, 0, statement.length, signature, 0);
    return signature;
  }

  @Override
  public String toString() {
    return "key of " + author();
  }
}
