package dev.gossip.core.plugin;

import static dev.gossip.core.plugin.Refusals.assertRefused;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.inject.Module;
import com.google.inject.TypeLiteral;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.NamedSlot;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.plugin.Slot;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.core.builtin.FloodingPlugin;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.FixedTime;
import dev.gossip.core.engine.runtime.RandomStreams;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Plugins that return their factory, without a module. */
class PlainPluginsTest {
  private static final Setting<String> NAME = Setting.text("name", "unnamed", "its name");
  private static final Setting<String> FILLER = Setting.text("filler", "end", "what it wraps");

  private final List<String> created = new ArrayList<>();

  @Test
  void relayIsCreatedForEachNodeWithTheSettingsOfItsPlugin() {
    Composition composition =
        compose(Map.of("gossip.relay.use", "end", "gossip.relay.end.name", "Kim"));
    newNode(composition);
    newNode(composition);

    assertThat(created).containsExactly("end named Kim", "end named Kim");
  }

  @Test
  void slotOfAPlainRelayIsFilledByAPlainOne() {
    newNode(compose(Map.of("gossip.relay.use", "outer")));

    assertThat(created).containsExactly("outer over relay.inside", "end named unnamed");
  }

  @Test
  void plainRelaysAndThoseWithModulesWrapEachOther() {
    newNode(
        compose(
            Map.of(
                "gossip.relay.use", "outer",
                "gossip.relay.outer.filler", "wired",
                "gossip.relay.wired.filler", "middle")));

    assertThat(created)
        .containsExactly(
            "outer over relay.inside",
            "wired over relay.inside",
            "middle over relay.inside",
            "end named unnamed");
  }

  @Test
  void slotCannotBeUsedBeforeThePluginsAreWired() {
    GossipPlugin hasty =
        new Outer("relay.hasty") {
          @Override
          public Object factory(PluginSettings settings, Map<String, RelayStrategy.Factory> slots) {
            RelayStrategy.Factory inside = requireNonNull(slots.get("relay.inside"));
            assertThatIllegalStateException()
                .isThrownBy(() -> inside.create(noContext()))
                .withMessageContaining("slot relay.inside is not filled yet");
            return super.factory(settings, slots);
          }
        };
    compose(Map.of("gossip.relay.use", "hasty"), hasty);
  }

  @SuppressWarnings("NullAway") // the context is not used
  private static RelayContext noContext() {
    return null;
  }

  @Test
  void refusedSettingIsReportedWithItsOrigin() {
    assertRefused(
            () -> compose(Map.of("gossip.relay.use", "end", "gossip.relay.end.name", "nobody")))
        .isEqualTo("test: gossip.relay.end.name: nobody has that name; take another");
  }

  @Test
  void pluginWithNeitherFactoryNorModuleIsRejected() {
    assertRefused(() -> compose(Map.of("gossip.relay.use", "empty"), new Named("relay.empty")))
        .startsWith("plugin relay.empty failed in module: ")
        .contains("override factory, or module");
  }

  @Test
  void factoryOfAnotherKindIsRejected() {
    GossipPlugin mixed =
        new Named("relay.mixed") {
          @Override
          public Transport.Factory factory(PluginSettings settings) {
            return (context, events) -> new SilentTransport();
          }
        };
    assertRefused(() -> compose(Map.of("gossip.relay.use", "mixed"), mixed))
        .isEqualTo("plugin relay.mixed failed to bind RelayStrategy.Factory");
  }

  @Test
  void transportMayAlsoProveIds() {
    assertThat(compose(Map.of("gossip.transport.use", "silent")).identities()).isEmpty();
    assertThat(compose(Map.of("gossip.transport.use", "proving")).identities()).isPresent();
  }

