package dev.gossip.simulation.attack;

import com.google.inject.Guice;
import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.signing.SigningContext;
import dev.gossip.core.engine.wire.Frames;
import dev.gossip.core.plugin.PluginCatalog;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An author without a node, whose messages a hostile node sends. It signs with a key of its own as
 * the node does; where nodes do not sign, it does not either.
 */
final class AttackAuthor {
  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final MessageId ANY = new MessageId(new byte[32]);

  private final Hands hands;
  private final @Nullable MessageSigning signing;
  private long sequence;

  private AttackAuthor(Hands hands, @Nullable MessageSigning signing) {
    this.hands = hands;
    this.signing = signing;
  }

  /** An author with a new key. */
  static AttackAuthor create(Hands hands) {
    MessageSigning signing =
        PluginCatalog.load(List.of())
            .find(hands.signingId())
            .map(plugin -> signing(plugin, hands))
            .orElse(null);
    boolean signs = signing != null && !signing.author().isNone();
    return new AttackAuthor(hands, signs ? signing : null);
  }

  private static MessageSigning signing(GossipPlugin plugin, Hands hands) {
    return Guice.createInjector(plugin.module(PluginSettings.defaultsOf(plugin)))
        .getInstance(MessageSigning.Factory.class)
        .create(new DetachedContext(hands));
  }

  /** The payload frame of a new message. */
  ByteString message(String payload) {
    AuthorId author = signing == null ? AuthorId.NONE : signing.author();
    ByteString bytes =
        Forgery.signedBytes(
            author, ++sequence, hands.wallMillis(), LIFETIME.toMillis(), payload + " " + sequence);
    GossipMessage.Builder message = GossipMessage.builder(ANY).signedBytes(bytes);
    if (signing != null) {
      message.signature(signing.sign(List.of(bytes)).get(0));
    }
    return Frames.payload(message.build(), ByteString.EMPTY);
  }

  /** A signing context without a node: no timers, and warnings are ignored. */
  private record DetachedContext(Hands hands) implements SigningContext {
    @Override
    public String network() {
      return hands.network();
    }

    @Override
    public PeerId self() {
      return new PeerId(new byte[32]);
    }

    @Override
    public RandomGenerator random() {
      return hands.random();
    }

    @Override
    public long nowNanos() {
      return hands.nowNanos();
    }

    /** No limit: the messages are short and signed alone, so no signature of a batch has to fit. */
    @Override
    public int maxMessageBytes() {
      return Integer.MAX_VALUE;
    }

    @Override
    public TimerHandle schedule(Duration delay, String label, Runnable action) {
      return () -> {};
    }

    @Override
    public <T> void offload(Supplier<T> work, Consumer<T> then) {
      then.accept(work.get());
    }

    @Override
    public void warn(String what, String remedy) {}
  }
}
