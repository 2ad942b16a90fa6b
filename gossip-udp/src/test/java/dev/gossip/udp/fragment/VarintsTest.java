package dev.gossip.udp.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import dev.gossip.udp.RandomSeeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VarintsTest {

  private static byte[] encodedByProtobuf(long value) {
    byte[] bytes = new byte[CodedOutputStream.computeUInt64SizeNoTag(value)];
    try {
      CodedOutputStream.newInstance(bytes).writeUInt64NoTag(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  private static void assertEncoded(long value) {
    byte[] expected = encodedByProtobuf(value);
    ByteBuffer buffer = ByteBuffer.allocate(expected.length);
    Varints.put(buffer, value);
    assertThat(buffer.array()).isEqualTo(expected);
    assertThat(Varints.bytes((int) value))
        .isEqualTo(CodedOutputStream.computeUInt64SizeNoTag(value & 0xffff_ffffL));
  }

  @Test
  void numbersAreEncodedAsProtobufDoes() {
    for (int bits = 0; bits < Long.SIZE; bits++) {
      assertEncoded(1L << bits);
      assertEncoded((1L << bits) - 1);
    }
    assertEncoded(-1);
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          for (int i = 0; i < 1000; i++) {
            assertEncoded(random.nextLong() >>> random.nextInt(Long.SIZE));
          }
        });
  }
}
