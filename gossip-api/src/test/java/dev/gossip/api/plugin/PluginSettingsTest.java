package dev.gossip.api.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.inject.Module;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PluginSettingsTest {
  private static final Setting<Duration> INTERVAL = Setting.duration("interval", "2s", "how often");
  private static final Setting<Integer> COUNT = Setting.integer("count", 3, 0, 9, "how many");
  private static final List<Setting<?>> DECLARED = List.of(INTERVAL, COUNT);

  @Test
  void configuredValueReplacesTheDefault() {
    PluginSettings settings = PluginSettings.of(DECLARED, Map.of("count", "7"));

    assertThat(settings.get(COUNT)).isEqualTo(7);
    assertThat(settings.get(INTERVAL)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void undeclaredKeyIsRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PluginSettings.of(DECLARED, Map.of("cuont", "7")))
        .withMessage("unknown setting 'cuont'");
  }

  @Test
  void invalidValueIsRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PluginSettings.of(DECLARED, Map.of("count", "10")))
        .withMessage("'10' is not a whole number from 0 to 9");
  }

  @Test
  void gettingAnUndeclaredSettingIsRejected() {
    PluginSettings settings = PluginSettings.of(List.of(INTERVAL), Map.of());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.get(COUNT))
        .withMessage("the plugin reads setting 'count' but does not list it in settings()");
  }

  @Test
  void valueRefusedByAReaderIsReportedForItsSetting() {
    PluginSettings settings = PluginSettings.of(DECLARED, Map.of("count", "7"));

    assertThat(settings.<Integer, Integer>read(COUNT, count -> count + 1)).isEqualTo(8);
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> settings.read(COUNT, PluginSettingsTest::refuse))
        .withMessage("no 7; take another")
        .satisfies(refused -> assertThat(refused.key()).isEqualTo("count"));
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(
            () ->
                settings.read(
                    INTERVAL, interval -> settings.read(COUNT, PluginSettingsTest::refuse)))
        .satisfies(refused -> assertThat(refused.key()).as("inner key").isEqualTo("count"));
  }

  private static Integer refuse(Integer value) {
    throw new IllegalArgumentException("no " + value + "; take another");
  }

  @Test
  void defaultsOfAPluginAreThoseOfItsSettings() {
    PluginSettings settings = PluginSettings.defaultsOf(new Declaring());

    assertThat(settings.get(COUNT)).isEqualTo(3);
    assertThat(settings.get(INTERVAL)).isEqualTo(Duration.ofSeconds(2));
  }

  private static final class Declaring implements GossipPlugin {
    @Override
    public String id() {
      return "relay.declaring";
    }

    @Override
    public String summary() {
      return "declares two settings";
    }

    @Override
    public List<Setting<?>> settings() {
      return DECLARED;
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> {};
    }
  }
}
