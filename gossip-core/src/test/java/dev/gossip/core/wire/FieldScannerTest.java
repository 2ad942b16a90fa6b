package dev.gossip.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.core.proto.Content;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldScannerTest {
  private static final long SEED = Long.getLong("gossip.seed", 20_260_731);
  private static final int ROUNDS = 200_000;

  private static final Content CONTENT =
      Content.newBuilder()
          .setAuthor(ByteString.copyFrom(new byte[32]))
          .setTopic("n\u00e9ws")
          .setSequence(-1)
          .setCreatedMillis(1_700_000_000_000L)
          .setLifetimeMillis(-1)
          .setPayload(ByteString.copyFromUtf8("hello"))
          .build();

  private static boolean isWellFormed(ByteString bytes) {
    try {
      FieldScanner.requireWellFormed(bytes, Content.TOPIC_FIELD_NUMBER);
      return true;
    } catch (MalformedException e) {
      return false;
    }
  }

  private static boolean isParsed(ByteString bytes) {
    try {
      return Content.parseFrom(bytes).isInitialized();
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  @Test
  @Timeout(60)
  void wellFormedBytesCanBeParsed() {
    SplittableRandom random = new SplittableRandom(SEED);
    int malformed = 0;
    int refusedButParsed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = CONTENT.toByteArray();
      for (int flips = random.nextInt(3); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
      ByteString mutated = ByteString.copyFrom(bytes, 0, length);
      if (isWellFormed(mutated)) {
        assertThat(isParsed(mutated)).as("%s, round %d, seed %d", mutated, round, SEED).isTrue();
      } else {
        malformed++;
        refusedButParsed += isParsed(mutated) ? 1 : 0;
      }
    }
    assertThat(malformed).as("seed %d", SEED).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
    // The scanner refuses groups and oversized tags, which the parser accepts.
    assertThat(refusedButParsed).as("seed %d", SEED).isLessThan(ROUNDS / 20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0800", "0a00", "0d01020304", "090102030405060708", "120161"})
  void validEncodingIsWellFormed(String hex) {
    assertThat(isWellFormed(ByteString.fromHex(hex))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08",
        "0a01",
        "0d010203",
        "0901020304050607",
        "00",
        "0200",
        "0b0c",
        "0c",
        "0e",
        "0f",
        "08ffffffffffffffffffff01",
        "0affffffff0f",
        "0affffffffffffffffff01",
        "1201ff",
        "808080808001"
      })
  void truncatedOrInvalidEncodingIsMalformed(String hex) {
    assertThat(isWellFormed(ByteString.fromHex(hex))).isFalse();
  }

  @Test
  void exceptionHasNoStackTrace() {
    assertThatThrownBy(() -> FieldScanner.requireWellFormed(ByteString.fromHex("ff"), 0))
        .isInstanceOf(MalformedException.class)
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
  }
}
