package dev.gossip.udp.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.LinkStats;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceivedPacketsTest {
  private static final int WINDOW = PacketGaps.WINDOW;

  private final Link link =
      new Link(1, new PeerAddress("192.0.2.1", 5000), 1, true, Link.State.UP, 0);
  private int reportedLost;

  private void receive(long... numbers) {
    for (long number : numbers) {
      reportedLost += ReceivedPackets.add(link, number);
    }
  }

  private void receiveRange(long first, long last) {
    for (long number = first; number <= last; number++) {
      receive(number);
    }
  }

  private void assertStats(long expected, long lost) {
    assertThat(ReceivedPackets.stats(link))
        .isEqualTo(new LinkStats(expected, lost, Optional.empty(), 1_200));
    assertThat(reportedLost).as("sum of the reported losses").isEqualTo(lost);
  }

  @Test
  void noLossIsCountedWhenAllArriveInOrder() {
    receiveRange(1, 5_000);
    assertStats(5_000, 0);
  }

  @Test
  void numbersBeforeTheFirstReceivedOneAreNotLost() {
    receive(4, 5, 2, 6);
    assertStats(6, 0);
  }

  @Test
  void missingNumberIsLostOnceItLeavesTheWindow() {
    receiveRange(1, 9);
    receiveRange(11, 10 + WINDOW - 1);
    assertStats(10 + WINDOW - 1, 0);

    receive(10 + WINDOW);
    assertStats(10 + WINDOW, 1);
  }

  @Test
  void missingNumberIsLostAtItsSecondCheck() {
    receive(1, 3);
    reportedLost += ReceivedPackets.countOverdueAsLost(link);
    assertStats(3, 0);

    receive(5);
    reportedLost += ReceivedPackets.countOverdueAsLost(link);
    assertStats(5, 1);
    reportedLost += ReceivedPackets.countOverdueAsLost(link);
    assertStats(5, 2);
  }

  @Test
  void allMissingNumbersAreLostWhenTheLinkEnds() {
    receive(1, 4, 6);
    reportedLost += ReceivedPackets.countAllAsLost(link);
    assertStats(6, 3);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void reorderedAndDuplicateDatagramsAreNotLost(long seed) {
    Random random = new Random(seed);
    List<Long> numbers = new ArrayList<>();
    for (long first = 2; first < 20_000; first += WINDOW / 2) {
      List<Long> block = new ArrayList<>();
      for (long number = first; number < first + WINDOW / 2; number++) {
        block.add(number);
        if (random.nextInt(10) == 0) {
          block.add(number);
        }
      }
      Collections.shuffle(block, random);
      numbers.addAll(block);
    }
    receive(1);
    numbers.forEach(this::receive);
    reportedLost += ReceivedPackets.countAllAsLost(link);

    assertThat(reportedLost).as("seed %d", seed).isZero();
    assertThat(ReceivedPackets.stats(link).datagramsLost()).as("seed %d", seed).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomLossIsCountedExactly(long seed) {
    Random random = new Random(seed);
    receive(1);
    int lost = 0;
    long last = 50_000;
    for (long number = 2; number < last; number++) {
      if (random.nextInt(10) == 0) {
        lost++;
      } else {
        receive(number);
      }
    }
    receive(last);
    reportedLost += ReceivedPackets.countAllAsLost(link);

    assertThat(ReceivedPackets.stats(link))
        .as("seed %d", seed)
        .isEqualTo(new LinkStats(last, lost, Optional.empty(), 1_200));
    assertThat(reportedLost).as("seed %d", seed).isEqualTo(lost);
  }

  @Test
  void burstLongerThanTheWindowIsCounted() {
    receiveRange(1, 100);
    receiveRange(60_101, 60_200);
    reportedLost += ReceivedPackets.countAllAsLost(link);
    assertStats(60_200, 60_000);
  }

  @Test
  void extremeLossIsCounted() {
    for (long number = 1; number < 1_000_000; number += 5_000) {
      receive(number);
    }
    receive(1_000_000);
    reportedLost += ReceivedPackets.countAllAsLost(link);
    // 201 arrived; after a long burst it takes two numbers to make the jump plausible.
    assertThat(ReceivedPackets.stats(link).datagramsExpected()).isEqualTo(1_000_000);
    assertThat(ReceivedPackets.stats(link).datagramsLost())
        .isBetween(1_000_000L - 201, 1_000_000L - 100);
  }

  @Test
  void gapsAreReleasedOnceTheyAreClosed() {
    receive(1, 3);
    assertThat(link.gaps).isNotNull();
    receive(2);
    assertThat(link.gaps).isNull();
    receive(3, 1, 4);
    assertStats(4, 0);
  }

  @Test
  void singleForgedNumberIsIgnored() {
    receiveRange(1, 10);
    for (long forged : new long[] {Long.MAX_VALUE, 1L << 40, 500_000, 1_000_000_000}) {
      receive(forged);
      long next = ReceivedPackets.stats(link).datagramsExpected() + 1;
      receive(next, next + 1);
    }
    reportedLost += ReceivedPackets.countAllAsLost(link);
    assertStats(18, 0);
  }

  @Test
  void countingRestartsWhereTwoImplausibleNumbersAgree() {
    receiveRange(1, 10);
    long far = Long.MAX_VALUE - 100;
    receive(far, far + 1, far + 3);
    assertThat(ReceivedPackets.stats(link).datagramsLost()).isZero();
    assertThat(ReceivedPackets.stats(link).datagramsExpected()).isLessThan(20);

    receiveRange(11, 20);
    reportedLost += ReceivedPackets.countAllAsLost(link);
    assertThat(ReceivedPackets.stats(link).datagramsLost()).isLessThan(5);
    assertThat(ReceivedPackets.stats(link).datagramsExpected()).isBetween(20L, 30L);
  }

  @Test
  void implausibleFirstNumberCountsAsOneDatagram() {
    receive(1L << 60, (1L << 60) + 1);
    assertStats(2, 0);
  }
}
