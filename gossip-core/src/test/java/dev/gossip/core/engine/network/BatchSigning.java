package dev.gossip.core.engine.network;

import com.google.inject.Module;
import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.signing.MessageSigning;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Signing without keys: messages signed in one batch share the first byte of the signature. */
public final class BatchSigning implements GossipPlugin, MessageSigning {
  private final AuthorId author;
  private final Set<ByteString> proven = ConcurrentHashMap.newKeySet();
  private byte batches;
  public boolean trusts = true;

  public static final int MAX_SIGNATURE_BYTES = 100;

  /** Whether proven batch signatures are forgotten, as if a full cache had evicted them. */
  public volatile boolean forgets;

  public final AtomicInteger verified = new AtomicInteger();

  public BatchSigning(String author) {
    this.author = new AuthorId(ByteString.copyFromUtf8(author));
  }

  @Override
  public String id() {
    return "signing.batch";
  }

  @Override
  public String summary() {
    return "for a test";
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder -> binder.bind(MessageSigning.Factory.class).toInstance(context -> this);
  }

  @Override
  public AuthorId author() {
    return author;
  }

  @Override
  public List<ByteString> sign(List<ByteString> signedBytes) {
    ByteString shared = ByteString.copyFrom(new byte[] {++batches});
    return signedBytes.stream().map(bytes -> shared.concat(seal(bytes))).toList();
  }

  @Override
  public boolean verify(AuthorId by, ByteString signedBytes, ByteString signature) {
    verified.incrementAndGet();
    boolean good = signature.size() > 1 && signature.substring(1).equals(seal(signedBytes));
    if (good) {
      proven.add(by.key().concat(batchSignature(signature)));
    }
    return good;
  }

  @Override
  public boolean isWellFormed(AuthorId by, ByteString signature) {
    return signature.size() <= MAX_SIGNATURE_BYTES;
  }

  @Override
  public ByteString batchSignature(ByteString signature) {
    return signature.substring(0, Math.min(1, signature.size()));
  }

  @Override
  public boolean isProven(AuthorId by, ByteString batchSignature) {
    return !forgets && proven.contains(by.key().concat(batchSignature));
  }

  @Override
  public boolean trusts(AuthorId by, String topic) {
    return trusts;
  }

  private static ByteString seal(ByteString bytes) {
    return ByteString.copyFromUtf8("seal " + bytes.hashCode());
  }
}
