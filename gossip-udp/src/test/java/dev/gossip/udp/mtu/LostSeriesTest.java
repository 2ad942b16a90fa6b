package dev.gossip.udp.mtu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.udp.RandomSeeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LostSeriesTest {
  private final LostSeries series = new LostSeries();

  @Test
  void fourUnansweredDatagramsMakeASeries() {
    for (int i = 0; i < 3; i++) {
      assertThat(series.onLost(1_472, i)).isFalse();
    }
    assertThat(series.onLost(1_472, 3)).isTrue();
  }

  @Test
  void laterArrivalOfTheSameSizeEndsASeries() {
    for (int i = 0; i < 3; i++) {
      series.onLost(1_472, i);
    }
    series.onAcked(1_472, 3);
    for (int i = 4; i < 7; i++) {
      assertThat(series.onLost(1_472, i)).isFalse();
    }
  }

  @Test
  void arrivalOfASmallerDatagramProvesNothing() {
    for (int i = 0; i < 3; i++) {
      series.onLost(8_972, i);
      series.onAcked(3_000, i);
    }
    assertThat(series.onLost(8_972, 3)).isTrue();
  }

  @Test
  void lossBeforeAnArrivalThatIsReportedFirstDoesNotCount() {
    series.onAcked(1_472, 50);
    for (int i = 20; i <= 50; i++) {
      assertThat(series.onLost(1_472, i)).isFalse();
    }
  }

  @Test
  void arrivalOfAnEarlierDatagramAnswersNoLaterLoss() {
    series.onAcked(1_472, 0);
    for (int i = 1; i < 4; i++) {
      series.onLost(1_472, i);
    }
    series.onAcked(1_472, 0);
    assertThat(series.onLost(1_472, 4)).isTrue();
  }

  @Test
  void answersEqualThoseOfACompleteRecord() {
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          for (int run = 0; run < 2_000; run++) {
            compareWithRecord(random);
          }
        });
  }

  private record Datagram(int bytes, long sentNanos) {
    boolean answers(Datagram lost) {
      return bytes >= lost.bytes && sentNanos - lost.sentNanos >= 0;
    }
  }

  /** With as many sizes as {@link LostSeries} remembers arrivals. */
  private static void compareWithRecord(SplittableRandom random) {
    LostSeries series = new LostSeries();
    List<Datagram> arrived = new ArrayList<>();
    List<Datagram> lost = new ArrayList<>();
    long start = random.nextBoolean() ? Long.MAX_VALUE - 20 : random.nextLong();
    for (int step = 0; step < 40; step++) {
      Datagram datagram =
          new Datagram(1_300 + 100 * random.nextInt(4), start + step + random.nextInt(10));
      if (random.nextInt(3) == 0) {
        series.onAcked(datagram.bytes, datagram.sentNanos);
        arrived.add(datagram);
        lost.removeIf(datagram::answers);
        continue;
      }
      if (arrived.stream().noneMatch(arrival -> arrival.answers(datagram))) {
        lost.add(datagram);
      }
      boolean isSeries = lost.size() == LostSeries.DATAGRAMS;
      assertThat(series.onLost(datagram.bytes, datagram.sentNanos)).isEqualTo(isSeries);
      if (isSeries) {
        series = new LostSeries();
        lost.clear();
        arrived.clear();
      }
    }
  }
}
