package dev.gossip.benchmarks;

import com.google.inject.Guice;
import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.signing.SigningContext;
import dev.gossip.signing.Ed25519Plugin;
import dev.gossip.simulation.attack.Forgery;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Authors without a node: they sign messages that some other node sends. */
final class Authors {
  private static final long LIFETIME_MILLIS = 300_000;
  private static final MessageId ANY = new MessageId(new byte[32]);

  private Authors() {}

  /** An author with a new key. */
  static MessageSigning author(RandomGenerator random) {
    Ed25519Plugin plugin = new Ed25519Plugin();
    MessageSigning.Factory factory =
        Guice.createInjector(plugin.module(PluginSettings.defaultsOf(plugin)))
            .getInstance(MessageSigning.Factory.class);
    return factory.create(new DetachedSigningContext(random));
  }

  /** A correctly signed message of an author. */
  static GossipMessage message(
      MessageSigning author, long sequence, long createdMillis, String payload) {
    ByteString bytes =
        Forgery.signedBytes(author.author(), sequence, createdMillis, LIFETIME_MILLIS, payload);
    return GossipMessage.builder(ANY)
        .signedBytes(bytes)
        .signature(author.sign(List.of(bytes)).get(0))
        .build();
  }

  /** A signing context without a node: no timers, and warnings are ignored. */
  private record DetachedSigningContext(RandomGenerator random) implements SigningContext {
    @Override
    public String network() {
      return "gossip";
    }

    @Override
    public PeerId self() {
      return new PeerId(new byte[32]);
    }

    @Override
    public long nowNanos() {
      return System.nanoTime();
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
