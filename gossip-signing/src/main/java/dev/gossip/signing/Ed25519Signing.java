package dev.gossip.signing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.signing.SigningContext;
import java.util.ArrayList;
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
  private final ByteString prefix;
  private final BoundedCache<Proof, ByteString> provenRoots = new BoundedCache<>(MAX_PROVEN);

  private record Proof(AuthorId author, ByteString batchSignature) {

    /** Copies the bytes, so that they do not keep the whole datagram in memory. */
    Proof copy() {
      return new Proof(
          new AuthorId(ByteString.copyFrom(author.key().toByteArray())),
          ByteString.copyFrom(batchSignature.toByteArray()));
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
    this.prefix = ByteString.copyFrom(DOMAIN + "\0" + context.network() + "\0", UTF_8);
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
    ByteString root = parsed.rootOver(signedBytes);
    Proof proof = new Proof(author, parsed.shared());
    ByteString provenRoot = provenRoots.get(proof);
    if (provenRoot != null) {
      // A signature of one key cannot be valid for two roots: the verifier accepts only keys of
      // prime order, for which that would require a hash collision.
      return provenRoot.equals(root);
    }
    if (!verifier.isValid(author.key(), statement(root), parsed.shared())) {
      return false;
    }
    provenRoots.put(proof.copy(), root);
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
    return provenRoots.get(new Proof(author, batchSignature)) != null;
  }

  @Override
  public boolean trusts(AuthorId author, String topic) {
    return trust.trusts(author, topic);
  }

  private byte[] statement(ByteString root) {
    return prefix.concat(root).toByteArray();
  }
}
