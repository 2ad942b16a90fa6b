package dev.gossip.simulation.signing;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.signing.MessageSigning;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A signing whose nodes verify each signature once for all of them. The results of a verification
 * depend on its arguments and the network only, so a network behaves as if each node verified it,
 * in less time: most of that of a large network with signed messages goes into verifications.
 *
 * <p>It takes the place of the plugin that it wraps, under the same id, as {@code
 * Simulation.with(new SharedChecks(new Ed25519Plugin()))}. All nodes that use one object share its
 * results. What a node has not verified itself stays unproven there, so that it costs the peer that
 * sends it as much as without this.
 */
public final class SharedChecks implements GossipPlugin {
  /** More than the messages that are under way at once. */
  private static final int MAX_RESULTS = 8_192;

  /** So that the results take 70 MB at most. Each node verifies larger messages itself. */
  private static final int MAX_SIGNED_BYTES = 8_192;

  /** As many as {@code signing.ed25519} keeps. */
  private static final int MAX_PROVEN = 4_096;

  private final GossipPlugin signing;
  private final Map<Check, Boolean> results = bounded(MAX_RESULTS);

  /** What is verified. */
  private record Check(
      String network, AuthorId author, ByteString signedBytes, ByteString signature) {

    /** Copies the bytes, so that they do not keep the whole datagram in memory. */
    Check copy() {
      AuthorId copiedAuthor = new AuthorId(copied(author.key()));
      return new Check(network, copiedAuthor, copied(signedBytes), copied(signature));
    }
  }

  /** A signature of an author over all messages of a batch. */
  private record Proof(AuthorId author, ByteString batchSignature) {

    /** As {@link Check#copy}. */
    Proof copy() {
      return new Proof(new AuthorId(copied(author.key())), copied(batchSignature));
    }
  }

  private static ByteString copied(ByteString bytes) {
    return ByteString.copyFrom(bytes.toByteArray());
  }

  /**
   * Wraps a plugin.
   *
   * @param signing its factory is a {@link MessageSigning.Factory}
   */
  public SharedChecks(GossipPlugin signing) {
    this.signing = requireNonNull(signing);
  }

  @Override
  public String id() {
    return signing.id();
  }

  @Override
  public String summary() {
    return signing.summary();
  }

  @Override
  public List<Setting<?>> settings() {
    return signing.settings();
  }

  @Override
  public MessageSigning.Factory factory(PluginSettings settings) {
    MessageSigning.Factory factory = (MessageSigning.Factory) signing.factory(settings);
    return context -> new Shared(factory.create(context), context.network(), results);
  }

  /**
   * A map without the entries that were not used for longest. Thread-safe, as signing has to be.
   */
  private static <K, V> Map<K, V> bounded(int maxEntries) {
    return Collections.synchronizedMap(
        new LinkedHashMap<K, V>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> oldest) {
            return size() > maxEntries;
          }
        });
  }

  /** The signing of one node, which knows the batches that this node would have proven. */
  private static final class Shared implements MessageSigning {
    private final MessageSigning signing;
    private final String network;
    private final Map<Check, Boolean> results;
    private final Map<Proof, Boolean> proven = bounded(MAX_PROVEN);

    Shared(MessageSigning signing, String network, Map<Check, Boolean> results) {
      this.signing = signing;
      this.network = network;
      this.results = results;
    }

    @Override
    public AuthorId author() {
      return signing.author();
    }

    @Override
    public List<ByteString> sign(List<ByteString> signedBytes) {
      return signing.sign(signedBytes);
    }

    @Override
    public boolean verify(AuthorId author, ByteString signedBytes, ByteString signature) {
      boolean valid =
          signedBytes.size() > MAX_SIGNED_BYTES
              ? signing.verify(author, signedBytes, signature)
              : verifyOnce(new Check(network, author, signedBytes, signature));
      if (valid) {
        proven.put(new Proof(author, batchSignature(signature)).copy(), true);
      }
      return valid;
    }

    private boolean verifyOnce(Check check) {
      @Nullable Boolean known = results.get(check);
      if (known != null) {
        return known;
      }
      boolean valid = signing.verify(check.author, check.signedBytes, check.signature);
      results.put(check.copy(), valid);
      return valid;
    }

    @Override
    public boolean isWellFormed(AuthorId author, ByteString signature) {
      return signing.isWellFormed(author, signature);
    }

    @Override
    public ByteString batchSignature(ByteString signature) {
      return signing.batchSignature(signature);
    }

    @Override
    public boolean isProven(AuthorId author, ByteString batchSignature) {
      return proven.get(new Proof(author, batchSignature)) != null;
    }

    @Override
    public boolean trusts(AuthorId author, String topic) {
      return signing.trusts(author, topic);
    }
  }
}
