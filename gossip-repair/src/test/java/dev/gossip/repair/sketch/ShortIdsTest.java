package dev.gossip.repair.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import dev.gossip.api.MessageId;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ShortIdsTest {
  private static final long FIRST_HALF = 0x0706050403020100L;
  private static final long SECOND_HALF = 0x0f0e0d0c0b0a0908L;

  // Entry 32 of vectors_sip64 in the reference implementation: ce 7c f2 72 2f 51 27 71.
  @Test
  void shortIdIsSipHashOfTheIdAsLittleEndianNumber() {
    ShortIds shortIds = new ShortIds(FIRST_HALF, SECOND_HALF);

    assertThat(shortIds.of(id0To31())).isEqualTo(0x7127512f72f27cceL);
  }

  @Test
  void halvesOfTheKeyAreNotInterchangeable() {
    ShortIds shortIds = new ShortIds(SECOND_HALF, FIRST_HALF);

    assertThat(shortIds.of(id0To31())).isNotEqualTo(0x7127512f72f27cceL);
  }

  @Test
  void shortIdsOfRandomIdsAreThoseOfAnotherImplementation() {
    long seed = 42;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 1_000; i++) {
      long half = random.nextLong();
      long otherHalf = random.nextLong();
      byte[] bytes = new byte[32];
      random.nextBytes(bytes);

      assertThat(new ShortIds(half, otherHalf).of(new MessageId(bytes)))
          .as("id %d of seed %d", i, seed)
          .isEqualTo(Hashing.sipHash24(half, otherHalf).hashBytes(bytes).asLong());
    }
  }

  private static MessageId id0To31() {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return new MessageId(bytes);
  }
}
