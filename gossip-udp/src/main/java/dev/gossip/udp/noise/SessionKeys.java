package dev.gossip.udp.noise;

import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;

/**
 * The first keys of a session, one for each direction. They depend on the secrets and on the whole
 * transcript of the handshake: HKDF (RFC 5869) with its hash as the salt and both keys of Noise as
 * the key material. Immutable.
 */
public final class SessionKeys {
  private final SecretKeySpec fromDialer;
  private final SecretKeySpec fromAcceptor;

  /**
   * @param h handshake hash after the last message
   * @param k1 key that Noise would use from dialer to acceptor
   * @param k2 key that Noise would use from acceptor to dialer
   */
  public SessionKeys(byte[] h, byte[] k1, byte[] k2) {
    byte[] keyMaterial = Arrays.copyOf(k1, k1.length + k2.length);
    System.arraycopy(k2, 0, keyMaterial, k1.length, k2.length);
    SecretKeySpec root = new SecretKeySpec(Hashes.extract(h, keyMaterial), "HKDF");
    Arrays.fill(keyMaterial, (byte) 0);
    fromDialer = EpochKey.newKey(Hashes.expand(root, "gossip-udp 2 dialer"));
    fromAcceptor = EpochKey.newKey(Hashes.expand(root, "gossip-udp 2 acceptor"));
  }

  /** The key of packets from dialer to acceptor. */
  public SecretKeySpec fromDialer() {
    return fromDialer;
  }

  /** The key of packets from acceptor to dialer. */
  public SecretKeySpec fromAcceptor() {
    return fromAcceptor;
  }

  /** Does not show the keys. */
  @Override
  public String toString() {
    return "SessionKeys";
  }
}
