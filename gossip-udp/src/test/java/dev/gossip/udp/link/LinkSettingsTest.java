package dev.gossip.udp.link;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gossip.api.plugin.InvalidSettingException;
import dev.gossip.api.plugin.PluginSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinkSettingsTest {
  @Test
  void downAfterMustExceedPingAfter() {
    PluginSettings settings =
        PluginSettings.of(LinkSettings.all(), Map.of("ping-after", "3s", "down-after", "3s"));

    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> LinkSettings.of(settings))
        .withMessageContaining("write more than gossip.transport.udp.ping-after, which is 3000ms")
        .matches(refused -> refused.key().equals("down-after"), "blames down-after");
  }
}
