package dev.gossip.cli.lint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.signing.SigningContext;
import dev.gossip.cli.composition.CompositionOptions;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.signing.SharedChecks;
import dev.gossip.simulation.topology.Topologies;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedChecksTest {
  private static final String SIGNING = "signing.ed25519";
  private static final int MESSAGES = 20;

  private final PluginCatalog catalog = CompositionOptions.catalog(null);
  private final PluginCatalog shared =
      catalog.with(List.of(new SharedChecks(catalog.find(SIGNING).orElseThrow())));

  /** A network in which one node attacks, and another publishes. */
  private static SimulatedNetwork attacked(AttackKind kind, PluginCatalog plugins) {
    SimulatedNetwork network =
        Simulation.seeded(11)
            .nodes(12)
            .topology(Topologies.randomRegular(6))
            .catalog(plugins)
            .set("gossip.signing.use", SIGNING, "test")
            .set("gossip.spam.use", "reputation, rate-limit", "test")
            .set("gossip.spam.reputation.dry-run", "false", "test")
            .set("gossip.transport.udp.security", "noise", "test")
            .attack(1.0 / 12, kind)
            .start();
    network.runFor(Duration.ofSeconds(2));
    int origin = network.attackers().contains(0) ? 1 : 0;
    for (int i = 0; i < MESSAGES; i++) {
      network.node(origin).publish("main", ByteString.copyFrom("message " + i, UTF_8));
      network.runFor(Duration.ofMillis(500));
    }
    return network;
  }

  @Test
  void networkBehavesAsIfEachNodeVerified() {
    SimulatedNetwork alone = attacked(AttackKind.FORGER, catalog);
    SimulatedNetwork together = attacked(AttackKind.FORGER, shared);

    assertThat(alone.attackReport().orElseThrow().discouragedHostile()).isEqualTo(1);
    assertThat(together.attackReport()).isEqualTo(alone.attackReport());
    assertThat(together.report().traceHash()).isEqualTo(alone.report().traceHash());
  }

  @Test
  void signatureIsVerifiedOnceForAllNodes() {
    AtomicInteger verified = new AtomicInteger();
    GossipPlugin counting = new Counting(catalog.find(SIGNING).orElseThrow(), verified);
    attacked(AttackKind.SELECTIVE_DROPPER, catalog.with(List.of(counting)));
    int alone = verified.getAndSet(0);

    attacked(AttackKind.SELECTIVE_DROPPER, catalog.with(List.of(new SharedChecks(counting))));

    assertThat(alone).isGreaterThan(MESSAGES * 8);
    assertThat(verified.get()).isEqualTo(MESSAGES);
  }

  @Test
  void signatureIsNotKnownToNodesOfAnotherNetwork() {
    MessageSigning.Factory factory = sharedFactory();
    MessageSigning one = factory.create(context("one"));
    MessageSigning other = factory.create(context("other"));
    ByteString signed = ByteString.copyFromUtf8("a message");
    ByteString signature = one.sign(List.of(signed)).get(0);

    assertThat(one.verify(one.author(), signed, signature)).isTrue();
    assertThat(other.verify(one.author(), signed, signature)).isFalse();
    assertThat(one.verify(one.author(), signed, signature)).isTrue();
  }

  @Test
  void largeMessagesAreNotKept() {
    AtomicInteger verified = new AtomicInteger();
    GossipPlugin counting = new Counting(catalog.find(SIGNING).orElseThrow(), verified);
    MessageSigning.Factory factory =
        new SharedChecks(counting).factory(PluginSettings.defaultsOf(counting));
    MessageSigning one = factory.create(context("one"));
    MessageSigning two = factory.create(context("one"));

    assertThat(verifications(8_192, one, two, verified)).isEqualTo(1);
    assertThat(verifications(8_193, one, two, verified)).isEqualTo(2);
  }

  private static int verifications(
      int bytes, MessageSigning one, MessageSigning two, AtomicInteger verified) {
    ByteString signed = ByteString.copyFrom(new byte[bytes]);
    ByteString signature = one.sign(List.of(signed)).get(0);
    verified.set(0);
    assertThat(one.verify(one.author(), signed, signature)).isTrue();
    assertThat(two.verify(one.author(), signed, signature)).isTrue();
    return verified.get();
  }

  @Test
  void provenBatchIsProvenOnlyAtTheNodeThatVerifiedIt() {
    MessageSigning.Factory factory = sharedFactory();
    MessageSigning one = factory.create(context("one"));
    MessageSigning two = factory.create(context("one"));
    ByteString signed = ByteString.copyFromUtf8("a message");
    ByteString signature = one.sign(List.of(signed)).get(0);

    assertThat(one.verify(one.author(), signed, signature)).isTrue();
    assertThat(one.isProven(one.author(), one.batchSignature(signature))).isTrue();
    assertThat(two.isProven(one.author(), one.batchSignature(signature))).isFalse();
    assertThat(two.verify(one.author(), signed, signature)).isTrue();
    assertThat(two.isProven(one.author(), one.batchSignature(signature))).isTrue();
  }

  private MessageSigning.Factory sharedFactory() {
    GossipPlugin plugin = shared.find(SIGNING).orElseThrow();
    return (MessageSigning.Factory) plugin.factory(PluginSettings.defaultsOf(plugin));
  }

  private static SigningContext context(String network) {
    return (SigningContext)
        Proxy.newProxyInstance(
            SigningContext.class.getClassLoader(),
            new Class<?>[] {SigningContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "network" -> network;
                  case "maxMessageBytes" -> 1_000;
                  case "random" -> new SplittableRandom(1);
                  case "warn" -> null;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  /** Counts verifications. */
  private record Counting(GossipPlugin plugin, AtomicInteger verified) implements GossipPlugin {
    @Override
    public String id() {
      return plugin.id();
    }

    @Override
    public String summary() {
      return plugin.summary();
    }

    @Override
    public List<Setting<?>> settings() {
      return plugin.settings();
    }

    @Override
    public MessageSigning.Factory factory(PluginSettings settings) {
      MessageSigning.Factory factory = (MessageSigning.Factory) plugin.factory(settings);
      return context -> counted(factory.create(context));
    }

    private MessageSigning counted(MessageSigning signing) {
      return (MessageSigning)
          Proxy.newProxyInstance(
              MessageSigning.class.getClassLoader(),
              new Class<?>[] {MessageSigning.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("verify")) {
                  verified.incrementAndGet();
                }
                return method.invoke(signing, arguments);
              });
    }
  }
}
