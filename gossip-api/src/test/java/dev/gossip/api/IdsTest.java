package dev.gossip.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

  @Test
  void hexAndBytesMatchTheInput() {
    byte[] bytes = new byte[32];
    for (int i = 0; i < 32; i++) {
      bytes[i] = (byte) (i * 8);
    }
    String hex = "0008101820283038404850586068707880889098a0a8b0b8c0c8d0d8e0e8f0f8";

    assertThat(new PeerId(bytes).hex()).isEqualTo(hex);
    assertThat(new PeerId(bytes)).hasToString(hex);
    assertThat(new PeerId(bytes).bytes()).isEqualTo(ByteString.copyFrom(bytes));
    assertThat(new MessageId(bytes).hex()).isEqualTo(hex);
    assertThat(new MessageId(bytes).bytes()).isEqualTo(ByteString.copyFrom(bytes));
  }

  @Test
  void idIsMadeFromItsWords() {
    byte[] bytes = new byte[32];
    for (int i = 0; i < 32; i++) {
      bytes[i] = (byte) (i * 8);
    }
    MessageId id = new MessageId(bytes);

    assertThat(MessageId.ofWords(id.word(0), id.word(1), id.word(2), id.word(3))).isEqualTo(id);
  }

  @Test
  void idCopiesItsInput() {
    byte[] bytes = new byte[32];
    PeerId id = new PeerId(bytes);

    bytes[0] = 1;

    assertThat(id).isEqualTo(new PeerId(new byte[32]));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33})
  void idMustHaveThirtyTwoBytes(int length) {
    String message = "an id has 32 bytes, not " + length;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PeerId(new byte[length]))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MessageId(new byte[length]))
        .withMessage(message);
  }

  @Test
  void equalityAndOrderUseEveryByte() {
    PeerId zero = new PeerId(new byte[32]);
    for (int i = 0; i < 32; i++) {
      byte[] bytes = new byte[32];
      bytes[i] = (byte) 0x80;
      PeerId other = new PeerId(bytes);

      assertThat(other).as("byte %d", i).isNotEqualTo(zero).isGreaterThan(zero);
      assertThat(other)
          .as("byte %d", i)
          .isEqualTo(new PeerId(bytes))
          .hasSameHashCodeAs(new PeerId(bytes))
          .isEqualByComparingTo(new PeerId(bytes));
    }
  }

  @Test
  void orderIsByUnsignedBytes() {
    long seed = ThreadLocalRandom.current().nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 1_000; i++) {
      byte[] one = new byte[32];
      byte[] two = new byte[32];
      random.nextBytes(one);
      random.nextBytes(two);
      // A common prefix of random length, so that every byte position decides in some cases.
      System.arraycopy(one, 0, two, 0, random.nextInt(33));

      int expected = Integer.signum(Arrays.compareUnsigned(one, two));
      assertThat(Integer.signum(new MessageId(one).compareTo(new MessageId(two))))
          .as(
              "seed %d: %s and %s",
              seed, HexFormat.of().formatHex(one), HexFormat.of().formatHex(two))
          .isEqualTo(expected);
    }
  }

  @Test
  void peerIdAndMessageIdAreNeverEqual() {
    Object peer = new PeerId(new byte[32]);
    Object message = new MessageId(new byte[32]);

    assertThat(peer).isNotEqualTo(message);
    assertThat(message).isNotEqualTo(peer);
  }

  @Test
  void authorWithoutKeyIsNone() {
    assertThat(AuthorId.NONE.isNone()).isTrue();
    assertThat(AuthorId.NONE).hasToString("none").isEqualTo(new AuthorId(ByteString.EMPTY));
  }

  @Test
  void authorIsShownByItsKey() {
    AuthorId author = new AuthorId(ByteString.copyFrom(new byte[] {0x0a, (byte) 0xff}));

    assertThat(author.isNone()).isFalse();
    assertThat(author.hex()).isEqualTo("0aff");
    assertThat(author).hasToString("0aff");
  }
}
