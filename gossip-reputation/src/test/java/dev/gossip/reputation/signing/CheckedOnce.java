package dev.gossip.reputation.signing;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.signing.MessageSigning;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The signing of one node, which knows results of others. What this node has not verified itself
 * stays unproven here, so that it costs the peer that sends it as much as without them.
 */
final class CheckedOnce implements MessageSigning {
  /** As {@code signing.ed25519} remembers. */
  private static final int MAX_PROVEN = 4_096;

  private record Proof(AuthorId author, ByteString batchSignature) {

    /** Copies the bytes, so that they do not keep whole datagrams in memory. */
    Proof copy() {
      return new Proof(
          new AuthorId(KnownResults.bytesOf(author.key())), KnownResults.bytesOf(batchSignature));
    }
  }

  private final MessageSigning own;
  private final KnownResults results;
  private final Map<Proof, Boolean> proven =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Proof, Boolean> oldest) {
          return size() > MAX_PROVEN;
        }
      };

  CheckedOnce(MessageSigning own, KnownResults results) {
    this.own = own;
    this.results = results;
  }

  @Override
  public AuthorId author() {
    return own.author();
  }

  @Override
  public List<ByteString> sign(List<ByteString> signedBytes) {
    return own.sign(signedBytes);
  }

  @Override
  public boolean verify(AuthorId author, ByteString signedBytes, ByteString signature) {
    boolean valid =
        results.get(
            author, signedBytes, signature, () -> own.verify(author, signedBytes, signature));
    if (valid) {
      synchronized (proven) {
        proven.put(new Proof(author, batchSignature(signature)).copy(), true);
      }
    }
    return valid;
  }

  @Override
  public boolean isWellFormed(AuthorId author, ByteString signature) {
    return own.isWellFormed(author, signature);
  }

  @Override
  public ByteString batchSignature(ByteString signature) {
    return own.batchSignature(signature);
  }

  @Override
  public boolean isProven(AuthorId author, ByteString batchSignature) {
    synchronized (proven) {
      return proven.get(new Proof(author, batchSignature)) != null;
    }
  }

  @Override
  public boolean trusts(AuthorId author, String topic) {
    return own.trusts(author, topic);
  }
}