  @Test
  void slotMadeAtRunTimeEqualsTheOneOfTheCompiler() throws Exception {
    Slot compiled =
        requireNonNull(
            WiredRelays.class
                .getDeclaredConstructor(List.class, RelayStrategy.Factory.class)
                .getParameters()[1]
                .getAnnotation(Slot.class));
    NamedSlot made = new NamedSlot("relay.inside");

    assertThat(made).isEqualTo(compiled).hasSameHashCodeAs(compiled);
    assertThat(compiled).isEqualTo(made);
    assertThat(made).isNotEqualTo(new NamedSlot("relay.other"));
  }

  private Composition compose(Map<String, String> values, GossipPlugin... more) {
    List<GossipPlugin> plugins = new ArrayList<>(List.of(more));
    plugins.add(new End());
    plugins.add(new Outer("relay.outer"));
    plugins.add(new Outer("relay.middle"));
    plugins.add(new Wired());
    plugins.add(SilentTransport.plugin());
    plugins.add(new Proving());
    PluginCatalog catalog = PluginCatalog.load(List.of()).with(plugins);
    NodeConfig.Builder config = NodeConfig.builder().set("gossip.transport.use", "silent", "test");
    values.forEach((key, value) -> config.set(key, value, "test"));
    return Composition.of(config.build(catalog.all()), catalog);
  }

  private static void newNode(Composition composition) {
    composition.newNode(
        new FixedTime(),
        RandomStreams.seeded(1),
        DatagramSink.unlimited((to, datagram) -> {}),
        event -> {});
  }

  private static class Named implements GossipPlugin {
    private final String id;

    Named(String id) {
      this.id = id;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public String summary() {
      return "of a test";
    }
  }

  private final class End extends Named {
    End() {
      super("relay.end");
    }

    @Override
    public List<Setting<?>> settings() {
      return List.of(NAME);
    }

    @Override
    public RelayStrategy.Factory factory(PluginSettings settings) {
      String name =
          settings.read(
              NAME,
              text -> {
                if (text.equals("nobody")) {
                  throw new IllegalArgumentException("nobody has that name; take another");
                }
                return text;
              });
      return context -> {
        created.add("end named " + name);
        return new FloodingPlugin().factory(settings).create(context);
      };
    }
  }

  private class Outer extends Named {
    Outer(String id) {
      super(id);
    }

    @Override
    public List<Setting<?>> settings() {
      return List.of(FILLER);
    }

    @Override
    public Map<String, String> slots(PluginSettings settings) {
      return Map.of("relay.inside", settings.get(FILLER));
    }

    @Override
    public Object factory(PluginSettings settings, Map<String, RelayStrategy.Factory> slots) {
      RelayStrategy.Factory made =
          context -> {
            slots.keySet().forEach(slot -> created.add(nameOf(id()) + " over " + slot));
            return requireNonNull(slots.get("relay.inside")).create(context);
          };
      return made;
    }
  }

  private static String nameOf(String id) {
    return id.substring("relay.".length());
  }

  private final class Wired extends Outer {
    Wired() {
      super("relay.wired");
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> {
        binder.bind(new TypeLiteral<List<String>>() {}).toInstance(created);
        binder.bind(RelayStrategy.Factory.class).to(WiredRelays.class);
      };
    }
  }

  private static final class WiredRelays implements RelayStrategy.Factory {
    private final List<String> created;
    private final RelayStrategy.Factory inside;

    @Inject
    WiredRelays(List<String> created, @Slot("relay.inside") RelayStrategy.Factory inside) {
      this.created = created;
      this.inside = inside;
    }

    @Override
    public RelayStrategy create(RelayContext context) {
      created.add("wired over relay.inside");
      return inside.create(context);
    }
  }

  private static final class Proving extends Named {
    Proving() {
      super("transport.proving");
    }

    @Override
    public ProvingFactory factory(PluginSettings settings) {
      return new ProvingFactory();
    }
  }

  private static final class ProvingFactory implements Transport.Factory, NodeIdentities {
    @Override
    public Transport create(TransportContext context, LinkEvents events) {
      return new SilentTransport();
    }

    @Override
    public PeerId idOf(byte[] secretKey) {
      return new PeerId(secretKey);
    }
  }
}
