package dev.gossip.signing;

import static dev.gossip.signing.HashTree.HASH_BYTES;

import com.google.protobuf.ByteString;
import java.io.IOException;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * The parsed signature of a message. Each signature has exactly one encoding. For a single message
 * it is the 64-byte signature of the root; in a batch the index of the message and its path follow.
 *
 * @param shared the Ed25519 signature of the root
 * @param index the index of the message among the leaves
 * @param path the hashes that lead to the root, lowest first; empty for a single message
 */
record TreeSignature(ByteString shared, int index, ByteString path) {
  static final int SHARED_BYTES = Ed25519.SIGNATURE_SIZE;

  /** The depth of a tree of 64 messages. */
  static final int MAX_DEPTH = 6;

  /** Parses a signature; returns null if it is malformed. */
  static @Nullable TreeSignature parse(ByteString bytes) {
    if (!isWellFormed(bytes)) {
      return null;
    }
    return bytes.size() == SHARED_BYTES
        ? new TreeSignature(bytes, 0, ByteString.EMPTY)
        : new TreeSignature(
            bytes.substring(0, SHARED_BYTES), index(bytes), bytes.substring(SHARED_BYTES + 1));
  }

  /** Returns whether bytes can be parsed as a signature. */
  static boolean isWellFormed(ByteString bytes) {
    if (bytes.size() == SHARED_BYTES) {
      return true;
    }
    int pathBytes = bytes.size() - SHARED_BYTES - 1;
    int depth = pathBytes / HASH_BYTES;
    return pathBytes >= HASH_BYTES
        && pathBytes % HASH_BYTES == 0
        && depth <= MAX_DEPTH
        && index(bytes) < 1 << depth;
  }

  private static int index(ByteString bytes) {
    return bytes.byteAt(SHARED_BYTES) & 0xff;
  }

  /** The index of the message in the bytes of a signature with a path. */
  static int index(byte[] bytes) {
    return bytes[SHARED_BYTES] & 0xff;
  }

  /** The depth of the tree of a well-formed signature. */
  static int depth(ByteString bytes) {
    return (bytes.size() - SHARED_BYTES) / HASH_BYTES;
  }

  /** Returns the size of a message's signature in a tree of this depth. */
  static int bytesAt(int depth) {
    return depth == 0 ? SHARED_BYTES : SHARED_BYTES + 1 + depth * HASH_BYTES;
  }

  /** Returns the encoding that is sent. */
  ByteString encode() {
    if (path.isEmpty()) {
      return shared;
    }
    ByteString.Output bytes = ByteString.newOutput(SHARED_BYTES + 1 + path.size());
    try {
      shared.writeTo(bytes);
      bytes.write(index);
      path.writeTo(bytes);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory are always written", e);
    }
    return bytes.toByteString();
  }

  /** Returns the root that this signature must cover to be one of the message with this hash. */
  byte[] rootOver(byte[] leaf) {
    return HashTree.root(leaf, index, path);
  }
}
