package dev.gossip.api.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import dev.gossip.api.spam.SpamControl;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimplePluginTest {
  private static final Setting<Integer> LIMIT =
      Setting.integer("limit", 10, 1, 100, "the largest amount");
  private static final Setting<String> FILE = Setting.text("file", "", "a file");

  private static final class Limiting extends SimplePlugin<SpamControl.Factory> {
    Limiting() {
      super(
          "spam.limiting",
          "limits amounts",
          settings -> {
            String file = settings.read(FILE, Limiting::checked);
            return context ->
                (from, cost, amount) -> amount <= settings.get(LIMIT) && file.isEmpty();
          },
          LIMIT,
          FILE);
    }

    private static String checked(String file) {
      if (!file.isEmpty()) {
        throw new IllegalArgumentException("there is no file " + file + "; create it");
      }
      return file;
    }
  }

  @Test
  void describesItselfByTheArgumentsOfTheConstructor() {
    GossipPlugin plugin = new Limiting();

    assertThat(plugin.id()).isEqualTo("spam.limiting");
    assertThat(plugin.summary()).isEqualTo("limits amounts");
    assertThat(plugin.settings()).containsExactly(LIMIT, FILE);
  }

  @Test
  void factoryOfItsKindIsBound() {
    GossipPlugin plugin = new Limiting();
    PluginSettings settings = PluginSettings.of(plugin.settings(), Map.of("limit", "7"));

    assertThat(Guice.createInjector(plugin.module(settings)).getInstance(SpamControl.Factory.class))
        .isNotNull();
  }

  @Test
  void refusedSettingIsReportedWhenTheFactoryIsMade() {
    GossipPlugin plugin = new Limiting();
    PluginSettings settings = PluginSettings.of(plugin.settings(), Map.of("file", "keys"));

    assertThatThrownBy(() -> plugin.module(settings))
        .isInstanceOfSatisfying(
            InvalidSettingException.class, e -> assertThat(e.key()).isEqualTo("file"))
        .hasMessage("there is no file keys; create it");
  }
}
