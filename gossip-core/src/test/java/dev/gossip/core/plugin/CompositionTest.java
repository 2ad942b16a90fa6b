package dev.gossip.core.plugin;

import static dev.gossip.core.plugin.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Module;
import com.google.inject.Provider;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.FixedTime;
import dev.gossip.core.engine.runtime.RandomStreams;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CompositionTest {

  @Test
  void everyNodeHasItsOwnStrategy() {
    List<IdleRelay> made = new ArrayList<>();
    RelayStrategy.Factory factory =
        context -> {
          made.add(new IdleRelay(context));
          return made.get(made.size() - 1);
        };
    Composition composition =
        compose(() -> binder -> binder.bind(RelayStrategy.Factory.class).toInstance(factory));

    Node one = newNode(composition, 1);
    Node two = newNode(composition, 2);

    assertThat(made).hasSize(2);
    assertThat(made.get(0)).isNotSameAs(made.get(1));
    assertThat(made.get(0).context.self()).isEqualTo(one.id());
    assertThat(made.get(1).context.self()).isEqualTo(two.id()).isNotEqualTo(one.id());
  }

  @Test
  void transportMayHaveNoDriver() {
    assertThat(
            compose(() -> binder -> binder.bind(RelayStrategy.Factory.class).to(PlainFactory.class))
                .driverFactory())
        .isEmpty();
  }

  @Test
  void missingPluginIsReportedWithTheOriginOfItsName() {
    PluginCatalog catalog = PluginCatalog.load(List.of());
    NodeConfig config =
        NodeConfig.builder().set("gossip.relay.use", "folding", "--relay").build(catalog.all());

    assertRefused(() -> Composition.of(config, catalog))
        .isEqualTo("--relay: there is no plugin 'relay.folding'; there is relay.flooding");
  }

  @Test
  void throwingModuleIsReportedForItsPlugin() {
    assertRefused(
            () ->
                compose(
                    () -> {
                      throw new IllegalStateException("one\ntwo");
                    }))
        .isEqualTo("plugin relay.stub failed in module: one");
  }

  @Test
  void throwingConfigureIsReportedForItsPlugin() {
    assertRefused(
            () ->
                compose(
                    () ->
                        binder -> {
                          throw new IllegalStateException("one\ntwo");
                        }))
        .isEqualTo("plugin relay.stub failed in module: java.lang.IllegalStateException: one two");
  }

  @Test
  void errorAddedByAModuleIsReportedForItsPlugin() {
    assertRefused(() -> compose(() -> binder -> binder.addError("the key file is empty")))
        .isEqualTo("plugin relay.stub failed in module: the key file is empty");
  }

  @Test
  void moduleWithoutAFactoryIsReportedForItsPlugin() {
    assertRefused(() -> compose(() -> binder -> {}))
        .isEqualTo("plugin relay.stub failed to bind RelayStrategy.Factory");
  }

  @Test
  void moduleThatLacksABindingIsReportedForItsPlugin() {
    assertRefused(
            () ->
                compose(
                    () ->
                        binder ->
                            binder.bind(RelayStrategy.Factory.class).to(FactoryWithHelper.class)))
        .startsWith("plugin relay.stub failed to be wired: ")
        .contains(Helper.class.getSimpleName());
  }

  @Test
  void moduleThatBindsTwiceIsReportedForItsPlugin() {
    assertRefused(
            () ->
                compose(
                    () ->
                        binder -> {
                          binder.bind(RelayStrategy.Factory.class).toInstance(IdleRelay::new);
                          binder.bind(RelayStrategy.Factory.class).to(PlainFactory.class);
                        }))
        .startsWith("plugin relay.stub failed to be wired: ")
        .endsWith("was bound multiple times.");
  }

  @Test
  void factoryThatCannotBeCreatedIsReportedForItsPlugin() {
    assertRefused(
            () ->
                compose(
                    () ->
                        binder ->
                            binder
                                .bind(RelayStrategy.Factory.class)
                                .toProvider(
                                    () -> {
                                      throw new IllegalStateException("one\ntwo");
                                    })))
        .isEqualTo(
            "plugin relay.stub failed to make its factory:"
                + " java.lang.IllegalStateException: one two");
  }

  @Test
  void moduleThatLooksUpAProviderIsNotBlamedForAnotherPlugin() {
    Supplier<Module> lookup =
        () ->
            binder -> {
              binder.bind(Helper.class).toInstance(new Helper());
              Provider<Helper> unused = binder.getProvider(Helper.class);
              binder.bind(RelayStrategy.Factory.class).to(PlainFactory.class);
            };

    assertRefused(
            () ->
                compose(
                    new StubPlugin("relay.stub", lookup),
                    new StubPlugin(
                        "transport.silent",
                        () ->
                            binder ->
                                binder
                                    .bind(Transport.Factory.class)
                                    .to(TransportWithHelper.class))))
        .startsWith("plugin transport.silent failed to be wired: ");
  }

  @Test
  void bindingsOfAPluginAreNotVisibleToOthers() {
    Supplier<Module> binding =
        () ->
            binder -> {
              binder.bind(Helper.class).toInstance(new Helper());
              binder.bind(RelayStrategy.Factory.class).to(FactoryWithHelper.class);
            };

    assertThat(compose(binding).driverFactory()).isEmpty();
    assertRefused(
            () ->
                compose(
                    new StubPlugin("relay.stub", binding),
                    new StubPlugin(
                        "transport.silent",
                        () ->
                            binder ->
                                binder
                                    .bind(Transport.Factory.class)
                                    .to(TransportWithHelper.class))))
        .startsWith("plugin transport.silent failed to be wired: ");
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void idleNodeRunsNoTimersWithANegativeClock() {
    Composition composition =
        compose(
            () -> binder -> binder.bind(RelayStrategy.Factory.class).toInstance(IdleRelay::new));
    Node node = newNode(composition, 1);

    // With a clock below zero, a naive comparison with "never" would loop forever.
    node.runTimers();

    assertThat(node.metrics()).containsEntry("timers", 0L);
    assertThat(node.isStopped()).isFalse();
  }

  @Test
  void outOfMemoryErrorIsNotBlamedOnTheTransport() {
    Node node =
        newNode(
            compose(
                () ->
                    binder -> binder.bind(RelayStrategy.Factory.class).toInstance(IdleRelay::new)),
            1);
    OutOfMemoryError full = new OutOfMemoryError("thrown by a test");

    assertThatThrownBy(
            () ->
                node.run(
                    () -> {
                      throw full;
                    }))
        .isSameAs(full);
  }

  private static Composition compose(Supplier<Module> relayModule) {
    return compose(new StubPlugin("relay.stub", relayModule), SilentTransport.plugin());
  }

  private static Composition compose(GossipPlugin relay, GossipPlugin transport) {
    PluginCatalog catalog = PluginCatalog.load(List.of()).with(List.of(relay, transport));
    NodeConfig config =
        NodeConfig.builder()
            .set("gossip.relay.use", relay.id(), "test")
            .set("gossip.transport.use", transport.id(), "test")
            .build(catalog.all());
    return Composition.of(config, catalog);
  }

  private static Node newNode(Composition composition, long seed) {
    return composition.newNode(
        new FixedTime(-5_000_000_000L, 1_700_000_000_000L),
        RandomStreams.seeded(seed),
        DatagramSink.unlimited((to, datagram) -> {}),
        event -> {});
  }

  private static final class IdleRelay implements RelayStrategy {
    private final RelayContext context;

    IdleRelay(RelayContext context) {
      this.context = context;
    }

    @Override
    public void onPublish(GossipMessage message) {
      context.deliver(message);
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return context.delivered(id);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {
      context.deliver(message);
    }
  }

  private static final class Helper {}

  private static final class PlainFactory implements RelayStrategy.Factory {
    @Inject
    PlainFactory() {}

    @Override
    public RelayStrategy create(RelayContext context) {
      return new IdleRelay(context);
    }
  }

  private static final class TransportWithHelper implements Transport.Factory {
    @Inject
    TransportWithHelper(Helper helper) {
      assertThat(helper).isNotNull();
    }

    @Override
    public Transport create(TransportContext context, LinkEvents events) {
      return new SilentTransport();
    }
  }

  private static final class FactoryWithHelper implements RelayStrategy.Factory {
    @Inject
    FactoryWithHelper(Helper helper) {
      assertThat(helper).isNotNull();
    }

    @Override
    public RelayStrategy create(RelayContext context) {
      return new IdleRelay(context);
    }
  }
}
