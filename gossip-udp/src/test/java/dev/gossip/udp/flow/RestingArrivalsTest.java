package dev.gossip.udp.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.core.wire.MalformedException;
import dev.gossip.udp.datagram.AcksCodec;
import dev.gossip.udp.datagram.DataBody;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.SplittableRandom;
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
