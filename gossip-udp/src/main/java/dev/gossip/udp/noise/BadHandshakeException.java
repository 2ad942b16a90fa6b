package dev.gossip.udp.noise;

import java.io.Serial;

/**
 * A message of a handshake is not what the other end of this handshake would have sent: forged,
 * damaged, of another handshake, or with an invalid key. It changes nothing, so the datagram is to
 * be dropped and counted. Without stack trace, since anybody can cause it.
 */
public final class BadHandshakeException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  BadHandshakeException(String message) {
    super(message, null, false, false);
  }
}
