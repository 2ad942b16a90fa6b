package dev.gossip.udp.plain;

import dev.gossip.udp.table.Link;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Shows that two nodes share a link, without revealing its connection ids: only the two ends know
 * both ids. A node that is dialed by one it is linked with already sends the tag along, so that the
 * dialer can see that it has reached the same node under another address.
 */
final class LinkTag {
  private static final byte[] DOMAIN = {'l', 'i', 'n', 'k'};

  private LinkTag() {}

  /** The same at both ends; never 0. */
  static long of(Link link) {
    long one = Math.min(link.localConnectionId, link.remoteConnectionId);
    long other = Math.max(link.localConnectionId, link.remoteConnectionId);
    byte[] digest =
        sha256()
            .digest(
                ByteBuffer.allocate(DOMAIN.length + 2 * Long.BYTES)
                    .put(DOMAIN)
                    .putLong(one)
                    .putLong(other)
                    .array());
    return ByteBuffer.wrap(digest).getLong() | 1;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
