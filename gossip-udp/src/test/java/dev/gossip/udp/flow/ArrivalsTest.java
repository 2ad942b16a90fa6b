package dev.gossip.udp.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.core.wire.MalformedException;
import dev.gossip.udp.RandomSeeds;
import dev.gossip.udp.datagram.AcksCodec;
import dev.gossip.udp.datagram.DataBody;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalsTest {
  private static final long MILLI = 1_000_000;

  private final Arrivals arrivals = new Arrivals();

  private void arrive(long number, boolean soon, long nowNanos) {
    arrivals.add(number, nowNanos);
    arrivals.ask(soon, nowNanos);
  }

  private static AcksCodec.Received acks(Arrivals of, long nowNanos) {
    ByteBuffer body = ByteBuffer.allocate(AcksCodec.MAX_BYTES);
    of.put(body, FlowEnd.newNode(), nowNanos);
    try {
      return Objects.requireNonNull(DataBody.of(ByteString.copyFrom(body.flip())).acks());
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void acknowledgementIsDueAtTheEighthDatagram() {
    for (int i = 1; i <= 7; i++) {
      arrive(i, false, 0);
      assertThat(arrivals.isDue(0)).as("after %d", i).isFalse();
    }
    arrive(8, false, 0);
    assertThat(arrivals.isDue(0)).isTrue();

    acks(arrivals, 0);
    arrive(9, false, 0);
    assertThat(arrivals.isDue(0)).isFalse();
  }

  @Test
  void datagramsThatDoNotAskMakeNoAcknowledgementDue() {
    for (int i = 1; i <= 100; i++) {
      arrivals.add(i, 0);
    }
    assertThat(arrivals.isWaiting()).isFalse();
    assertThat(arrivals.isDue(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void acknowledgementIsDueAtAGapBeforeADatagramThatAsks() {
    arrive(1, false, 0);
    acks(arrivals, 0);
    arrive(3, false, 0);
    assertThat(arrivals.isDue(0)).isTrue();
  }

  @Test
  void acknowledgementIsDueAtAGapBeforeADatagramThatDoesNotAsk() {
    arrive(1, false, 0);
    assertThat(arrivals.isDue(0)).isFalse();
    arrivals.add(3, 0);
    assertThat(arrivals.isDue(0)).isTrue();
  }

  @Test
  void oldGapDoesNotMakeAnAcknowledgementDue() {
    arrive(1, false, 0);
    arrive(3, false, 0);
    acks(arrivals, 0);
    arrive(4, false, 0);
    assertThat(arrivals.isDue(0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 5 * MILLI, -3 * MILLI, Long.MIN_VALUE})
  void acknowledgementIsDueAfterTenMillisecondsIfContentIsResent(long start) {
    arrive(1, true, start);
    assertThat(arrivals.isDue(start + 10 * MILLI - 1)).isFalse();
    assertThat(arrivals.isDue(start + 10 * MILLI)).isTrue();
    assertThat(arrivals.dueNanos()).isEqualTo(start + 10 * MILLI);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 5 * MILLI, -3 * MILLI, Long.MIN_VALUE})
  void acknowledgementIsDueAfterHundredMillisecondsOtherwise(long start) {
    arrive(1, false, start);
    arrive(2, false, start + 90 * MILLI);
    assertThat(arrivals.isDue(start + 100 * MILLI - 1)).isFalse();
    assertThat(arrivals.isDue(start + 100 * MILLI)).isTrue();
  }

  @Test
  void laterDatagramThatIsResentShortensTheDelay() {
    arrive(1, false, 0);
    arrive(2, true, 20 * MILLI);
    arrive(3, false, 25 * MILLI);
    assertThat(arrivals.dueNanos()).isEqualTo(30 * MILLI);
  }

  @Test
  void laterDatagramDoesNotLengthenTheDelay() {
    arrive(1, true, 0);
    arrive(2, true, 9 * MILLI);
    assertThat(arrivals.dueNanos()).isEqualTo(10 * MILLI);
  }

  @Test
  void acknowledgementSaysHowLongTheHighestDatagramHasWaited() {
    arrive(5, true, 0);
    arrive(4, true, 3 * MILLI);
    assertThat(acks(arrivals, 7 * MILLI).delayMicros()).isEqualTo(7_000);
  }

  @Test
  void acknowledgementIsRepeatedWithTheNext() {
    arrive(1, true, 0);
    acks(arrivals, 0);
    arrive(2, true, 0);
    assertThat(acks(arrivals, 0).runs()).containsExactly(2);
  }

  @Test
  void runsSayExactlyWhatHasArrived() {
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          for (int round = 0; round < 60; round++) {
            compareWithSet(random.split(), random.nextInt(100), 1 + random.nextInt(700));
          }
        });
  }

  /** Numbers arrive up to so much too late, and some of them never or twice. */
  private static void compareWithSet(SplittableRandom random, int percentLost, int lateBy) {
    Arrivals tested = new Arrivals();
    BitSet model = new BitSet();
    int sent = 1;
    for (int i = 0; i < 2_000; i++) {
      sent += random.nextInt(500) == 0 ? random.nextInt(1_500) : 1;
      int number = random.nextInt(4) == 0 ? Math.max(1, sent - random.nextInt(lateBy)) : sent;
      if (random.nextInt(100) >= percentLost) {
        tested.add(number, 0);
        model.set(number);
      }
      if (!model.isEmpty() && random.nextInt(10) == 0) {
        assertRuns(acks(tested, 0), model);
      }
    }
  }

  private static void assertRuns(AcksCodec.Received acks, BitSet model) {
    int number = model.length() - 1;
    assertThat(acks.highest()).isEqualTo(number);
    assertThat(acks.runs().length).isBetween(1, AcksCodec.MAX_RUNS);
    boolean hasArrived = true;
    for (int run : acks.runs()) {
      assertThat(run).isPositive();
      for (int i = 0; i < run; i++) {
        assertThat(model.get(number)).as("%d of %s", number, model).isEqualTo(hasArrived);
        number--;
      }
      hasArrived = !hasArrived;
    }
    // The last run is of numbers that have arrived.
    assertThat(hasArrived).isFalse();
    int lowest = Math.max(1, model.length() - Arrivals.WINDOW);
    if (acks.runs().length < AcksCodec.MAX_RUNS) {
      int next = model.nextSetBit(lowest);
      assertThat(next).as("the lowest that has arrived").isEqualTo(number + 1);
    }
  }
}
