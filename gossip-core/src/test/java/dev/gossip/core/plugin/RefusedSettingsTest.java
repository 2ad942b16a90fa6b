package dev.gossip.core.plugin;

import static dev.gossip.core.plugin.Refusals.assertRefused;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.core.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A value that a plugin refuses is reported with the place where it was configured. */
class RefusedSettingsTest {
  private static final Setting<String> COLOUR = Setting.text("colour", "grey", "which colour");

  @TempDir private Path folder = Path.of("");

  @Test
  void valueRefusedByAModuleIsReportedWithItsOrigin() {
    assertRefused(() -> compose(new InModule(), config -> config.set(key(), "red", "--set")))
        .isEqualTo("--set: gossip.relay.picky.colour: red does not suit; take blue");
  }

  @Test
  void valueRefusedFromAFileIsReportedWithItsLine() throws IOException {
    Path file = Files.writeString(folder.resolve("node.conf"), "\n# a line\n" + key() + " = red\n");

    assertRefused(() -> compose(new InModule(), config -> config.file(file)))
        .isEqualTo(file + ": 3: gossip.relay.picky.colour: red does not suit; take blue");
  }

  @Test
  void defaultRefusedByAModuleIsReportedAsDefault() {
    assertRefused(() -> compose(new InModule(), config -> config))
        .isEqualTo("default: gossip.relay.picky.colour: grey does not suit; take blue");
  }

  @Test
  void valueRefusedInConfigureIsReportedTheSameWay() {
    assertRefused(() -> compose(new InConfigure(), config -> config.set(key(), "red", "--set")))
        .isEqualTo("--set: gossip.relay.picky.colour: red does not suit; take blue");
  }

  @Test
  void valueRefusedInSlotsIsReportedTheSameWay() {
    assertRefused(() -> compose(new InSlots(), config -> config.set(key(), "red", "--set")))
        .isEqualTo("--set: gossip.relay.picky.colour: red does not suit; take blue");
  }

  private static String key() {
    return "gossip.relay.picky.colour";
  }

  private static void compose(GossipPlugin plugin, UnaryOperator<NodeConfig.Builder> settings) {
    PluginCatalog catalog =
        PluginCatalog.load(List.of()).with(List.of(plugin, SilentTransport.plugin()));
    NodeConfig.Builder config = NodeConfig.builder().set("gossip.relay.use", "picky", "test");
    Composition.of(
        settings.apply(config).set("gossip.transport.use", "silent", "test").build(catalog.all()),
        catalog);
  }

  private abstract static class Picky implements GossipPlugin {
    @Override
    public String id() {
      return "relay.picky";
    }

    @Override
    public String summary() {
      return "likes one colour";
    }

    @Override
    public List<Setting<?>> settings() {
      return List.of(COLOUR);
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> {};
    }

    static String requireBlue(String colour) {
      if (!colour.equals("blue")) {
        throw new IllegalArgumentException(colour + " does not suit; take blue");
      }
      return colour;
    }
  }

  private static final class InModule extends Picky {
    @Override
    public Module module(PluginSettings settings) {
      String colour = settings.read(COLOUR, Picky::requireBlue);
      return binder -> binder.bind(String.class).toInstance(colour);
    }
  }

  private static final class InConfigure extends Picky {
    @Override
    public Module module(PluginSettings settings) {
      return binder ->
          binder.bind(String.class).toInstance(settings.read(COLOUR, Picky::requireBlue));
    }
  }

  private static final class InSlots extends Picky {
    @Override
    public Map<String, String> slots(PluginSettings settings) {
      return Map.of("relay.inner", settings.read(COLOUR, Picky::requireBlue));
    }
  }
}
