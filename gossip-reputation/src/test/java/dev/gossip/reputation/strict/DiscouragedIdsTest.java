package dev.gossip.reputation.strict;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DiscouragedIdsTest {
  private static final long HOUR = Duration.ofHours(1).toNanos();
  private static final long START = Long.MAX_VALUE - 5 * HOUR; // overflows during the tests
  private static final ByteString SECRET = ByteString.copyFromUtf8("sixteen bytes...");

  private static DiscouragedIds ids(int capacity) {
    return new DiscouragedIds(capacity, SECRET, START);
  }

  private static PeerId id(long number) {
    return new PeerId(ByteBuffer.allocate(32).putLong(24, number).array());
  }

  private static void addAll(DiscouragedIds ids, int from, int to, long nowNanos) {
    IntStream.range(from, to).forEach(i -> ids.add(id(i), nowNanos));
  }

  private static long contained(DiscouragedIds ids, int from, int to, long nowNanos) {
    return IntStream.range(from, to).filter(i -> ids.mayContain(id(i), nowNanos)).count();
  }

  @Test
  void idIsForgottenAfterTwelveToTwentyFourHours() {
    for (int age = 0; age < 12; age++) {
      DiscouragedIds ids = ids(50_000);
      long added = START + age * HOUR;
      ids.add(id(1), added);
      long forgotten = START + 24 * HOUR;

      assertThat(ids.mayContain(id(1), forgotten - 1)).isTrue();
      assertThat(ids.forgottenIn(id(1), added)).isEqualTo(Duration.ofNanos(forgotten - added));
      assertThat(ids.forgottenIn(id(1), forgotten - 1)).isEqualTo(Duration.ofNanos(1));
      assertThat(ids.mayContain(id(1), forgotten)).isFalse();
      assertThat(ids.forgottenIn(id(1), forgotten)).isZero();
    }
  }

  @Test
  void addingOthersDoesNotChangeWhenAnIdIsForgotten() {
    DiscouragedIds ids = ids(50_000);
    ids.add(id(1), START);
    for (int hour = 0; hour < 24; hour++) {
      ids.add(id(100 + hour), START + hour * HOUR);
      assertThat(ids.mayContain(id(1), START + hour * HOUR)).isTrue();
    }

    ids.add(id(200), START + 24 * HOUR);

    assertThat(ids.mayContain(id(1), START + 24 * HOUR)).isFalse();
    assertThat(ids.mayContain(id(123), START + 24 * HOUR)).isTrue();
  }

  @Test
  void longSilenceForgetsEverything() {
    DiscouragedIds ids = ids(1_000);
    addAll(ids, 0, 700, START);

    ids.add(id(1_000), START + 1_000 * HOUR);

    assertThat(contained(ids, 0, 700, START + 1_000 * HOUR)).isZero();
    assertThat(ids.mayContain(id(1_000), START + 1_000 * HOUR)).isTrue();
  }

  @Test
  void latestHalfOfTheCapacityIsRemembered() {
    DiscouragedIds ids = ids(50_000);
    addAll(ids, 0, 1_000_000, START);

    assertThat(contained(ids, 975_000, 1_000_000, START)).isEqualTo(25_000);
    assertThat(contained(ids, 950_000, 1_000_000, START)).isLessThanOrEqualTo(50_000);
    assertThat(contained(ids, 0, 950_000, START)).isLessThan(10);
  }

  @Test
  void sameIdAgainTakesNoPlace() {
    DiscouragedIds ids = ids(1_000);
    for (int i = 0; i < 10_000; i++) {
      ids.add(id(1), START);
    }
    addAll(ids, 10, 500, START);

    assertThat(ids.mayContain(id(1), START)).isTrue();
  }

  @Test
  void falsePositivesOfAMillionStrangersAreFew() {
    requireFewFalsePositives(1_000_000);
  }

  @Test
  @Tag("full")
  void falsePositivesOfTenMillionStrangersAreFew() {
    requireFewFalsePositives(10_000_000);
  }

  /** Both generations are full, which is the worst case. */
  private static void requireFewFalsePositives(int strangers) {
    DiscouragedIds ids = ids(50_000);
    addAll(ids, 0, 50_000, START);
    assertThat(contained(ids, 0, 50_000, START)).isEqualTo(50_000);

    long falsePositives = contained(ids, 1_000_000, 1_000_000 + strangers, START);

    double expected = strangers * 1e-6;
    assertThat((double) falsePositives).isLessThanOrEqualTo(expected + 5 * Math.sqrt(expected));
  }
}
