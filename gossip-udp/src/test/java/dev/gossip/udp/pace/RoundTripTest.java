package dev.gossip.udp.pace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundTripTest {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000 * MS;

  private final RoundTrip roundTrip = new RoundTrip(0);

  @Test
  void firstSampleIsTheSmoothedValueAndHalfOfItTheVariation() {
    roundTrip.onSample(100 * MS, 0, 0);

    assertThat(roundTrip.smoothedNanos()).isEqualTo(100 * MS);
    assertThat(roundTrip.timeoutNanos(0)).isEqualTo((100 + 4 * 50) * MS);
  }

  @Test
  void laterSamplesCountAnEighthAndTheirDifferenceAQuarter() {
    roundTrip.onSample(100 * MS, 0, 0);
    roundTrip.onSample(180 * MS, 0, 1);

    assertThat(roundTrip.smoothedNanos()).isEqualTo(110 * MS);
    long variation = 50 * MS + (80 - 50) * MS / 4;
    assertThat(roundTrip.timeoutNanos(0)).isEqualTo(110 * MS + 4 * variation);
  }

  @Test
  void delayOfTheAcknowledgementIsSubtracted() {
    roundTrip.onSample(50 * MS, 0, 0);
    roundTrip.onSample(150 * MS, 100 * MS, 1);

    assertThat(roundTrip.latestNanos()).isEqualTo(50 * MS);
    assertThat(roundTrip.smoothedNanos()).isEqualTo(50 * MS);
  }

  @Test
  void claimedDelayOfUpTo200MillisecondsIsBelievedAlsoInTheMinimum() {
    roundTrip.onSample(50 * MS, 0, 0);
    roundTrip.onSample(60 * MS, 40 * MS, 1);
    assertThat(roundTrip.latestNanos()).isEqualTo(20 * MS);
    assertThat(roundTrip.minimumNanos()).isEqualTo(20 * MS);

    roundTrip.onSample(215 * MS, 200 * MS, 2);
    assertThat(roundTrip.minimumNanos()).isEqualTo(15 * MS);
    roundTrip.onSample(215 * MS, 210 * MS, 3);
    assertThat(roundTrip.minimumNanos()).isEqualTo(15 * MS);
  }

  @Test
  void roundTripIsPositiveWhateverDelayIsClaimed() {
    roundTrip.onSample(50 * MS, 100 * MS, 0);
    assertThat(roundTrip.latestNanos()).isEqualTo(1);
    assertThat(roundTrip.minimumNanos()).isEqualTo(1);
  }

  @Test
  void claimedDelayOfSecondsIsNotBelieved() {
    roundTrip.onSample(50 * MS, 0, 0);
    roundTrip.onSample(SECOND, Long.MAX_VALUE, 1);
    assertThat(roundTrip.latestNanos()).isEqualTo(800 * MS);

    roundTrip.onSample(60 * MS, Long.MIN_VALUE, 2);
    assertThat(roundTrip.latestNanos()).isEqualTo(60 * MS);
  }

  @Test
  void minimumIsForgottenAfterTenSecondsAndKeptForFive() {
    roundTrip.onSample(20 * MS, 0, 0);
    for (long now = SECOND; now <= 5 * SECOND; now += SECOND) {
      roundTrip.onSample(70 * MS, 0, now);
      assertThat(roundTrip.minimumNanos()).as("after %d ns", now).isEqualTo(20 * MS);
    }
    roundTrip.onSample(70 * MS, 0, 10 * SECOND);
    assertThat(roundTrip.minimumNanos()).isEqualTo(70 * MS);
  }

  @Test
  void minimumBeforeALongSilenceIsForgotten() {
    roundTrip.onSample(20 * MS, 0, 0);
    roundTrip.onSample(70 * MS, 0, 60 * SECOND);
    assertThat(roundTrip.minimumNanos()).isEqualTo(70 * MS);
  }

  @Test
  void pauseOfTheOtherEndHardlyChangesTheTimeout() {
    for (int i = 0; i < 50; i++) {
      roundTrip.onSample(50 * MS, 0, i);
    }
    roundTrip.onSample(10 * SECOND, 0, 60);

    assertThat(roundTrip.smoothedNanos()).isLessThan(60 * MS);
    assertThat(roundTrip.timeoutNanos(100 * MS)).isLessThan(300 * MS);
  }

  @Test
  void timeoutIsAtLeastTwentyMilliseconds() {
    for (int i = 0; i < 50; i++) {
      roundTrip.onSample(50_000, 0, i);
    }
    assertThat(roundTrip.timeoutNanos(0)).isEqualTo(20 * MS);
  }

  @Test
  void timeoutDoublesUpToASecondUntilSomethingIsAcknowledged() {
    for (int i = 0; i < 50; i++) {
      roundTrip.onSample(50 * MS, 0, i);
    }
    long once = roundTrip.timeoutNanos(100 * MS);
    assertThat(roundTrip.onTimeout()).isEqualTo(1);
    assertThat(roundTrip.timeoutNanos(100 * MS)).isEqualTo(2 * once);
    for (int i = 2; i <= 100; i++) {
      assertThat(roundTrip.onTimeout()).isEqualTo(i);
      assertThat(roundTrip.timeoutNanos(100 * MS)).isBetween(2 * once, SECOND);
    }
    roundTrip.onAcked();
    assertThat(roundTrip.timeoutNanos(100 * MS)).isEqualTo(once);
  }

  @Test
  void timeoutBeforeTheFirstSampleIsASecondOrThreeHandshakeRoundTrips() {
    assertThat(roundTrip.timeoutNanos(100 * MS)).isEqualTo(SECOND);
    assertThat(new RoundTrip(40 * MS).timeoutNanos(100 * MS)).isEqualTo(220 * MS);
    assertThat(new RoundTrip(400 * MS).timeoutNanos(100 * MS)).isEqualTo(SECOND);
    assertThat(new RoundTrip(1).timeoutNanos(0)).isEqualTo(20 * MS);
  }
}
