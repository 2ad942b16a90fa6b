package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The setting for the size of datagrams, on a path that carries 1,472 bytes. */
class DatagramLimitTest {
  private static final ByteString FRAME = ByteString.copyFrom(new byte[300]);
  private static final int FRAMES = 20_000;

  private final SecureLab lab = new SecureLab(1);
  private final SecureEnd alice = lab.end("203.0.113.1:5000");
  private final SecureEnd bob = lab.end("198.51.100.2:5000");

  private void linkAndSendBothWays(Map<String, String> ofAlice) {
    alice.restart(ofAlice);
    alice.dial(bob);
    lab.run(Duration.ofSeconds(1));
    for (int i = 0; i < FRAMES / 100; i++) {
      for (int j = 0; j < 100; j++) {
        alice.transport().send(alice.link(), FRAME, Priority.RELAYED);
        bob.transport().send(bob.link(), FRAME, Priority.RELAYED);
      }
      alice.transport().flush();
      bob.transport().flush();
      lab.run(Duration.ofMillis(20));
    }
    lab.run(Duration.ofSeconds(10));
    assertThat(alice.frames).hasSize(FRAMES);
    assertThat(bob.frames).hasSize(FRAMES);
  }

  private int largestFrom(SecureEnd end) {
    return lab.log.stream()
        .filter(datagram -> datagram.from().equals(end.address))
        .mapToInt(datagram -> datagram.bytes().length)
        .max()
        .orElseThrow();
  }

  @Test
  void nodeSendsAndReceivesNoDatagramAboveItsSetting() {
    linkAndSendBothWays(Map.of("max-datagram-bytes", "1200"));
    assertThat(largestFrom(alice)).isLessThanOrEqualTo(1_200);
    assertThat(largestFrom(bob)).isLessThanOrEqualTo(1_200);
  }

  @Test
  void datagramsGrowToTheSettingWhereThePathCarriesMore() {
    linkAndSendBothWays(Map.of("max-datagram-bytes", "1400"));
    assertThat(largestFrom(alice)).isEqualTo(1_400);
    assertThat(largestFrom(bob)).isEqualTo(1_400);
  }

  @Test
  void datagramsGrowToWhatThePathCarriesWithoutTheSetting() {
    linkAndSendBothWays(Map.of());
    assertThat(largestFrom(alice)).isEqualTo(1_472);
    assertThat(largestFrom(bob)).isEqualTo(1_472);
  }
}
