package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.secure.SecureLab.Datagram;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests links whose keys change every second while datagrams are reordered and repeated. */
class SecureRekeyTest {
  private static final long SEED = 20260809;
  private static final int FRAMES = 1500;
  private static final Optional<Duration> REKEY_AFTER = Optional.of(Duration.ofSeconds(1));

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final SecureLab lab = new SecureLab(SEED);
  private final SecureEnd alice = lab.end("203.0.113.1:5000");
  private final SecureEnd bob = lab.end("198.51.100.2:5000");

  private List<Datagram> reorder(Datagram datagram, int jitterMillis, int lossPercent) {
    List<Datagram> carried = new ArrayList<>();
    if (datagram.type() <= SecureDatagrams.FINISH || random.nextInt(100) >= lossPercent) {
      carried.add(datagram.after(Duration.ofMillis(1 + random.nextInt(jitterMillis))));
      carried.add(datagram.after(Duration.ofMillis(1 + random.nextInt(2 * jitterMillis))));
    }
    return carried;
  }

  @Test
  void keyEncryptsFewerBlocksThanAesGcmAllows() {
    // RFC 9001, appendix B.1.1: 2^28 packets of 2^11 bytes, or 2^23 of 2^16.
    long allowedBlocks = 1L << 35;
    assertThat(allowedBlocks).isEqualTo((1L << (28 + 11)) / 16).isEqualTo((1L << (23 + 16)) / 16);
    long blocks = (Datagrams.MAX_BYTES + 15L) / 16;
    assertThat(SecureNode.REKEY_PACKETS * blocks).isLessThan(allowedBlocks);
  }

  @ParameterizedTest
  @CsvSource({"aes, 10, 0", "aes, 900, 0", "chacha20, 900, 0", "aes, 900, 20"})
  void framesArriveOnceWhileKeysChange(String cipher, int jitterMillis, int lossPercent) {
    alice.rekeyAfter = REKEY_AFTER;
    bob.rekeyAfter = REKEY_AFTER;
    alice.restart(Map.of("cipher", cipher));
    bob.restart(Map.of());
    alice.dial(bob);
    lab.run(Duration.ofSeconds(1));
    lab.wire = datagram -> reorder(datagram, jitterMillis, lossPercent);
    for (int i = 0; i < FRAMES; i++) {
      alice.send("from alice " + i);
      bob.send("from bob " + i);
      lab.run(Duration.ofMillis(10));
    }
    lab.run(Duration.ofSeconds(3));

    // Less than the 1,024 numbers of the window are under way, and keys stay for 3 s.
    int expected = lossPercent == 0 ? FRAMES : FRAMES * (95 - lossPercent) / 100;
    assertThat(bob.texts())
        .as("seed %d", SEED)
        .hasSizeBetween(expected, FRAMES)
        .doesNotHaveDuplicates();
    assertThat(alice.texts())
        .as("seed %d", SEED)
        .hasSizeBetween(expected, FRAMES)
        .doesNotHaveDuplicates();
    assertThat(alice.notifications).hasSize(1);
    assertThat(bob.notifications).hasSize(1);
    assertThat(highestEpoch()).as("keys have changed").isGreaterThanOrEqualTo(14);
  }

  private int highestEpoch() {
    return lab.log.stream()
        .filter(datagram -> datagram.type() == SecureDatagrams.DATA)
        .mapToInt(datagram -> ByteBuffer.wrap(datagram.bytes()).getInt(12) >>> 8)
        .max()
        .orElse(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"12s", "10m"})
  void lossOfPingsDoesNotEndALinkWhoseKeysChange(String rekeyAfter) {
    Map<String, String> settings = Map.of("rekey-after", rekeyAfter);
    alice.restart(settings);
    bob.restart(settings);
    alice.dial(bob);
    lab.run(Duration.ofSeconds(10));
    lab.wire = datagram -> datagram.from().equals(alice.address) ? List.of() : List.of(datagram);
    lab.run(Duration.ofMillis(3500));
    lab.wire = List::of;
    lab.run(Duration.ofSeconds(20));

    assertThat(bob.notifications)
        .as("drops %s", bob.drops)
        .containsExactly("up INBOUND " + alice.address);
  }
}
