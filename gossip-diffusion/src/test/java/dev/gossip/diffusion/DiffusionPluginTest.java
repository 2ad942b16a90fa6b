package dev.gossip.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.testkit.contract.PluginContract;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DiffusionPluginTest extends PluginContract {
  @Override
  protected GossipPlugin plugin() {
    return new DiffusionPlugin();
  }

  @Test
  void profileSetsBothDelays() {
    DiffusionSettings lan = TestSettings.diffusion("profile", "lan");

    assertThat(lan.outboundMean()).isEqualTo(Duration.ofMillis(200));
    assertThat(lan.inboundMean()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void explicitDelayOverridesTheProfile() {
    DiffusionSettings settings = TestSettings.diffusion("profile", "ci", "outbound-mean", "2s");

    assertThat(settings.outboundMean()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.inboundMean()).isEqualTo(Duration.ofMillis(50));
  }
}
