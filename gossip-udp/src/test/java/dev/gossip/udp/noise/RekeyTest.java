package dev.gossip.udp.noise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.udp.LossyWire;
import dev.gossip.udp.RandomSeeds;
import dev.gossip.udp.noise.Session.OpenResult;
import dev.gossip.udp.noise.Session.RekeyLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RekeyTest {
  private static final Duration LONG = Duration.ofDays(1);

  private static SessionPair pair(TrafficCipher cipher, long packets) {
    return new SessionPair(cipher, new RekeyLimits(LONG, packets));
  }

  private static List<SealedPacket> seal(SessionPair.End end, int count) {
    List<SealedPacket> packets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      packets.add(end.seal(i % 50));
    }
    return packets;
  }

  private static void assertOpened(SessionPair.End end, List<SealedPacket> packets) {
    for (SealedPacket packet : packets) {
      assertThat(end.open(packet)).as("%x", packet.number()).isEqualTo(OpenResult.OPENED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void epochEndsAfterItsPackets(TrafficCipher cipher) {
    SessionPair pair = pair(cipher, 3);
    List<SealedPacket> packets = seal(pair.dialer(), 10);

    assertThat(packets)
        .extracting(SealedPacket::epoch)
        .containsExactly(0, 0, 0, 1, 1, 1, 2, 2, 2, 3);
    assertThat(packets)
        .extracting(packet -> Session.counter(packet.number()))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertOpened(pair.acceptor(), packets);
    // The directions are independent.
    assertThat(pair.acceptor().seal(5).epoch()).isZero();
  }

  @Test
  void epochEndsAfterItsTimeOneStepAtOnce() {
    SessionPair pair =
        new SessionPair(
            TrafficCipher.AES_256_GCM, new RekeyLimits(Duration.ofMinutes(10), 1L << 24));
    pair.pass(Duration.ofMinutes(10).minusNanos(1));
    assertThat(pair.dialer().seal(5).epoch()).isZero();
    pair.pass(Duration.ofNanos(1));
    assertThat(pair.dialer().seal(5).epoch()).isEqualTo(1);
    pair.pass(Duration.ofHours(5));

    SealedPacket packet = pair.acceptor().seal(5);
    assertThat(packet.epoch()).isEqualTo(1);
    assertThat(pair.dialer().open(packet)).isEqualTo(OpenResult.OPENED);
    assertThat(pair.dialer().seal(5).epoch()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void reorderedPacketsOpenOverManyEpochs(TrafficCipher cipher) {
    RandomSeeds.forEach(seed -> assertReorderedPacketsOpen(cipher, seed));
  }

  private static void assertReorderedPacketsOpen(TrafficCipher cipher, long seed) {
    Random random = new Random(seed);
    SessionPair pair = pair(cipher, 16);
    for (int block = 0; block < 100; block++) {
      List<SealedPacket> packets = seal(pair.dialer(), 16);
      Collections.shuffle(packets, random);
      for (SealedPacket packet : packets) {
        if (random.nextInt(3) == 0) {
          assertThat(pair.acceptor().open(packet.forged()))
              .as("seed %d", seed)
              .isEqualTo(OpenResult.NOT_AUTHENTIC);
        }
        assertThat(pair.acceptor().open(packet)).as("seed %d", seed).isEqualTo(OpenResult.OPENED);
        assertThat(pair.acceptor().open(packet)).as("seed %d", seed).isEqualTo(OpenResult.REPLAYED);
      }
    }
    assertThat(pair.dialer().seal(1).epoch()).isEqualTo(100);
  }

  /** A channel that loses 30 %, doubles 20 %, damages copies, and delays up to 40 packets. */
  @ParameterizedTest
  @EnumSource
  void packetsOpenOnceOverAChannelThatLosesDoublesAndReorders(TrafficCipher cipher) {
    RandomSeeds.forEach(seed -> assertPacketsOpenOnce(cipher, seed));
  }

  private static void assertPacketsOpenOnce(TrafficCipher cipher, long seed) {
    Random random = new Random(seed);
    LossyWire wire =
        new LossyWire(new SplittableRandom(seed)).losing(0.3).repeating(0.2).delaying(0, 39);
    SessionPair pair = pair(cipher, 128);
    Map<Integer, List<SealedPacket>> arrivals = new TreeMap<>();
    List<Long> notLost = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      SealedPacket packet = pair.dialer().seal(random.nextInt(100));
      List<Long> copies = wire.arrivals();
      if (copies.isEmpty()) {
        continue;
      }
      notLost.add(packet.number());
      for (long delay : copies) {
        arrive(arrivals, i + (int) delay, packet);
      }
      if (random.nextInt(10) == 0) {
        int bit = random.nextInt(8 * packet.bytes().length);
        arrive(arrivals, i + random.nextInt(40), packet.withFlippedBit(bit));
      }
    }
    List<Long> opened = new ArrayList<>();
    arrivals.values().stream()
        .flatMap(List::stream)
        .filter(packet -> pair.acceptor().open(packet) == OpenResult.OPENED)
        .forEach(packet -> opened.add(packet.number()));

    assertThat(pair.dialer().seal(1).epoch()).as("seed %d", seed).isEqualTo(23);
    assertThat(opened).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(notLost);
  }

  private static void arrive(
      Map<Integer, List<SealedPacket>> arrivals, int time, SealedPacket packet) {
    arrivals.computeIfAbsent(time, t -> new ArrayList<>()).add(packet);
  }

  @ParameterizedTest
  @EnumSource
  void forgedPacketOfTheNextEpochChangesNothing(TrafficCipher cipher) {
    SessionPair pair = pair(cipher, 2);
    List<SealedPacket> packets = seal(pair.dialer(), 4);
    SealedPacket genuine = packets.get(2);
    assertThat(genuine.epoch()).isEqualTo(1);

    assertThat(pair.acceptor().open(genuine.forged())).isEqualTo(OpenResult.NOT_AUTHENTIC);
    assertThat(pair.acceptor().open(packets.get(0).withNumber(genuine.number())))
        .isEqualTo(OpenResult.NOT_AUTHENTIC);
    assertOpened(pair.acceptor(), List.of(packets.get(0), packets.get(1)));
    pair.pass(Duration.ofSeconds(4));
    assertOpened(pair.acceptor(), List.of(genuine, packets.get(3)));
  }

  @ParameterizedTest
  @EnumSource
  void packetTwoEpochsAheadIsDropped(TrafficCipher cipher) {
    SessionPair pair = pair(cipher, 1);
    List<SealedPacket> packets = seal(pair.dialer(), 3);

    assertThat(pair.acceptor().open(packets.get(2))).isEqualTo(OpenResult.OTHER_EPOCH);
    assertThat(pair.acceptor().open(packets.get(0).withNumber(-1)))
        .isEqualTo(OpenResult.OTHER_EPOCH);
    assertOpened(pair.acceptor(), packets);
  }

  @ParameterizedTest
  @EnumSource
  void previousEpochIsForgottenAfterThreeSeconds(TrafficCipher cipher) {
    SessionPair pair = pair(cipher, 3);
    List<SealedPacket> packets = seal(pair.dialer(), 4);
    assertOpened(pair.acceptor(), List.of(packets.get(3), packets.get(0)));
    pair.pass(Duration.ofSeconds(3));
    assertOpened(pair.acceptor(), List.of(packets.get(1)));
    pair.pass(Duration.ofNanos(1));

    assertThat(pair.acceptor().open(packets.get(2))).isEqualTo(OpenResult.OTHER_EPOCH);
  }

  @ParameterizedTest
  @EnumSource
  void epochBeforeThePreviousOneIsForgottenAtOnce(TrafficCipher cipher) {
    SessionPair pair = pair(cipher, 2);
    List<SealedPacket> packets = seal(pair.dialer(), 6);
    assertOpened(pair.acceptor(), List.of(packets.get(1), packets.get(3), packets.get(5)));

    assertThat(pair.acceptor().open(packets.get(0))).isEqualTo(OpenResult.OTHER_EPOCH);
    assertOpened(pair.acceptor(), List.of(packets.get(2), packets.get(4)));
  }
}
