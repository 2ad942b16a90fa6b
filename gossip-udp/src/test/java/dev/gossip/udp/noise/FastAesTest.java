package dev.gossip.udp.noise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FastAesTest {

  @Test
  void runtimeWithoutAesInstructionsIsNotFast() throws IOException, InterruptedException {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UseAES",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(java.getInputStream().readAllBytes(), UTF_8)).isEqualTo("false");
    assertThat(java.waitFor()).isZero();
  }

  @Test
  void answerStaysTheSame() {
    assertThat(FastAes.here()).isEqualTo(FastAes.here());
  }

  /** Prints the answer of another runtime. */
  static final class Main {
    private Main() {}

    public static void main(String[] args) {
      System.out.print(FastAes.here());
    }
  }
}
