package dev.gossip.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import java.security.DigestException;
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
  private static final byte[] NO_LEAF = new byte[HASH_BYTES];

  /** Kept, since to look up and create a digest takes as long as to compute one. */
  private static final ThreadLocal<TreeHash> TREE_HASH = ThreadLocal.withInitial(TreeHash::new);

  private final List<List<byte[]>> levels = new ArrayList<>();

  /**
   * Builds the tree.
   *
   * @param messages at least one
   */
  HashTree(List<ByteString> messages) {
    TreeHash hash = TREE_HASH.get();
    List<byte[]> level = new ArrayList<>();
    messages.forEach(message -> level.add(hash.leaf(message)));
    while (level.size() < 1 << depthFor(messages.size())) {
      level.add(NO_LEAF);
    }
    levels.add(level);
    for (List<byte[]> below = level; below.size() > 1; below = levels.get(levels.size() - 1)) {
      List<byte[]> above = new ArrayList<>();
      for (int i = 0; i < below.size(); i += 2) {
        above.add(hash.node(below.get(i), below.get(i + 1)));
      }
      levels.add(above);
    }
  }

  /** Returns the number of levels below the root of a tree over this many messages. */
  static int depthFor(int messages) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(messages - 1);
  }

  /** Returns the number of levels below the root. */
  int depth() {
    return levels.size() - 1;
  }

  byte[] root() {
    return levels.get(levels.size() - 1).get(0);
  }

  /** Returns the sibling hashes on the path from a message to the root, lowest first. */
  ByteString path(int index) {
    ByteString.Output path = ByteString.newOutput(depth() * HASH_BYTES);
    for (int height = 0; height < depth(); height++) {
      byte[] sibling = levels.get(height).get((index >> height) ^ 1);
      path.write(sibling, 0, HASH_BYTES);
    }
    return path.toByteString();
  }

  /** The hash of a message. */
  static byte[] leaf(ByteString message) {
    return TREE_HASH.get().leaf(message);
  }

  /**
   * Computes the hash of a node.
   *
   * @param children the hash of the left child begins at the index, followed by that of the right
   * @param to gets the hash
   */
  static void node(byte[] children, int start, byte[] to) {
    TREE_HASH.get().node(children, start, to);
  }

  /**
   * Computes the root from the hash of a message and its path.
   *
   * @param path a whole number of hashes
   */
  static byte[] root(byte[] leaf, int index, ByteString path) {
    byte[] siblings = path.toByteArray();
    byte[] children = new byte[2 * HASH_BYTES];
    byte[] hash = leaf.clone();
    for (int height = 0; height < siblings.length / HASH_BYTES; height++) {
      int own = ((index >> height) & 1) * HASH_BYTES;
      System.arraycopy(hash, 0, children, own, HASH_BYTES);
      System.arraycopy(siblings, height * HASH_BYTES, children, HASH_BYTES - own, HASH_BYTES);
      node(children, 0, hash);
    }
    return hash;
  }

  /** Hashes leaves and nodes. */
  private static final class TreeHash {
    private static final int CHUNK_BYTES = 1_024;

    private final MessageDigest sha256 = newSha256();
    private final byte[] node = Arrays.copyOf(NODE, NODE.length + 2 * HASH_BYTES);
    private final byte[] chunk = Arrays.copyOf(LEAF, LEAF.length + CHUNK_BYTES);

    /** The first hash of a path or a tree. */
    byte[] leaf(ByteString message) {
      // A computation that was cut short, as by a lack of memory, has left something behind.
      sha256.reset();
      if (message.size() <= CHUNK_BYTES) {
        message.copyTo(chunk, LEAF.length);
        sha256.update(chunk, 0, LEAF.length + message.size());
        return sha256.digest();
      }
      sha256.update(LEAF);
      for (int start = 0; start < message.size(); start += CHUNK_BYTES) {
        int bytes = Math.min(CHUNK_BYTES, message.size() - start);
        message.substring(start, start + bytes).copyTo(chunk, LEAF.length);
        sha256.update(chunk, LEAF.length, bytes);
      }
      return sha256.digest();
    }

    byte[] node(byte[] left, byte[] right) {
      System.arraycopy(left, 0, node, NODE.length, HASH_BYTES);
      System.arraycopy(right, 0, node, NODE.length + HASH_BYTES, HASH_BYTES);
      return sha256.digest(node);
    }

    void node(byte[] children, int start, byte[] to) {
      System.arraycopy(children, start, node, NODE.length, 2 * HASH_BYTES);
      sha256.update(node);
      try {
        sha256.digest(to, 0, HASH_BYTES);
      } catch (DigestException e) {
        throw new IllegalStateException("the array has the size of a SHA-256", e);
      }
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
