package dev.gossip.udp.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.udp.RandomSeeds;
import dev.gossip.udp.datagram.AcksCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UnderWayTest {
  private static final long QUARTER = 5_000;

  /** What is reported, with the cargo in place of the number: a probe of so many bytes. */
  private static final class Reports implements UnderWay.Outcomes {
    final List<Integer> acked = new ArrayList<>();
    final List<Integer> lost = new ArrayList<>();
    final List<Integer> highest = new ArrayList<>();
    long bytes;

    @Override
    public void onAcked(int size, long sentNanos, @Nullable Cargo cargo, boolean isHighest) {
      acked.add(number(cargo));
      bytes += size;
      if (isHighest) {
        highest.add(number(cargo));
      }
    }

    @Override
    public void onLost(long number, int size, long sentNanos, @Nullable Cargo cargo) {
      lost.add(number(cargo));
      bytes += size;
    }

    private static int number(@Nullable Cargo cargo) {
      return cargo instanceof Cargo.Probe probe ? probe.datagramBytes() : -1;
    }

    void clear() {
      acked.clear();
      lost.clear();
      highest.clear();
    }
  }

  private final UnderWay underWay = new UnderWay();
  private final Reports reports = new Reports();

  private static void send(UnderWay to, int number, long nowNanos) {
    to.add(number, 100 + number % 1_000, nowNanos, new Cargo.Probe(number));
  }

  private void sendEvery(int from, int to, long stepNanos) {
    for (int i = from; i <= to; i++) {
      send(underWay, i, i * stepNanos);
    }
  }

  private void ack(long highest, int... runs) {
    reports.clear();
    underWay.onAcks(new AcksCodec.Received(highest, 0, runs), QUARTER, reports);
  }

  @Test
  void datagramIsAckedOnce() {
    sendEvery(1, 3, 1);
    ack(2, 2);
    assertThat(reports.acked).containsExactlyInAnyOrder(1, 2);
    assertThat(reports.highest).containsExactly(2);
    ack(3, 3);
    assertThat(reports.acked).containsExactly(3);
    assertThat(underWay.isEmpty()).isTrue();
  }

  @Test
  void acknowledgementOfEverythingAgainChangesNothing() {
    sendEvery(1, 10, QUARTER);
    ack(10, 2, 1, 2);
    assertThat(reports.lost).isNotEmpty();
    for (int i = 0; i < 3; i++) {
      ack(10, 2, 1, 2);
      assertThat(reports.acked).isEmpty();
      assertThat(reports.lost).isEmpty();
      assertThat(reports.highest).isEmpty();
    }
  }

  @Test
  void lostDatagramIsNotAckedLater() {
    sendEvery(1, 10, QUARTER);
    ack(10, 9);
    assertThat(reports.lost).containsExactly(1);
    ack(10, 10);
    assertThat(reports.acked).isEmpty();
    assertThat(underWay.isEmpty()).isTrue();
  }

  @Test
  void datagramIsLostWhenThirdLaterOneIsAcked() {
    sendEvery(1, 4, QUARTER);
    ack(3, 2);
    assertThat(reports.lost).isEmpty();
    ack(4, 3);
    assertThat(reports.lost).containsExactly(1);
  }

  @Test
  void reorderingWithinAQuarterRoundTripIsNoLoss() {
    send(underWay, 1, 0);
    for (int i = 2; i <= 50; i++) {
      send(underWay, i, QUARTER - 1);
    }
    ack(50, 49);
    assertThat(reports.lost).isEmpty();
    assertThat(underWay.oldestSentNanos()).isZero();
    ack(50, 50);
    assertThat(reports.acked).containsExactly(1);
  }

  @Test
  void datagramIsLostWhenOneSentAQuarterRoundTripLaterIsAcked() {
    send(underWay, 1, 0);
    for (int i = 2; i <= 50; i++) {
      send(underWay, i, QUARTER - 1);
    }
    send(underWay, 51, QUARTER);
    ack(50, 49);
    assertThat(reports.lost).isEmpty();
    ack(51, 50);
    assertThat(reports.lost).containsExactly(1);
  }

  @Test
  void lateAcknowledgementOfAnEarlyDatagramLosesNothingSentLater() {
    sendEvery(1, 20, 1);
    send(underWay, 21, 10 * QUARTER);
    ack(20, 2);
    assertThat(reports.lost).isEmpty();
    ack(17, 17);
    assertThat(reports.lost).isEmpty();
  }

  @Test
  void timeLosesThoseSentByIt() {
    sendEvery(1, 10, 100);
    ack(4, 1);
    reports.clear();
    underWay.loseSentBy(600, reports);
    assertThat(reports.lost).containsExactly(1, 2, 3, 5, 6);
    assertThat(underWay.oldestSentNanos()).isEqualTo(700);
    underWay.loseSentBy(1_000, reports);
    assertThat(reports.lost).hasSize(9);
    assertThat(underWay.isEmpty()).isTrue();
  }

  @Test
  void timesAreComparedAcrossTheLargestNumber() {
    long start = Long.MAX_VALUE - QUARTER;
    for (int i = 1; i <= 4; i++) {
      send(underWay, i, start + i * QUARTER);
    }
    ack(4, 3);
    assertThat(reports.lost).containsExactly(1);
    send(underWay, 5, start + 5 * QUARTER);
    underWay.loseSentBy(start + 5 * QUARTER - 1, reports);
    assertThat(underWay.isEmpty()).isFalse();
  }

  @Test
  void acknowledgementOfNumbersThatWereNotUnderWayChangesNothing() {
    send(underWay, 10, 0);
    send(underWay, 20, 0);
    ack(19, 9);
    assertThat(reports.acked).isEmpty();
    ack(Long.MAX_VALUE, 1, Integer.MAX_VALUE, 1);
    assertThat(reports.acked).isEmpty();
    assertThat(reports.lost).isEmpty();
    ack(20, 1, 9, 1);
    assertThat(reports.acked).containsExactlyInAnyOrder(10, 20);
  }

  @Test
  void largestDatagramWithTheHighestNumberIsAckedAsItWasSent() {
    long highest = (1L << 48) - 1;
    underWay.add(highest - 1, 65_535, 0, null);
    underWay.add(highest, 1, 0, null);
    ack(highest, 1);
    assertThat(reports.bytes).isEqualTo(1);
    ack(highest, 2);
    assertThat(reports.bytes).isEqualTo(1 + 65_535);
    assertThat(reports.lost).isEmpty();
    assertThat(underWay.isEmpty()).isTrue();
  }

  @Test
  void ringTakesAsManyAsStated() {
    for (int i = 1; i < UnderWay.MAX_DATAGRAMS; i++) {
      send(underWay, i, 0);
    }
    assertThat(underWay.isFull()).isFalse();
    send(underWay, UnderWay.MAX_DATAGRAMS, 0);
    assertThat(underWay.isFull()).isTrue();
    ack(UnderWay.MAX_DATAGRAMS, UnderWay.MAX_DATAGRAMS);
    assertThat(reports.acked).hasSize(UnderWay.MAX_DATAGRAMS).doesNotHaveDuplicates();
    assertThat(underWay.isFull()).isFalse();
  }

  @Test
  void outcomesAreThoseOfASimpleList() {
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          for (int round = 0; round < 40; round++) {
            new Comparison(random.split()).run();
          }
        });
  }

  private record Sent(int number, long sentNanos) {}

  /** Keeps a list of what is under way, and does with it what the rules say. */
  private static final class Comparison {
    private final SplittableRandom random;
    private final UnderWay tested = new UnderWay();
    private final Reports reports = new Reports();
    private final List<Sent> model = new ArrayList<>();
    private long now;
    private int latest;
    private int highestAcked;
    private long sentBytes;

    Comparison(SplittableRandom random) {
      this.random = random;
      now = random.nextBoolean() ? Long.MAX_VALUE - 100_000 : random.nextLong();
    }

    void run() {
      int maxBurst = 1 + random.nextInt(60);
      for (int step = 0; step < 400; step++) {
        now += random.nextInt((int) QUARTER);
        reports.clear();
        switch (random.nextInt(5)) {
          case 0, 1 -> sendBurst(random.nextInt(maxBurst));
          case 2, 3 -> ackSome(step);
          default -> loseByTime(step);
        }
        assertThat(tested.isEmpty()).as("step %d", step).isEqualTo(model.isEmpty());
        if (!model.isEmpty()) {
          assertThat(tested.oldestSentNanos()).isEqualTo(model.get(0).sentNanos());
        }
      }
      tested.loseSentBy(now, reports);
      assertThat(reports.bytes).isEqualTo(sentBytes);
    }

    private void sendBurst(int datagrams) {
      for (int i = 0; i < datagrams; i++) {
        latest += random.nextInt(10) == 0 ? 1 + random.nextInt(5) : 1;
        send(tested, latest, now);
        model.add(new Sent(latest, now));
        sentBytes += 100 + latest % 1_000;
        now += random.nextInt(100);
      }
    }

    private void ackSome(int step) {
      if (latest < 2) {
        return;
      }
      int highest = Math.max(1, latest - random.nextInt(Math.min(latest, 30)));
      int[] runs = new int[1 + random.nextInt(AcksCodec.MAX_RUNS)];
      List<int[]> ranges = new ArrayList<>();
      int count = 0;
      int left = highest;
      while (count < runs.length && left > 0) {
        int run = Math.min(left, 1 + random.nextInt(random.nextInt(8) == 0 ? 80 : 6));
        if (count % 2 == 0) {
          ranges.add(new int[] {left - run + 1, left});
        }
        runs[count++] = run;
        left -= run;
      }
      int[] used = Arrays.copyOf(runs, count);
      tested.onAcks(new AcksCodec.Received(highest, 0, used), QUARTER, reports);

      List<Sent> acked =
          model.stream()
              .filter(
                  sent ->
                      ranges.stream()
                          .anyMatch(of -> sent.number() >= of[0] && sent.number() <= of[1]))
              .toList();
      model.removeAll(acked);
      List<Sent> lost = List.of();
      if (!acked.isEmpty()) {
        Sent newest = acked.get(acked.size() - 1);
        highestAcked = Math.max(highestAcked, newest.number());
        lost =
            model.stream()
                .filter(sent -> sent.number() <= highestAcked - 3)
                .filter(sent -> newest.sentNanos() - sent.sentNanos() >= QUARTER)
                .toList();
      }
      model.removeAll(lost);
      assertReports(step, acked, lost);
      boolean isHighest = acked.stream().anyMatch(sent -> sent.number() == highest);
      assertThat(reports.highest).isEqualTo(isHighest ? List.of(highest) : List.of());
    }

    private void loseByTime(int step) {
      long by = now - random.nextInt(10 * (int) QUARTER);
      tested.loseSentBy(by, reports);
      List<Sent> lost = model.stream().filter(sent -> by - sent.sentNanos() >= 0).toList();
      model.removeAll(lost);
      assertReports(step, List.of(), lost);
    }

    private void assertReports(int step, List<Sent> acked, List<Sent> lost) {
      assertThat(reports.acked)
          .as("acked in step %d", step)
          .containsExactlyInAnyOrderElementsOf(acked.stream().map(Sent::number).toList());
      assertThat(reports.lost)
          .as("lost in step %d", step)
          .containsExactlyElementsOf(lost.stream().map(Sent::number).toList());
    }
  }
}
