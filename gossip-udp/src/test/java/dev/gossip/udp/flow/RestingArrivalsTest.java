package dev.gossip.udp.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.core.wire.MalformedException;
import dev.gossip.udp.datagram.AcksCodec;
import dev.gossip.udp.datagram.DataBody;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Arrivals that rest sometimes, compared with the same ones that never do. */
class RestingArrivalsTest {
  private static final long MILLI = 1_000_000;
  private static final int ROUNDS = 20_000;

  private final Arrivals awake = new Arrivals();
  private Arrivals resting = new Arrivals();
  private long now;

  private static AcksCodec.Received acks(Arrivals of, long nowNanos) {
    ByteBuffer body = ByteBuffer.allocate(AcksCodec.MAX_BYTES);
    of.put(body, FlowEnd.newNode(), nowNanos);
    try {
      return Objects.requireNonNull(DataBody.of(ByteString.copyFrom(body.flip())).acks());
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /** Numbers that do not ask arrive during a rest. */
  private void rest(long... numbers) {
    RestingArrivals rest = resting.rest();
    for (long number : numbers) {
      awake.add(number, now);
      rest.add(number, now);
    }
    resting = new Arrivals(rest);
  }

  private void arrive(long number) {
    awake.add(number, now);
    awake.ask(false, now);
    resting.add(number, now);
    resting.ask(false, now);
  }

  private void assertSame(Object what) {
    assertThat(resting.isDue(now)).as("%s", what).isEqualTo(awake.isDue(now));
    AcksCodec.Received expected = acks(awake, now);
    AcksCodec.Received acks = acks(resting, now);
    assertThat(acks.highest()).as("%s", what).isEqualTo(expected.highest());
    assertThat(acks.delayMicros()).as("%s", what).isEqualTo(expected.delayMicros());
    assertThat(acks.runs()).as("%s", what).containsExactly(expected.runs());
  }

  @Test
  void acksAreTheSameWhenDatagramsAreReorderedAndRepeated() {
    SplittableRandom random = new SplittableRandom(20261130);
    long next = 1;
    arrive(next++);
    assertSame("first");
    for (int round = 0; round < ROUNDS; round++) {
      now += random.nextLong(2_000) * MILLI;
      long one = next++;
      long two = next++;
      // In any order, one of them maybe twice, and within the time of a reordering.
      boolean isReordered = random.nextBoolean();
      rest(isReordered ? two : one, isReordered ? one : two, random.nextBoolean() ? one : two);
      now += random.nextLong(500) * MILLI;
      arrive(next++);
      assertSame("round " + round);
    }
  }

  @Test
  void acksNameNothingThatHasNotArrivedWhenDatagramsAreLost() {
    SplittableRandom random = new SplittableRandom(20261201);
    long next = 1;
    arrive(next++);
    assertSame("first");
    for (int round = 0; round < ROUNDS; round++) {
      now += random.nextLong(2_000) * MILLI;
      next += random.nextInt(10) == 0 ? random.nextInt(100) : 0;
      rest(next++);
      arrive(next++);
      assertThat(resting.isDue(now)).as("round %d", round).isEqualTo(awake.isDue(now));
      AcksCodec.Received expected = acks(awake, now);
      AcksCodec.Received acks = acks(resting, now);
      for (long number = Math.max(1, next - Arrivals.WINDOW); number < next; number++) {
        boolean isRecent = number >= next - RestingArrivals.RECENT;
        if (isRecent || acks.contains(number)) {
          assertThat(acks.contains(number))
              .as("round %d, number %d", round, number)
              .isEqualTo(expected.contains(number));
        }
      }
    }
  }

  /** What a set of numbers, in which nothing is forgotten, says of the same arrivals. */
  @Test
  void knowsTheLatestNumbersAndHowManyBeforeThemArrivedInARow() {
    SplittableRandom random = new SplittableRandom(20261203);
    RestingArrivals rest = new RestingArrivals(0, 1, 1, 0);
    NavigableSet<Long> known = new TreeSet<>(List.of(1L));
    long next = 2;
    int longest = 0;
    for (int round = 0; round < ROUNDS / 4; round++) {
      next += random.nextInt(300) == 0 ? random.nextInt(3) : 0;
      next += random.nextInt(2_000) == 0 ? random.nextInt(200) : 0;
      long number = random.nextInt(4) == 0 ? Math.max(1, next - random.nextInt(100)) : next++;
      if (number - known.last() >= RestingArrivals.RECENT) {
        known.clear();
      }
      // One that is overtaken by so many is not noted.
      if (known.isEmpty() || known.last() - number < RestingArrivals.RECENT) {
        known.add(number);
      }
      rest.add(number, 0);
      longest = Math.max(longest, assertKnows(rest, known, "round " + round));
    }
    assertThat(longest).as("numbers in a row").isEqualTo(Arrivals.WINDOW);
  }

  /** Returns how many have arrived in a row before the latest numbers. */
  private static int assertKnows(RestingArrivals rest, NavigableSet<Long> known, String what) {
    long highest = known.last();
    assertThat(rest.highest()).as(what).isEqualTo(highest);
    List<Long> wrong = new ArrayList<>();
    long number = highest;
    for (; number > highest - RestingArrivals.RECENT; number--) {
      if (rest.has(number) != known.contains(number)) {
        wrong.add(number);
      }
    }
    int inARow = 0;
    for (; known.contains(number) && inARow < Arrivals.WINDOW; number--) {
      if (!rest.has(number)) {
        wrong.add(number);
      }
      inARow++;
    }
    if (rest.has(number)) {
      wrong.add(number);
    }
    assertThat(wrong).as(what).isEmpty();
    return inARow;
  }

  @Test
  void numberThatWasDamagedDuringARestIsForgotten() {
    arrive(1);
    assertSame("first");
    rest(2, 1_000_000);
    now += 2_000 * MILLI;
    rest(3);
    now += 2_000 * MILLI;
    resting.add(4, now);
    resting.ask(false, now);
    assertThat(acks(resting, now).highest()).isEqualTo(4);
    assertThat(acks(resting, now).runs()).containsExactly(2);
  }
}
