package dev.gossip.core.plugin;

import static dev.gossip.core.plugin.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.plugin.Slot;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.FixedTime;
import dev.gossip.core.engine.runtime.RandomStreams;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Relays that wrap other relays. */
class RelaySlotsTest {
  private static final Setting<String> FILLER = Setting.text("filler", "end", "what it wraps");
  private static final Setting<String> NAME = Setting.text("name", "unnamed", "its name");

  private final List<String> created = new ArrayList<>();

  @Test
  void wrappedRelayHasItsOwnSettings() {
    compose(
        Map.of("gossip.relay.use", "outer", "gossip.relay.end.name", "Kim"),
        new WrappingPlugin("relay.outer"));

    assertThat(created).containsExactly("end named Kim", "relay.outer over NamedFactory");
  }

  @Test
  void slotsWithTheSameNameMayBeNested() {
    compose(
        Map.of(
            "gossip.relay.use", "outer",
            "gossip.relay.outer.filler", "relay.middle",
            "gossip.relay.middle.filler", "end"),
        new WrappingPlugin("relay.outer"),
        new WrappingPlugin("relay.middle"));

    assertThat(created)
        .containsExactly(
            "end named unnamed",
            "relay.middle over NamedFactory",
            "relay.outer over WrappingFactory");
  }

  @Test
  void unknownFillerIsReportedWithTheAvailableRelays() {
    assertRefused(
            () ->
                compose(
                    Map.of("gossip.relay.use", "outer", "gossip.relay.outer.filler", "nothing"),
                    new WrappingPlugin("relay.outer")))
        .isEqualTo(
            "slot relay.inside of gossip.relay.outer: there is no plugin 'relay.nothing'; there is"
                + " relay.end, relay.flooding, relay.outer");
  }

  @Test
  void relayThatWrapsItselfIsRejected() {
    assertRefused(
            () ->
                compose(
                    Map.of(
                        "gossip.relay.use", "outer",
                        "gossip.relay.outer.filler", "middle",
                        "gossip.relay.middle.filler", "outer"),
                    new WrappingPlugin("relay.outer"),
                    new WrappingPlugin("relay.middle")))
        .isEqualTo(
            "slot relay.inside of gossip.relay.middle: relay.outer cannot wrap itself (relay.outer"
                + " over relay.middle over relay.outer); there is relay.end, relay.flooding");
  }

  @Test
  void malformedSlotNameIsRejected() {
    assertRefused(
            () ->
                compose(
                    Map.of("gossip.relay.use", "outer"),
                    new WrappingPlugin("relay.outer", "Fluff")))
        .startsWith("plugin relay.outer has a slot 'Fluff'; only relays have slots");
  }

  @Test
  void throwingSlotsAreReportedForTheirPlugin() {
    GossipPlugin broken =
        new WrappingPlugin("relay.outer") {
          @Override
          public Map<String, String> slots(PluginSettings settings) {
            throw new IllegalStateException("one\ntwo");
          }
        };

    assertRefused(() -> compose(Map.of("gossip.relay.use", "outer"), broken))
        .isEqualTo("plugin relay.outer failed in slots: one");
  }

  @Test
  void wrappedRelayThatCannotBeWiredIsReported() {
    GossipPlugin lacking =
        new StubPlugin(
            "relay.lacking",
            () -> binder -> binder.bind(RelayStrategy.Factory.class).to(WrappingFactory.class));

    assertRefused(
            () ->
                compose(
                    Map.of("gossip.relay.use", "outer", "gossip.relay.outer.filler", "lacking"),
                    new WrappingPlugin("relay.outer"),
                    lacking))
        .startsWith("plugin relay.lacking failed to be wired: ");
  }

  @Test
  void undeclaredSlotCannotBeInjected() {
    assertRefused(
            () ->
                compose(
                    Map.of("gossip.relay.use", "outer"),
                    new WrappingPlugin("relay.outer", "relay.other")))
        .startsWith("plugin relay.outer failed to be wired: ")
        .contains("relay.inside");
  }

  @Test
  void wrappedRelayWhoseFactoryCannotBeCreatedIsReported() {
    GossipPlugin failing =
        new StubPlugin(
            "relay.failing",
            () ->
                binder ->
                    binder
                        .bind(RelayStrategy.Factory.class)
                        .toProvider(
                            () -> {
                              throw new IllegalStateException("no key");
                            }));

    assertRefused(
            () ->
                compose(
                    Map.of("gossip.relay.use", "outer", "gossip.relay.outer.filler", "failing"),
                    new WrappingPlugin("relay.outer"),
                    failing))
        .isEqualTo(
            "plugin relay.failing failed to make its factory:"
                + " java.lang.IllegalStateException: no key");
  }

  private void compose(Map<String, String> values, GossipPlugin... relays) {
    List<GossipPlugin> plugins = new ArrayList<>(List.of(relays));
    plugins.add(new InnermostPlugin());
    plugins.add(SilentTransport.plugin());
    PluginCatalog catalog = PluginCatalog.load(List.of()).with(plugins);
    NodeConfig.Builder config = NodeConfig.builder().set("gossip.transport.use", "silent", "test");
    values.forEach((key, value) -> config.set(key, value, "test"));
    Composition composition = Composition.of(config.build(catalog.all()), catalog);
    composition.newNode(
        new FixedTime(),
        RandomStreams.seeded(1),
        DatagramSink.unlimited((to, datagram) -> {}),
        event -> {});
  }

  /** Wraps the relay that its setting names; expects it in the slot relay.inside. */
  private class WrappingPlugin extends AbstractPlugin {
    private final String id;
    private final String slot;

    WrappingPlugin(String id) {
      this(id, "relay.inside");
    }

    WrappingPlugin(String id, String slot) {
      this.id = id;
      this.slot = slot;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public List<Setting<?>> settings() {
      return List.of(FILLER);
    }

    @Override
    public Map<String, String> slots(PluginSettings settings) {
      return Map.of(slot, settings.get(FILLER));
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> {
        binder.bind(Label.class).toInstance(new Label(id, created));
        binder.bind(RelayStrategy.Factory.class).to(WrappingFactory.class);
      };
    }
  }

  private final class InnermostPlugin extends AbstractPlugin {
    @Override
    public String id() {
      return "relay.end";
    }

    @Override
    public List<Setting<?>> settings() {
      return List.of(NAME);
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder ->
          binder
              .bind(RelayStrategy.Factory.class)
              .toInstance(new NamedFactory(settings.get(NAME), created));
    }
  }

  private record Label(String id, List<String> created) {}

  private record NamedFactory(String name, List<String> created) implements RelayStrategy.Factory {
    @Override
    public RelayStrategy create(RelayContext context) {
      created.add("end named " + name);
      return new SilentRelay();
    }
  }

  private static final class WrappingFactory implements RelayStrategy.Factory {
    private final Label label;
    private final RelayStrategy.Factory inside;

    @Inject
    WrappingFactory(Label label, @Slot("relay.inside") RelayStrategy.Factory inside) {
      this.label = label;
      this.inside = inside;
    }

    @Override
    public RelayStrategy create(RelayContext context) {
      RelayStrategy wrapped = inside.create(context);
      label.created.add(label.id + " over " + inside.getClass().getSimpleName());
      return wrapped;
    }
  }

  private static final class SilentRelay implements RelayStrategy {
    @Override
    public void onPublish(GossipMessage message) {}

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {}

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return false;
    }
  }
}
