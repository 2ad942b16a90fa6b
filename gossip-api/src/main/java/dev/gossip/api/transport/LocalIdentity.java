package dev.gossip.api.transport;

import dev.gossip.api.PeerId;
import java.util.Arrays;

/** The identity under which this node appears to its peers. Immutable. */
public final class LocalIdentity {
  private static final byte[] NO_KEY = {};

  private final PeerId id;
  private final byte[] secretKey;

  private LocalIdentity(PeerId id, byte[] secretKey) {
    this.id = id;
    this.secretKey = secretKey;
  }

  /** An id that the node can only claim, for transports that do not prove ids. */
  public static LocalIdentity claimed(PeerId id) {
    return new LocalIdentity(id, NO_KEY);
  }

  /**
   * An id that follows from a secret key.
   *
   * @param id what {@link NodeIdentities#idOf} returns for the key
   * @param secretKey copied
   */
  public static LocalIdentity proven(PeerId id, byte[] secretKey) {
    if (secretKey.length == 0) {
      throw new IllegalArgumentException("the secret key is empty");
    }
    return new LocalIdentity(id, secretKey.clone());
  }

  /** The id that peers see. */
  public PeerId id() {
    return id;
  }

  /** Whether there is a key with which the node can prove that the id is its own. */
  public boolean isProven() {
    return secretKey.length > 0;
  }

  /**
   * A copy of the secret key; do not store or print it.
   *
   * @throws IllegalStateException if the id is only claimed
   */
  public byte[] secretKey() {
    if (!isProven()) {
      throw new IllegalStateException("an id that is only claimed has no key");
    }
    return Arrays.copyOf(secretKey, secretKey.length);
  }
}
