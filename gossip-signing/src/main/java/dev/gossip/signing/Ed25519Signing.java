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

  private final AuthorKey key;
  private final SignatureVerifier verifier;
  private final Trust trust;
  private final Batches batches;
  private final byte[] prefix;
  private final ProvenBatches proven = new ProvenBatches();

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
    if (!isWellFormed(author, signature)) {
      return false;
    }
    byte[] leaf = HashTree.leaf(signedBytes);
    return switch (proven.ask(author, leaf, signature)) {
      case GOOD -> true;
      case BAD -> false;
      case UNKNOWN -> verifyRoot(author, leaf, signature);
    };
  }

  private boolean verifyRoot(AuthorId author, byte[] leaf, ByteString signature) {
    TreeSignature parsed = TreeSignature.parse(signature);
    if (parsed == null) {
      return false;
    }
    byte[] root = parsed.rootOver(leaf);
    boolean valid = verifier.isValid(author.key(), statement(root), parsed.shared());
    if (valid) {
      proven.add(author, parsed.shared(), root);
    }
    return valid;
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
        && proven.contains(author, batchSignature);
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
