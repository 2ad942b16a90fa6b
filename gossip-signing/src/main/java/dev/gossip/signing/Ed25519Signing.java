package dev.gossip.signing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.signing.SigningContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Signs messages in batches, each with one signature over the root of a hash tree. The layouts are
 * in {@code docs/signing.md}.
 */
final class Ed25519Signing implements MessageSigning {
  private static final String DOMAIN = "gossip signature v1";

  /** Entries of about 300 bytes. A guess: the proofs that arrive during the time of one batch. */
  private static final int MAX_PROVEN = 4_096;

  private final AuthorKey key;
  private final SignatureVerifier verifier;
  private final Trust trust;
  private final Batches batches;
  private final byte[] prefix;
  private final BoundedCache<Proof, byte[]> provenRoots = new BoundedCache<>(MAX_PROVEN);

  /** A copy of a batch signature and its author's key, so that it keeps no datagram in memory. */
  static final class Proof {
    private final byte[] bytes = new byte[TreeSignature.SHARED_BYTES + Ed25519.PUBLIC_KEY_SIZE];

    Proof(AuthorId author, ByteString batchSignature) {
      batchSignature.copyTo(bytes, 0);
      author.key().copyTo(bytes, TreeSignature.SHARED_BYTES);
    }

    @Override
    public boolean equals(Object other) {
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

  Ed25519Signing(
      AuthorKey key,
      SignatureVerifier verifier,
      Trust trust,
      int maxBatch,
      SigningContext context) {
    this.key = key;
    this.verifier = verifier;
    this.trust = trust;
    this.batches = new Batches(maxBatch, context.maxMessageBytes());
    // Each part ends with a zero byte, which no name contains, so that the encoding is unique.
    this.prefix = (DOMAIN + "\0" + context.network() + "\0").getBytes(UTF_8);
  }

  @Override
  public AuthorId author() {
    return key.author();
  }

  @Override
  public List<ByteString> sign(List<ByteString> signedBytes) {
    List<ByteString> signatures =
        new ArrayList<>(Collections.nCopies(signedBytes.size(), ByteString.EMPTY));
    for (List<Integer> batch : batches.of(signedBytes)) {
      HashTree tree = new HashTree(batch.stream().map(signedBytes::get).toList());
      ByteString shared = ByteString.copyFrom(key.sign(statement(tree.root())));
      for (int i = 0; i < batch.size(); i++) {
        signatures.set(batch.get(i), new TreeSignature(shared, i, tree.path(i)).encode());
      }
    }
    return signatures;
  }

  @Override
  public boolean verify(AuthorId author, ByteString signedBytes, ByteString signature) {
    TreeSignature parsed = TreeSignature.parse(signature);
    if (parsed == null || author.key().size() != Ed25519.PUBLIC_KEY_SIZE) {
      return false;
    }
    byte[] root = parsed.rootOver(signedBytes);
    Proof proof = new Proof(author, parsed.shared());
    byte[] provenRoot = provenRoots.get(proof);
    if (provenRoot != null) {
      // A signature of one key cannot be valid for two roots: the verifier accepts only keys of
      // prime order, for which that would require a hash collision.
      return Arrays.equals(provenRoot, root);
    }
    if (!verifier.isValid(author.key(), statement(root), parsed.shared())) {
      return false;
    }
    provenRoots.put(proof, root);
    return true;
  }

  @Override
  public boolean isWellFormed(AuthorId author, ByteString signature) {
    return author.key().size() == Ed25519.PUBLIC_KEY_SIZE && TreeSignature.isWellFormed(signature);
  }

  @Override
  public ByteString batchSignature(ByteString signature) {
    return signature.substring(0, Math.min(signature.size(), TreeSignature.SHARED_BYTES));
  }

  @Override
  public boolean isProven(AuthorId author, ByteString batchSignature) {
    return author.key().size() == Ed25519.PUBLIC_KEY_SIZE
        && batchSignature.size() == TreeSignature.SHARED_BYTES
        && provenRoots.get(new Proof(author, batchSignature)) != null;
  }

  @Override
  public boolean trusts(AuthorId author, String topic) {
    return trust.trusts(author, topic);
  }

  private byte[] statement(byte[] root) {
    byte[] statement = Arrays.copyOf(prefix, prefix.length + root.length);
    System.arraycopy(root, 0, statement, prefix.length, root.length);
    return statement;
  }
}
