package dev.gossip.udp.noise;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Both ends of handshakes between two fixed nodes. */
final class Handshakes {
  static final byte[] PROLOGUE = "prologue".getBytes(StandardCharsets.UTF_8);
  static final byte[] PAYLOAD_2 = "payload of message 2".getBytes(StandardCharsets.UTF_8);
  static final byte[] PAYLOAD_3 = "of message 3".getBytes(StandardCharsets.UTF_8);
  static final StaticKey DIALER = key(1);
  static final StaticKey ACCEPTOR = key(2);

  private Handshakes() {}

  static byte[] secret(int seed) {
    byte[] secret = new byte[StaticKey.BYTES];
    new Random(seed).nextBytes(secret);
    return secret;
  }

  static StaticKey key(int seed) {
    return new StaticKey(secret(seed));
  }

  static XxDialer dialer() {
    return new XxDialer(DIALER, key(3), PROLOGUE);
  }

  static XxAcceptor acceptor(byte[] message1) throws BadHandshakeException {
    return new XxAcceptor(ACCEPTOR, key(4), PROLOGUE, message1, PAYLOAD_2);
  }

  /** The keys of a whole handshake, as its dialer has them; always the same. */
  static SessionKeys keys() {
    try {
      XxDialer dialer = dialer();
      return dialer.read(acceptor(dialer.init()).message2()).finish(PAYLOAD_3).keys();
    } catch (BadHandshakeException e) {
      throw new AssertionError(e);
    }
  }
}
