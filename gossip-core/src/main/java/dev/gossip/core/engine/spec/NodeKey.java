package dev.gossip.core.engine.spec;

import dev.gossip.api.transport.NodeIdentities;
import java.util.random.RandomGenerator;

/** The secret key from which the id of a node follows. Immutable; its text does not show it. */
public final class NodeKey {
  private final byte[] secret;

  /**
   * Creates a key.
   *
   * @param secret {@link NodeIdentities#SECRET_KEY_BYTES} bytes; copied
   * @throws IllegalArgumentException if there are not as many
   */
  public NodeKey(byte[] secret) {
    if (secret.length != NodeIdentities.SECRET_KEY_BYTES) {
      throw new IllegalArgumentException(
          "a node key has " + NodeIdentities.SECRET_KEY_BYTES + " bytes, not " + secret.length);
    }
    this.secret = secret.clone();
  }

  /**
   * Generates a key.
   *
   * @param random a {@link java.security.SecureRandom} except in simulations
   */
  public static NodeKey generate(RandomGenerator random) {
    byte[] secret = new byte[NodeIdentities.SECRET_KEY_BYTES];
    random.nextBytes(secret);
    return new NodeKey(secret);
  }

  /** A copy of the secret bytes; do not store or print them. */
  public byte[] secret() {
    return secret.clone();
  }

  @Override
  public String toString() {
    return "secret key of a node";
  }
}
