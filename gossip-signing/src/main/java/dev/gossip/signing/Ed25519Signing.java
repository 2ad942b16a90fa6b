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
 * Signs the roots of hash trees over the messages that wait; {@code docs/signing.md} has the
 * layouts.
 */
final class Ed25519Signing implements MessageSigning {
  private static final String DOMAIN = "gossip signature v1";

  /** Of 300 bytes each. A guess: what arrives while the messages of one batch do. */
  private static final int MAX_PROVEN = 4_096;

  private final AuthorKey key;
  private final SignatureVerifier check;
  private final Trust trust;
  private final Batches batches;
  private final ByteString prefix;
  private final BoundedCache<Proof, ByteString> provenRoots = new BoundedCache<>(MAX_PROVEN);

  private record Proof(AuthorId author, ByteString sharedPart) {

    /** Without the datagram around it. */
    Proof alone() {
      return new Proof(
          new AuthorId(ByteString.copyFrom(author.key().toByteArray())),
          ByteString.copyFrom(sharedPart.toByteArray()));
    }
  }

  Ed25519Signing(
      AuthorKey key, SignatureVerifier check, Trust trust, int maxBatch, SigningContext context) {
    this.key = key;
    this.check = check;
    this.trust = trust;
    this.batches = new Batches(maxBatch, context.maxMessageBytes());
    // Each part ends in a zero, which no name contains, so that no two names give the same bytes.
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
      // One signature of one key cannot be good for two roots: with a key of prime order, as all
      // that the check lets through, that would take two equal hashes of different bytes.
      return provenRoot.equals(root);
    }
    if (!check.isGood(author.key(), statement(root), parsed.shared())) {
      return false;
    }
    provenRoots.put(proof.alone(), root);
    return true;
  }

  @Override
  public boolean hasForm(AuthorId author, ByteString signature) {
    return author.key().size() == Ed25519.PUBLIC_KEY_SIZE && TreeSignature.hasForm(signature);
  }

  @Override
  public ByteString sharedPart(ByteString signature) {
    return signature.substring(0, Math.min(signature.size(), TreeSignature.SHARED_BYTES));
  }

  @Override
  public boolean isProven(AuthorId author, ByteString sharedPart) {
    return provenRoots.get(new Proof(author, sharedPart)) != null;
  }

  @Override
  public boolean trusts(AuthorId author, String topic) {
    return trust.trusts(author, topic);
  }

  private byte[] statement(ByteString root) {
    return prefix.concat(root).toByteArray();
  }
}
