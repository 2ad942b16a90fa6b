package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.secure.SecureLab.Datagram;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Resets that anybody may have sent, on links whose datagrams take long. */
class ForgedResetTest {
  private static final long SEED = 20261130;
  private static final Duration MILLI = Duration.ofMillis(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SecureLab lab = new SecureLab(SEED);
  private final SecureEnd alice = lab.end("203.0.113.1:5000");
  private final SecureEnd bob = lab.end("198.51.100.2:5000");

  @ParameterizedTest
  @ValueSource(ints = {100, 400, 600})
  void forgedResetDoesNotEndALinkWithALongRoundTrip(int oneWayMillis) {
    Map<String, String> patient =
        Map.of("connect-timeout", "3s", "ping-after", "20s", "down-after", "1m");
    alice.restart(patient);
    bob.restart(patient);
    lab.wire = datagram -> List.of(datagram.after(MILLI.multipliedBy(oneWayMillis)));
    alice.dial(bob);
    lab.run(Duration.ofSeconds(16));
    assertThat(alice.notifications).hasSize(1);
    byte[] finish =
        lab.log.stream()
            .filter(d -> d.type() == SecureDatagrams.FINISH)
            .findFirst()
            .orElseThrow()
            .bytes();
    byte[] reset = Arrays.copyOf(finish, SecureDatagrams.RESET_BYTES);
    reset[3] = SecureDatagrams.RESET;
    lab.deliver(new Datagram(bob.address, alice.address, reset, Duration.ZERO));
    lab.run(Duration.ofSeconds(3));

    assertThat(alice.notifications).containsExactly("up OUTBOUND " + bob.address);
  }

  /** With default settings, after the peer has moved to a path that is slow. */
  @Test
  void forgedResetDoesNotEndALinkOnANewSlowPath() {
    alice.dial(bob);
    lab.run(SECOND);
    byte[] finish =
        lab.log.stream()
            .filter(d -> d.type() == SecureDatagrams.FINISH)
            .findFirst()
            .orElseThrow()
            .bytes();
    long bobsId = ByteBuffer.wrap(finish).getLong(SecureDatagrams.HEAD_BYTES);
    lab.move(bob, PeerAddress.parse("192.0.2.9:5000"));
    lab.wire = datagram -> List.of(datagram.after(MILLI.multipliedBy(600)));
    for (int i = 0; i < 200; i++) {
      bob.send("b" + i);
      lab.run(Duration.ofMillis(50));
    }
    lab.run(Duration.ofSeconds(9));
    String moved = "moved " + bob.address;
    assertThat(alice.notifications).containsExactly("up OUTBOUND 198.51.100.2:5000", moved);
    byte[] reset = new byte[SecureDatagrams.RESET_BYTES];
    ByteBuffer datagram = ByteBuffer.wrap(reset);
    SecureDatagrams.putHead(datagram, SecureDatagrams.RESET);
    datagram.putLong(bobsId);
    for (int i = 0; i < 10; i++) {
      lab.deliver(new Datagram(bob.address, alice.address, reset, Duration.ZERO));
      lab.run(Duration.ofMillis(2300));
    }

    assertThat(alice.notifications).containsExactly("up OUTBOUND 198.51.100.2:5000", moved);
  }
}
