package dev.gossip.cli.composition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.plugin.PluginCatalog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RepairOptionTest {
  private static final String USE = "gossip.relay.use";
  private static final String INNER = "gossip.relay.repair.inner";

  private static final PluginCatalog CATALOG = PluginCatalog.load(List.of());

  private static Map<String, String> settings(String... keysAndValues) {
    return RepairOption.settings(config(keysAndValues));
  }

  private static String description(String... keysAndValues) {
    return RepairOption.describe(config(keysAndValues), CATALOG.find("relay.repair"), CATALOG);
  }

  private static NodeConfig config(String... keysAndValues) {
    NodeConfig.Builder config = NodeConfig.builder();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      config.set(keysAndValues[i], keysAndValues[i + 1], "--set");
    }
    return config.build(CATALOG.all());
  }

  @Test
  void repairWrapsTheDefaultRelay() {
    assertThat(settings()).isEqualTo(Map.of(USE, "relay.repair"));
    assertThat(settings(INNER, "diffusion")).isEqualTo(Map.of(USE, "relay.repair"));
  }

  @Test
  void repairWrapsTheRelayThatIsChosen() {
    assertThat(settings(USE, "diffusion"))
        .isEqualTo(Map.of(USE, "relay.repair", INNER, "relay.diffusion"));
  }

  @Test
  void relayThatContainsRepairIsLeftAsItIs() {
    assertThat(settings(USE, "repair", INNER, "dandelion")).isEmpty();
    assertThat(settings(USE, "dandelion", "gossip.relay.dandelion.fluff", "repair")).isEmpty();
  }

  @Test
  void twoRelaysAreRefusedWithTheRemedy() {
    assertThatThrownBy(() -> settings(USE, "dandelion", INNER, "diffusion"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(INNER)
        .hasMessageContaining("remove one of them");
  }

  @Test
  void descriptionNamesTheRelayThatRepairWraps() {
    assertThat(description()).isEqualTo("relay flooding, repaired");
    assertThat(description(INNER, "diffusion")).isEqualTo("relay diffusion, repaired");
    assertThat(description(USE, "diffusion")).isEqualTo("relay diffusion, repaired");
    assertThat(description(USE, "repair", INNER, "relay.dandelion"))
        .isEqualTo("relay dandelion, repaired");
    assertThat(description(USE, "dandelion", "gossip.relay.dandelion.fluff", "repair"))
        .isEqualTo("relay dandelion, repaired");
  }

  @Test
  void descriptionWithoutRepairNamesTheRelayAlone() {
    assertThat(RepairOption.describe(config(), Optional.empty(), CATALOG))
        .isEqualTo("relay flooding");
    assertThat(RepairOption.describe(config(USE, "diffusion"), Optional.empty(), CATALOG))
        .isEqualTo("relay diffusion");
  }
}
