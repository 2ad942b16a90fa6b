package dev.gossip.discovery.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gossip.api.discovery.AddressGroup;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;

/** Ranks groups of addresses in an order that only this node knows. */
final class GroupKey {
  private final byte[] key = new byte[32];

  GroupKey(RandomGenerator random) {
    random.nextBytes(key);
  }

  /** The rank of a group; groups with the highest ranks are protected. */
  long rank(AddressGroup group) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(key);
      return ByteBuffer.wrap(sha256.digest(group.name().getBytes(UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
