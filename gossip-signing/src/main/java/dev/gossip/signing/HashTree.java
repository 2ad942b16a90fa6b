package dev.gossip.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * A tree of SHA-256 hashes over a few messages. Who knows the root can be shown that a message is
 * among them, with one hash for each level.
 */
final class HashTree {
  static final int HASH_BYTES = 32;

  // Leaves and nodes begin differently, so that no node can be passed off as a message.
  private static final byte[] LEAF = "gossip leaf v1\0".getBytes(US_ASCII);
  private static final byte[] NODE = "gossip node v1\0".getBytes(US_ASCII);

  /** Fills up to a power of two. Nobody knows a message with this hash. */
  private static final ByteString NO_LEAF = ByteString.copyFrom(new byte[HASH_BYTES]);

  private final List<List<ByteString>> levels = new ArrayList<>();

  /**
   * Builds the tree.
   *
   * @param messages at least one
   */
  HashTree(List<ByteString> messages) {
    List<ByteString> level = new ArrayList<>();
    messages.forEach(message -> level.add(leaf(message)));
    while (level.size() < 1 << depthFor(messages.size())) {
      level.add(NO_LEAF);
    }
    levels.add(level);
    for (List<ByteString> below = level; below.size() > 1; below = levels.get(levels.size() - 1)) {
      List<ByteString> above = new ArrayList<>();
      for (int i = 0; i < below.size(); i += 2) {
        above.add(node(below.get(i), below.get(i + 1)));
      }
      levels.add(above);
    }
  }

  /** How many levels a tree over so many messages has below its root. */
  static int depthFor(int messages) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(messages - 1);
  }

  ByteString root() {
    return levels.get(levels.size() - 1).get(0);
  }

  /** The neighbours on the way from a message up to the root, lowest first. */
  ByteString path(int index) {
    ByteString path = ByteString.EMPTY;
    for (int height = 0; height < levels.size() - 1; height++) {
      path = path.concat(levels.get(height).get((index >> height) ^ 1));
    }
    return path;
  }

  /**
   * The root that a message and its path lead to.
   *
   * @param path a whole number of hashes
   */
  static ByteString root(ByteString message, int index, ByteString path) {
    ByteString hash = leaf(message);
    for (int height = 0; height < path.size() / HASH_BYTES; height++) {
      ByteString neighbour = path.substring(height * HASH_BYTES, (height + 1) * HASH_BYTES);
      boolean isRight = ((index >> height) & 1) == 1;
      hash = isRight ? node(neighbour, hash) : node(hash, neighbour);
    }
    return hash;
  }

  private static ByteString leaf(ByteString message) {
    return hash(LEAF, message);
  }

  private static ByteString node(ByteString left, ByteString right) {
    return hash(NODE, left.concat(right));
  }

  private static ByteString hash(byte[] tag, ByteString bytes) {
    MessageDigest sha256 = newSha256();
    sha256.update(tag);
    bytes.asReadOnlyByteBufferList().forEach(sha256::update);
    return ByteString.copyFrom(sha256.digest());
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
