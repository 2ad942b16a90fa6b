package dev.gossip.signing;

import static dev.gossip.signing.HashTree.HASH_BYTES;

import com.google.protobuf.ByteString;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * A message's signature taken apart. Each has one form only: that of a lone message is the 64 bytes
 * of the root's signature; in a batch the message's place and its path follow.
 *
 * @param shared the Ed25519 signature of the root
 * @param index the message's place among the leaves
 * @param path the hashes that lead to the root, lowest first; empty for a lone message
 */
record TreeSignature(ByteString shared, int index, ByteString path) {
  static final int SHARED_BYTES = Ed25519.SIGNATURE_SIZE;

  /** A tree of 64 messages. */
  static final int MAX_DEPTH = 6;

  /** Takes a signature apart; null if it has not the form of one. */
  static @Nullable TreeSignature parse(ByteString bytes) {
    if (bytes.size() == SHARED_BYTES) {
      return new TreeSignature(bytes, 0, ByteString.EMPTY);
    }
    int pathBytes = bytes.size() - SHARED_BYTES - 1;
    int depth = pathBytes / HASH_BYTES;
    if (pathBytes < HASH_BYTES || pathBytes % HASH_BYTES != 0 || depth > MAX_DEPTH) {
      return null;
    }
    int index = bytes.byteAt(SHARED_BYTES) & 0xff;
    return index >= 1 << depth
        ? null
        : new TreeSignature(
            bytes.substring(0, SHARED_BYTES), index, bytes.substring(SHARED_BYTES + 1));
  }

  /** Whether bytes can be taken apart. */
  static boolean hasForm(ByteString bytes) {
    return parse(bytes) != null;
  }

  /** How long the signature of a message is in a tree of this depth. */
  static int bytesAt(int depth) {
    return depth == 0 ? SHARED_BYTES : SHARED_BYTES + 1 + depth * HASH_BYTES;
  }

  /** The form in which it travels. */
  ByteString encode() {
    return path.isEmpty()
        ? shared
        : shared.concat(ByteString.copyFrom(new byte[] {(byte) index})).concat(path);
  }

  /** The root that was signed if this is the signature of the message. */
  ByteString rootOver(ByteString message) {
    return HashTree.root(message, index, path);
  }
}
