package dev.gossip.signing;

import static dev.gossip.signing.HashTree.HASH_BYTES;

import java.util.Arrays;

/**
 * The known hashes of a tree whose root is signed. The path of one message proves the hashes next
 * to it and those above, so another message of the batch takes about two hashes instead of one per
 * level: its own, and those up to the first node that is known. Not thread-safe.
 */
final class ProvenTree {
  private static final int ROOT = 1;

  private final int depth;

  // By node. The children of a node n are 2n and 2n + 1, so the leaves are last.
  private final byte[] hashes;

  // With a node its sibling is known, and all above.
  private final boolean[] known;

  /** A tree of which only the root is known. */
  ProvenTree(int depth, byte[] root) {
    this.depth = depth;
    int nodes = 2 << depth;
    hashes = new byte[nodes * HASH_BYTES];
    known = new boolean[nodes];
    start(root);
  }

  /** Makes it a tree of the same depth of which only the root is known. */
  void start(byte[] root) {
    System.arraycopy(root, 0, hashes, ROOT * HASH_BYTES, HASH_BYTES);
    Arrays.fill(known, false);
    known[ROOT] = true;
  }

  int depth() {
    return depth;
  }

  /**
   * Whether a message is in the tree, and its path is the one to the root. If so, its path is known
   * afterwards.
   *
   * @param hash of the message; changes
   * @param signature a well-formed one of this depth
   */
  boolean proves(byte[] hash, byte[] signature) {
    int leafNode = (1 << depth) + TreeSignature.index(signature);
    int sibling = TreeSignature.bytesAt(0) + 1;
    int node = leafNode;
    while (!known[node]) {
      // Not known until the end: where nothing is known, a wrong hash does no harm.
      System.arraycopy(hash, 0, hashes, node * HASH_BYTES, HASH_BYTES);
      System.arraycopy(signature, sibling, hashes, (node ^ 1) * HASH_BYTES, HASH_BYTES);
      node >>= 1;
      HashTree.node(hashes, 2 * node * HASH_BYTES, hash);
      sibling += HASH_BYTES;
    }
    if (!isAt(node, hash, 0)) {
      return false;
    }
    for (int above = node; above > ROOT; above >>= 1) {
      if (!isAt(above ^ 1, signature, sibling)) {
        return false;
      }
      sibling += HASH_BYTES;
    }
    for (int proven = leafNode; proven > node; proven >>= 1) {
      known[proven] = true;
      known[proven ^ 1] = true;
    }
    return true;
  }

  private boolean isAt(int node, byte[] bytes, int start) {
    int at = node * HASH_BYTES;
    return Arrays.equals(hashes, at, at + HASH_BYTES, bytes, start, start + HASH_BYTES);
  }
}
