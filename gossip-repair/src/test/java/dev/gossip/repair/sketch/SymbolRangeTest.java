package dev.gossip.repair.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SymbolRangeTest {
  private static final int[] COUNTS = {
    0, 1, 0x7f, 0x80, 0x3fff, 0x4000, 0x1f_ffff, 0x20_0000, 0xfff_ffff, 0x1000_0000, 0x7fff_ffff
  };
  private static final int[] COUNT_BYTES = {1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5};

  private final SymbolRange range = rangeWith(5, COUNTS);

  @Test
  void symbolIsEncodedAsSumChecksumAndNumber() {
    SymbolRange symbol =
        new SymbolRange(
            0, new long[] {0x0102030405060708L}, new int[] {0x090a0b0c}, new int[] {300});

    assertThat(symbol.encode(0, 1)).isEqualTo(hex("0102030405060708090a0b0cac02"));
  }

  @Test
  void parsingReversesEncoding() throws InvalidProtocolBufferException {
    SymbolRange parsed = SymbolRange.parse(5, range.encode(5, range.end()), 16);

    assertThat(parsed.first()).isEqualTo(5);
    assertThat(parsed.end()).isEqualTo(16);
    for (int index = 5; index < 16; index++) {
      assertThat(parsed.sum(index)).isEqualTo(range.sum(index));
      assertThat(parsed.check(index)).isEqualTo(range.check(index));
      assertThat(parsed.count(index)).isEqualTo(COUNTS[index - 5]);
    }
  }

  @Test
  void sizeOfEachSymbolIsKnownBeforeItIsEncoded() {
    for (int i = 0; i < COUNTS.length; i++) {
      int bytes = 12 + COUNT_BYTES[i];
      int index = 5 + i;

      assertThat(range.encode(index, index + 1).size()).isEqualTo(bytes);
      assertThat(range.endWithin(index, bytes - 1)).isEqualTo(index);
      assertThat(range.endWithin(index, bytes)).isEqualTo(index + 1);
    }
  }

  @Test
  void symbolsFillTheBytesOfAFrame() {
    for (int maxBytes = 0; maxBytes <= 200; maxBytes++) {
      int end = range.endWithin(6, maxBytes);

      assertThat(range.encode(6, end).size()).isLessThanOrEqualTo(maxBytes);
      if (end < range.end()) {
        assertThat(range.encode(6, end + 1).size()).isGreaterThan(maxBytes);
      }
    }
    assertThat(range.endWithin(6, 11 * SymbolRange.MAX_SYMBOL_BYTES)).isEqualTo(range.end());
  }

  @Test
  void halfASymbolIsMalformed() {
    SymbolRange two = rangeWith(0, 5, Integer.MAX_VALUE);
    ByteString bytes = two.encode(0, 2);

    assertThat(bytes.size()).isEqualTo(13 + 17);
    for (int length = 1; length < bytes.size(); length++) {
      if (length != 13) {
        assertMalformed(0, bytes.substring(0, length), 100);
      }
    }
  }

  @Test
  void numberAbove31BitsIsMalformed() {
    String sums = "00".repeat(12);

    assertMalformed(0, hex(sums + "8080808008"), 10);
    assertMalformed(0, hex(sums + "ffffffff0f"), 10);
    assertMalformed(0, hex(sums + "808080808000"), 10);
    assertMalformed(0, hex(sums + "ffffffffffffffffff01"), 10);
  }

  @Test
  void moreSymbolsThanAcceptedAreMalformed() throws InvalidProtocolBufferException {
    ByteString bytes = range.encode(5, 16);

    assertThat(SymbolRange.parse(5, bytes, 16).size()).isEqualTo(11);
    assertMalformed(5, bytes, 15);
    assertMalformed(6, bytes, 16);
    assertMalformed(17, ByteString.EMPTY, 16);
    assertMalformed(-1, bytes, 16);
    assertMalformed(Integer.MAX_VALUE, bytes, Integer.MAX_VALUE);
  }

  @Test
  void noBytesAreNoSymbols() throws InvalidProtocolBufferException {
    assertThat(SymbolRange.parse(3, ByteString.EMPTY, 3).size()).isZero();
  }

  @Test
  void randomBytesAreParsedOrMalformed() {
    SplittableRandom random = new SplittableRandom(1);
    int parsed = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(100)];
      random.nextBytes(bytes);
      try {
        SymbolRange symbols = SymbolRange.parse(0, ByteString.copyFrom(bytes), 5);
        assertThat(symbols.size()).isLessThanOrEqualTo(5);
        parsed++;
      } catch (InvalidProtocolBufferException e) {
        assertThat(e).hasMessageContaining("symbol");
      }
    }
    assertThat(parsed).isPositive();
  }

  private static SymbolRange rangeWith(int first, int... counts) {
    SplittableRandom random = new SplittableRandom(1);
    return new SymbolRange(
        first, random.longs(counts.length).toArray(), random.ints(counts.length).toArray(), counts);
  }

  private static ByteString hex(String digits) {
    return ByteString.copyFrom(HexFormat.of().parseHex(digits));
  }

  private static void assertMalformed(int first, ByteString bytes, int maxEnd) {
    assertThatExceptionOfType(InvalidProtocolBufferException.class)
        .isThrownBy(() -> SymbolRange.parse(first, bytes, maxEnd));
  }
}
