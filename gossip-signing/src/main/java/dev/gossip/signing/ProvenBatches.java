package dev.gossip.signing;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * The roots whose signatures were verified, and of the latest batches also the hashes below them.
 * The roots least recently used are forgotten first, and the oldest hashes. Thread-safe; its one
 * lock is held briefly.
 */
final class ProvenBatches {
  /** Entries of about 300 bytes. A guess: the proofs that arrive during the time of one batch. */
  private static final int MAX_PROVEN = 4_096;

  /** Of up to 4 KiB. The messages of a batch arrive together, maybe mixed with other batches. */
  private static final int MAX_TREES = 4;

  /** What is asked for, in objects that are used again: most answers take no new one. */
  private static final ThreadLocal<Question> QUESTION = ThreadLocal.withInitial(Question::new);

  /** What is known about a message. */
  enum Answer {
    /** The root over it is signed. */
    GOOD,
    /** Another root has this signature, or there is no such path to the root. */
    BAD,
    /** The signature was not verified, or that was long ago. */
    UNKNOWN
  }

  private final BoundedCache<Proof, byte[]> roots = new BoundedCache<>(MAX_PROVEN);

  /** The latest one first. */
  private final Deque<Batch> latest = new ArrayDeque<>(1);

  /** What the batch before these has left; in no other batch. */
  private @Nullable ProvenTree spare;

  private record Batch(Proof proof, ProvenTree tree) {}

  /** A signature and the bytes to find it by. */
  private static final class Question {
    final byte[] signature = new byte[TreeSignature.bytesAt(TreeSignature.MAX_DEPTH)];
    final Proof proof = new Proof();

    Proof proof(AuthorId author, ByteString wholeOrShared) {
      wholeOrShared.copyTo(signature, 0);
      proof.set(author, signature);
      return proof;
    }
  }

  /** Whether a signature of a root was verified. The lengths must be right. */
  boolean contains(AuthorId author, ByteString shared) {
    Proof sought = QUESTION.get().proof(author, shared);
    synchronized (this) {
      return tree(sought) != null || roots.get(sought) != null;
    }
  }

  /**
   * What is known about a message.
   *
   * @param leaf its hash; changes unless the answer is that nothing is known
   * @param signature a well-formed one
   */
  Answer ask(AuthorId author, byte[] leaf, ByteString signature) {
    Question question = QUESTION.get();
    Proof sought = question.proof(author, signature);
    int depth = TreeSignature.depth(signature);
    synchronized (this) {
      ProvenTree tree = tree(sought);
      if (tree == null || tree.depth() != depth) {
        return askRoot(question, leaf, depth);
      }
      return answer(tree.proves(leaf, question.signature));
    }
  }

  private Answer askRoot(Question question, byte[] leaf, int depth) {
    byte[] root = roots.get(question.proof);
    if (root == null) {
      return Answer.UNKNOWN;
    }
    // A signature of one key cannot be valid for two roots: the verifier accepts only keys of
    // prime order, for which that would require a hash collision.
    if (depth == 0) {
      return answer(Arrays.equals(leaf, root));
    }
    ProvenTree tree = newTree(depth, root);
    boolean good = tree.proves(leaf, question.signature);
    if (good) {
      latest.addFirst(new Batch(new Proof(question.proof), tree));
      spare = latest.size() > MAX_TREES ? latest.removeLast().tree : null;
    }
    return answer(good);
  }

  private ProvenTree newTree(int depth, byte[] root) {
    if (spare == null || spare.depth() != depth) {
      return new ProvenTree(depth, root);
    }
    spare.start(root);
    return spare;
  }

  private static Answer answer(boolean good) {
    return good ? Answer.GOOD : Answer.BAD;
  }

  private @Nullable ProvenTree tree(Proof sought) {
    if (latest.isEmpty()) {
      return null;
    }
    Batch first = latest.getFirst();
    if (first.proof.equals(sought)) {
      return first.tree;
    }
    for (Batch batch : latest) {
      if (batch.proof.equals(sought)) {
        return batch.tree;
      }
    }
    return null;
  }

  /**
   * The signature of a root was verified.
   *
   * @param shared well-formed, maybe with the path of a message behind it
   */
  void add(AuthorId author, ByteString shared, byte[] root) {
    Proof proof = new Proof(QUESTION.get().proof(author, shared));
    synchronized (this) {
      roots.put(proof, root);
    }
  }

  /** A copy of a batch signature and its author's key, so that it keeps no datagram in memory. */
  static final class Proof {
    private final byte[] bytes = new byte[TreeSignature.SHARED_BYTES + Ed25519.PUBLIC_KEY_SIZE];

    Proof() {}

    Proof(Proof other) {
      System.arraycopy(other.bytes, 0, bytes, 0, bytes.length);
    }

    /**
     * Changes it, which nothing may do that is a key of a map.
     *
     * @param signature begins with that of the batch
     */
    void set(AuthorId author, byte[] signature) {
      System.arraycopy(signature, 0, bytes, 0, TreeSignature.SHARED_BYTES);
      author.key().copyTo(bytes, TreeSignature.SHARED_BYTES);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Proof proof && Arrays.equals(bytes, proof.bytes);
    }

    /**
     * From the second half of the signature, which depends on a hash of all that is signed: two
     * valid signatures with the same hash take an author billions of tries. The first half can be
     * the same in any number of them.
     */
    @Override
    public int hashCode() {
      int at = TreeSignature.SHARED_BYTES / 2;
      return bytes[at] << 24
          | (bytes[at + 1] & 0xff) << 16
          | (bytes[at + 2] & 0xff) << 8
          | (bytes[at + 3] & 0xff);
    }
  }
}
