package dev.gossip.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tree of SHA-256 hashes over a few messages. Given the root, one hash per level proves that a
 * message is in the tree.
 */
final class HashTree {
  static final int HASH_BYTES = 32;

  // Leaves and nodes have different prefixes, so that a node cannot be presented as a message.
  private static final byte[] LEAF = "gossip leaf v1\0".getBytes(US_ASCII);
  private static final byte[] NODE = "gossip node v1\0".getBytes(US_ASCII);

  /** Pads to a power of two. No message with this hash is known. */
  private static final ByteString NO_LEAF = ByteString.copyFrom(new byte[HASH_BYTES]);

  private final List<List<ByteString>> levels = new ArrayList<>();

  /**
   * Builds the tree.
   *
   * @param messages at least one
   */
  HashTree(List<ByteString> messages) {
    TreeHash hash = new TreeHash();
    List<ByteString> level = new ArrayList<>();
    messages.forEach(message -> level.add(ByteString.copyFrom(hash.leaf(message))));
    while (level.size() < 1 << depthFor(messages.size())) {
      level.add(NO_LEAF);
    }
    levels.add(level);
    for (List<ByteString> below = level; below.size() > 1; below = levels.get(levels.size() - 1)) {
      List<ByteString> above = new ArrayList<>();
      for (int i = 0; i < below.size(); i += 2) {
        above.add(ByteString.copyFrom(hash.node(below.get(i), below.get(i + 1))));
      }
      levels.add(above);
    }
  }

  /** Returns the number of levels below the root of a tree over this many messages. */
  static int depthFor(int messages) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(messages - 1);
  }

  ByteString root() {
    return levels.get(levels.size() - 1).get(0);
  }

  /** Returns the sibling hashes on the path from a message to the root, lowest first. */
  ByteString path(int index) {
    ByteString path = ByteString.EMPTY;
    for (int height = 0; height < levels.size() - 1; height++) {
      path = path.concat(levels.get(height).get((index >> height) ^ 1));
    }
    return path;
  }

  /**
   * Computes the root from a message and its path.
   *
   * @param path a whole number of hashes
   */
  static ByteString root(ByteString message, int index, ByteString path) {
    TreeHash tree = new TreeHash();
    byte[] hash = tree.leaf(message);
    for (int height = 0; height < path.size() / HASH_BYTES; height++) {
      boolean isRight = ((index >> height) & 1) == 1;
      hash = tree.parent(hash, isRight, path, height * HASH_BYTES);
    }
    return ByteString.copyFrom(hash);
  }

  /** Hashes leaves and nodes, with one digest and one buffer for a whole path. */
  private static final class TreeHash {
    private final MessageDigest sha256 = newSha256();
    private final byte[] node = Arrays.copyOf(NODE, NODE.length + 2 * HASH_BYTES);

    byte[] leaf(ByteString message) {
      sha256.update(LEAF);
      message.asReadOnlyByteBufferList().forEach(sha256::update);
      return sha256.digest();
    }

    byte[] node(ByteString left, ByteString right) {
      left.copyTo(node, NODE.length);
      right.copyTo(node, NODE.length + HASH_BYTES);
      return sha256.digest(node);
    }

    /**
     * @param isRight whether the hash is the right child, so that its sibling is the left one
     * @param siblingStart where the sibling begins in the path
     */
    byte[] parent(byte[] hash, boolean isRight, ByteString path, int siblingStart) {
      int left = NODE.length;
      int right = NODE.length + HASH_BYTES;
      System.arraycopy(hash, 0, node, isRight ? right : left, HASH_BYTES);
      ByteString sibling = path.substring(siblingStart, siblingStart + HASH_BYTES);
      sibling.copyTo(node, isRight ? left : right);
      return sha256.digest(node);
    }

    private static MessageDigest newSha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }
}
