package dev.gossip.udp.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gossip.api.plugin.InvalidSettingException;
import dev.gossip.api.plugin.PluginSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinkSettingsTest {
  @Test
  void rekeyAfterMustBeTwiceDownAfter() {
    PluginSettings settings =
        PluginSettings.of(LinkSettings.all(), Map.of("down-after", "5s", "rekey-after", "9999ms"));

    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> LinkSettings.of(settings))
        .withMessageContaining(
            "write at least twice gossip.transport.udp.down-after, which is 5000ms")
        .matches(refused -> refused.key().equals("rekey-after"), "blames rekey-after");
  }

  @Test
  void downAfterMustExceedPingAfter() {
    PluginSettings settings =
        PluginSettings.of(LinkSettings.all(), Map.of("ping-after", "3s", "down-after", "3s"));

    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> LinkSettings.of(settings))
        .withMessageContaining("write more than gossip.transport.udp.ping-after, which is 3000ms")
        .matches(refused -> refused.key().equals("down-after"), "blames down-after");
  }

  @Test
  void machineChoosesTheCipherOnlyIfTheUserLeavesItToIt() {
    for (String written : List.of("auto", "aes", "chacha20")) {
      LinkSettings settings =
          LinkSettings.of(PluginSettings.of(LinkSettings.all(), Map.of("cipher", written)));
      boolean isChosen = written.equals("auto");
      assertThat(settings.forMachine(true).cipher().prefersAes())
          .as(written)
          .isEqualTo(isChosen || written.equals("aes"));
      assertThat(settings.forMachine(false).cipher().prefersAes())
          .as(written)
          .isEqualTo(written.equals("aes"));
      assertThat(settings.forMachine(false))
          .usingRecursiveComparison()
          .ignoringFields("cipher")
          .isEqualTo(settings);
    }
  }

  @Test
  void linksWithoutADriverDoNotDependOnTheMachine() throws IOException, InterruptedException {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UseAES",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(java.getInputStream().readAllBytes(), UTF_8)).isEqualTo("aes true");
    assertThat(java.waitFor()).isZero();
  }

  /** Prints what another runtime prefers. */
  static final class Main {
    private Main() {}

    public static void main(String[] args) {
      System.out.print("aes " + CipherChoice.AUTO.prefersAes());
    }
  }
}
