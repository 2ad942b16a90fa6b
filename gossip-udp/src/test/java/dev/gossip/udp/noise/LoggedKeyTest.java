package dev.gossip.udp.noise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.udp.noise.Session.RekeyLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that a line of a key log opens the packets of one direction of a session. */
class LoggedKeyTest {
  private static final long ID = 0x0123456789abcdefL;

  private static LoggedKey logged(TrafficCipher cipher) {
    return LoggedKey.parse(LoggedKey.line(ID, cipher, Handshakes.keys().fromDialer()))
        .orElseThrow();
  }

  private static byte[] open(LoggedKey key, byte[] datagram) {
    byte[] body = new byte[datagram.length];
    int length = key.open(datagram, SessionPair.HEADER, body);
    return length == Session.NO_BODY ? new byte[0] : Arrays.copyOf(body, length);
  }

  @ParameterizedTest
  @EnumSource
  void packetsOfAllEpochsAreOpenedInAnyOrder(TrafficCipher cipher) {
    SessionPair pair = new SessionPair(cipher, new RekeyLimits(Duration.ofDays(1), 3));
    List<SealedPacket> packets = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      SealedPacket packet = pair.dialer().seal(i);
      packets.add(packet);
      packets.add(packet);
    }
    Collections.shuffle(packets, new Random(1));
    LoggedKey key = logged(cipher);

    assertThat(packets.stream().mapToInt(packet -> Session.epoch(packet.number())).max())
        .hasValue(9);
    for (SealedPacket packet : packets) {
      assertThat(open(key, packet.bytes())).isEqualTo(packet.body());
    }
  }

  @ParameterizedTest
  @EnumSource
  void otherPacketsAreNotOpened(TrafficCipher cipher) {
    SessionPair pair = new SessionPair(cipher);
    LoggedKey key = logged(cipher);
    byte[] damaged = pair.dialer().seal(10).bytes();
    damaged[damaged.length - 1] ^= 1;

    assertThat(open(key, pair.acceptor().seal(10).bytes())).isEmpty();
    assertThat(open(key, damaged)).isEmpty();
    assertThat(open(key, Arrays.copyOf(damaged, SessionPair.HEADER + 15))).isEmpty();
    SealedPacket next = pair.dialer().seal(10);
    assertThat(open(key, next.bytes())).isEqualTo(next.body());
  }

  @Test
  void epochsFarAheadCostNothing() {
    byte[] forged = new byte[100];
    Arrays.fill(forged, (byte) 0x7f);
    LoggedKey key = logged(TrafficCipher.AES_256_GCM);

    assertThat(open(key, forged)).isEmpty();
    assertThat(key.derived()).isEqualTo(1);
  }

  @Test
  void lineHasTheIdTheCipherAndTheKey() {
    LoggedKey key = logged(TrafficCipher.CHACHA20_POLY1305);

    assertThat(LoggedKey.line(ID, TrafficCipher.AES_256_GCM, Handshakes.keys().fromDialer()))
        .matches("GOSSIP_UDP_2 0123456789abcdef AES_256_GCM [0-9a-f]{64}");
    assertThat(key.connectionId()).isEqualTo(ID);
    assertThat(key.isSame(logged(TrafficCipher.CHACHA20_POLY1305))).isTrue();
    assertThat(key).hasToString("LoggedKey of 0123456789abcdef");
  }

  @Test
  void otherLinesAreNoKeys() {
    String line = LoggedKey.line(ID, TrafficCipher.AES_256_GCM, Handshakes.keys().fromDialer());

    assertThat(LoggedKey.parse(line + "0")).isEmpty();
    assertThat(LoggedKey.parse(line.substring(1))).isEmpty();
    assertThat(LoggedKey.parse(line.replace("AES_256_GCM", "AES_128_GCM"))).isEmpty();
    assertThat(LoggedKey.parse("")).isEmpty();
    assertThat(LoggedKey.parse(" " + line + "\r")).isPresent();
  }
}
