package dev.gossip.udp.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.udp.RandomSeeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class SendWindowTest {
  private static final int DATAGRAM = 1_200;
  private static final int LEAST = SendWindow.LEAST_DATAGRAMS * DATAGRAM;
  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000 * MS;

  /** Times are monotonic and may be any long, so they also pass the largest one. */
  private long now = Long.MAX_VALUE - 200 * MS;

  private SendWindow window = new SendWindow(DATAGRAM, 0, now);

  /** Sends what the window allows, and acknowledges or loses all of it a round trip later. */
  private void round(long roundTripNanos, BooleanSupplier isLost) {
    List<Long> sent = sendAll();
    for (long at : sent) {
      now = at + roundTripNanos - now > 0 ? at + roundTripNanos : now;
      if (isLost.getAsBoolean()) {
        window.onLost(DATAGRAM, at);
      } else {
        window.onAcked(DATAGRAM, at, now, 0, true);
      }
    }
  }

  private void round(long roundTripNanos) {
    round(roundTripNanos, () -> false);
  }

  private List<Long> sendAll() {
    List<Long> sent = new ArrayList<>();
    for (long wait = 0; wait != Long.MAX_VALUE; wait = window.waitNanos(now)) {
      now += wait;
      while (window.roomBytes(now) >= DATAGRAM) {
        window.onSent(DATAGRAM, now, true);
        sent.add(now);
      }
    }
    return sent;
  }

  private void rounds(int count, long roundTripNanos) {
    for (int i = 0; i < count; i++) {
      round(roundTripNanos);
    }
  }

  @Test
  void newWindowAllowsTenDatagramsAtOnce() {
    assertThat(window.roomBytes(now)).isEqualTo(10 * DATAGRAM);
    assertThat(sendAll()).hasSize(10).containsOnly(now);
    assertThat(window.roomBytes(now)).isZero();
    assertThat(window.underWayBytes()).isEqualTo(10 * DATAGRAM);
  }

  @Test
  void fullWindowWaitsForAnAcknowledgement() {
    long sent = sendAll().get(0);
    assertThat(window.waitNanos(now + SECOND)).isEqualTo(Long.MAX_VALUE);

    window.onAcked(DATAGRAM, sent, now + 50 * MS, 0, true);
    assertThat(window.waitNanos(now + 50 * MS)).isZero();
  }

  @Test
  void windowDoublesEachRoundTripAtFirst() {
    for (int i = 0; i < 6; i++) {
      int before = window.windowBytes();
      round(50 * MS);
      assertThat(window.windowBytes()).as("round trip %d", i).isEqualTo(2 * before);
    }
  }

  @Test
  void slowStartEndsWithoutAReductionWhenDelayRises() {
    rounds(4, 50 * MS);
    int before = window.windowBytes();
    round(60 * MS);
    rounds(2, 60 * MS);
    assertThat(window.windowBytes()).isBetween(before + DATAGRAM, before + 8 * DATAGRAM);
  }

  @Test
  void delayBelowTheTargetNeverShrinksTheWindow() {
    RandomSeeds.forEach(
        first -> {
          for (long seed = first; seed < first + 20; seed++) {
            Random random = new Random(seed);
            window = new SendWindow(DATAGRAM, 0, now);
            round(50_000);
            for (int i = 0; i < 60; i++) {
              int before = window.windowBytes();
              round(50_000 + (long) (random.nextDouble() * 20 * MS));
              assertThat(window.windowBytes()).as("seed %d", seed).isGreaterThanOrEqualTo(before);
            }
          }
        });
  }

  @Test
  void delayAboveTheTargetShrinksTheWindowToWhatThePathHolds() {
    rounds(6, 50 * MS);
    rounds(2, 60 * MS);
    int before = window.windowBytes();
    rounds(2, 90 * MS);
    assertThat(window.windowBytes()).isBetween(before / 10 * 5, before / 10 * 6);
  }

  @Test
  void windowShrinksOnceForWhatWasSentBeforeItShrank() {
    rounds(6, 50 * MS);
    round(150 * MS);
    int before = window.windowBytes();
    List<Long> sent = sendAll();
    int last = sent.size() - 1;
    now = sent.get(last) + 150 * MS;
    window.onAcked(DATAGRAM, sent.get(0), now, 0, true);
    int shrunk = window.windowBytes();
    assertThat(shrunk).isLessThan(before);
    for (long at : sent.subList(1, last)) {
      window.onAcked(DATAGRAM, at, now, 0, true);
    }
    assertThat(window.windowBytes()).isEqualTo(shrunk);
  }

  @Test
  void windowIsNeverBelowEightDatagrams() {
    rounds(3, 50 * MS);
    for (int i = 0; i < 50; i++) {
      round((100 + 40 * i) * MS, () -> true);
      window.onTimeout(now);
      round((100 + 40 * i) * MS);
      assertThat(window.windowBytes()).isGreaterThanOrEqualTo(LEAST);
      assertThat(sendAll()).hasSizeGreaterThanOrEqualTo(SendWindow.LEAST_DATAGRAMS);
      window.onForgotten(window.underWayBytes());
    }
  }

  @Test
  void delayThatTheLeastWindowDoesNotEndBecomesTheMinimum() {
    rounds(4, 50 * MS);
    rounds(30, 150 * MS);
    assertThat(window.minRoundTripNanos()).isEqualTo(150 * MS);
    assertThat(window.windowBytes()).isGreaterThan(2 * LEAST);
  }

  @Test
  void steadyRandomLossDoesNotCollapseTheWindow() {
    RandomSeeds.forEach(
        first -> {
          for (long seed = first; seed < first + 20; seed++) {
            Random random = new Random(seed);
            window = new SendWindow(DATAGRAM, 0, now);
            for (int i = 0; i < 30; i++) {
              round(50 * MS, () -> random.nextDouble() < 0.3);
            }
            assertThat(window.windowBytes()).as("seed %d", seed).isGreaterThan(100 * DATAGRAM);
          }
        });
  }

  @Test
  void lossAboveTheFloorShrinksTheWindow() {
    rounds(6, 50 * MS);
    int before = window.windowBytes();
    int[] count = {0};
    round(50 * MS, () -> count[0]++ % 4 == 3);
    round(50 * MS);
    assertThat(window.windowBytes()).isLessThan(before * 3 / 2);
  }

  @Test
  void windowThatIsNotUsedDoesNotGrow() {
    round(50 * MS);
    rounds(1, 50 * MS);
    int before = window.windowBytes();
    for (int i = 0; i < 100; i++) {
      long at = now;
      window.onSent(DATAGRAM, at, false);
      now += 50 * MS;
      window.onAcked(DATAGRAM, at, now, 0, true);
    }
    assertThat(window.windowBytes()).isBetween(before, before + 2 * DATAGRAM);
  }

  /** The claimed delay is rounded, and up to 1 ms too long. */
  @Test
  void acknowledgementsHeldForAHundredMillisecondsDoNotShrinkTheWindow() {
    rounds(4, 50 * MS);
    int before = window.windowBytes();
    for (int i = 0; i < 100; i++) {
      long at = now;
      window.onSent(DATAGRAM, at, false);
      now += 150 * MS;
      window.onAcked(DATAGRAM, at, now, (100 + i % 2) * MS, true);
      assertThat(window.windowBytes()).as("after %d", i).isGreaterThanOrEqualTo(before);
    }
  }

  @Test
  void windowHalvesForEachSecondOfSilence() {
    rounds(6, 50 * MS);
    int before = window.windowBytes();
    now += SECOND - MS;
    window.roomBytes(now);
    assertThat(window.windowBytes()).isEqualTo(before / 2);

    now += 60 * SECOND;
    window.roomBytes(now);
    assertThat(window.windowBytes()).isEqualTo(10 * DATAGRAM);
  }

  @Test
  void windowIsSpreadOverTheRoundTrip() {
    rounds(5, 50 * MS);
    round(60 * MS);
    round(60 * MS);
    long start = now;
    List<Long> sent = sendAll();
    long spread = sent.get(sent.size() - 1) - start;
    // At 1.25 of the window in a round trip, without the first burst.
    assertThat(spread).isBetween(25 * MS, 50 * MS);
    assertThat(sent.stream().filter(at -> at - start < 2 * MS)).hasSizeBetween(16, 40);
  }

  @Test
  void pacingAllowsMoreThanTwoMillisecondsAtOnceOnFastPaths() {
    rounds(8, 100_000);
    long start = now;
    List<Long> sent = sendAll();
    assertThat(sent).hasSizeGreaterThan(1_000).containsOnly(start);
  }

  @Test
  void timeoutWithMuchUnderWayLeavesEightDatagrams() {
    rounds(4, 50 * MS);
    int before = window.windowBytes();
    List<Long> sent = sendAll();
    now += window.probeTimeoutNanos(100 * MS);
    window.onTimeout(now);
    sent.forEach(at -> window.onLost(DATAGRAM, at));

    assertThat(window.windowBytes()).isEqualTo(LEAST);
    assertThat(window.underWayBytes()).isZero();
    rounds(4, 50 * MS);
    assertThat(window.windowBytes()).isGreaterThanOrEqualTo(before / 2);
  }

  @Test
  void secondTimeoutInARowWithLittleUnderWayShrinksTheWindow() {
    rounds(4, 50 * MS);
    int before = window.windowBytes();
    window.onSent(DATAGRAM, now, false);
    window.onTimeout(now + 200 * MS);
    assertThat(window.windowBytes()).isEqualTo(before);

    window.onTimeout(now + 600 * MS);
    assertThat(window.windowBytes()).isEqualTo(LEAST);
  }

  @Test
  void lateAcknowledgementOfALostDatagramEndsTheDoubling() {
    rounds(4, 50 * MS);
    long once = window.probeTimeoutNanos(100 * MS);
    long at = sendAll().get(0);
    window.onTimeout(now + once);
    window.onLost(DATAGRAM, at);
    assertThat(window.probeTimeoutNanos(100 * MS)).isEqualTo(2 * once);

    int underWay = window.underWayBytes();
    window.onAcked(0, at, now + 5 * SECOND, 0, false);
    assertThat(window.probeTimeoutNanos(100 * MS)).isEqualTo(once);
    assertThat(window.underWayBytes()).isEqualTo(underWay);
  }

  /** Whatever the other end says, and whatever the path does. */
  @Test
  void anySequenceOfEventsKeepsTheWindowWithinItsBounds() {
    RandomSeeds.forEach(
        first -> {
          for (long seed = first; seed < first + 20; seed++) {
            window = new SendWindow(DATAGRAM, 0, now);
            anyEvents(new Random(seed), seed);
          }
        });
  }

  private void anyEvents(Random random, long seed) {
    List<Long> sent = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      now += (long) (Math.pow(random.nextDouble(), 20) * 20 * SECOND);
      if (window.roomBytes(now) >= DATAGRAM && random.nextBoolean()) {
        window.onSent(DATAGRAM, now, random.nextBoolean());
        sent.add(now);
      } else if (!sent.isEmpty()) {
        anyEnd(sent.remove(random.nextInt(sent.size())), random);
      }
      assertThat(window.windowBytes())
          .as("window, seed %d", seed)
          .isBetween(LEAST, SendWindow.MAX_BYTES);
      assertThat(window.underWayBytes()).as("seed %d", seed).isEqualTo(sent.size() * DATAGRAM);
      assertThat(window.waitNanos(now)).as("wait, seed %d", seed).isNotNegative();
      assertThat(window.probeTimeoutNanos(100 * MS)).as("seed %d", seed).isPositive();
    }
  }

  private void anyEnd(long sentNanos, Random random) {
    switch (random.nextInt(4)) {
      case 0 -> window.onLost(DATAGRAM, sentNanos);
      case 1 -> window.onForgotten(DATAGRAM);
      case 2 -> {
        window.onTimeout(now);
        window.onLost(DATAGRAM, sentNanos);
      }
      default -> window.onAcked(DATAGRAM, sentNanos, now, random.nextLong(), random.nextBoolean());
    }
  }

  @Test
  void forgottenDatagramIsNoLongerUnderWay() {
    window.onSent(9_000, now, false);
    window.onForgotten(9_000);
    assertThat(window.underWayBytes()).isZero();
    assertThat(window.windowBytes()).isEqualTo(10 * DATAGRAM);
  }

  @Test
  void leastWindowFollowsTheSizeOfDatagrams() {
    window.datagramBytes(60_000);
    assertThat(window.windowBytes()).isEqualTo(8 * 60_000);

    window.datagramBytes(DATAGRAM);
    assertThat(window.windowBytes()).isEqualTo(8 * DATAGRAM);
  }

  @Test
  void largerWindowStaysWhenDatagramsBecomeSmaller() {
    int before = window.windowBytes();
    assertThat(before).isGreaterThan(8 * DATAGRAM);
    window.datagramBytes(DATAGRAM / 2);
    assertThat(window.windowBytes()).isEqualTo(before);
  }
}
