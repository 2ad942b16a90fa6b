package dev.gossip.udp.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.core.wire.MalformedException;
import dev.gossip.udp.RandomSeeds;
import dev.gossip.udp.proto.Acks;
import dev.gossip.udp.proto.Packet;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AcksCodecTest {
  private static final int RUNS_TAG = Acks.RUNS_FIELD_NUMBER << 3 | 2;
  private static final int HIGHEST_TAG = Acks.HIGHEST_FIELD_NUMBER << 3;

  private static ByteString encode(long highest, long delayMicros, int... runs) {
    ByteBuffer body = ByteBuffer.allocate(AcksCodec.MAX_BYTES);
    AcksCodec.put(body, highest, delayMicros, runs, runs.length);
    return ByteString.copyFrom(body.flip());
  }

  private static Acks acks(long highest, Integer... runs) {
    return Acks.newBuilder().setHighest(highest).addAllRuns(List.of(runs)).build();
  }

  @Test
  void encodingIsThatOfProtobuf() {
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          for (int i = 0; i < 2_000; i++) {
            int[] runs = new int[1 + random.nextInt(AcksCodec.MAX_RUNS)];
            Arrays.setAll(runs, at -> 1 + (random.nextInt(1 << 14) >>> random.nextInt(14)));
            long highest = Math.max(1 << 21, random.nextLong() >>> (1 + random.nextInt(50)));
            long delay = random.nextLong() >>> (33 + random.nextInt(30));
            assertEncoding(highest, delay, runs);
          }
        });
  }

  private static void assertEncoding(long highest, long delay, int[] runs) {
    ByteString encoded = encode(highest, delay, runs);
    try {
      Acks parsed = Packet.parseFrom(encoded).getAcks();
      assertThat(parsed.getHighest()).isEqualTo(highest);
      assertThat(parsed.getDelayMicros()).isEqualTo((int) delay);
      assertThat(parsed.getRunsList())
          .containsExactlyElementsOf(Arrays.stream(runs).boxed().toList());
      AcksCodec.Received read = AcksCodec.read(parsed.toByteString());
      assertThat(read.highest()).isEqualTo(highest);
      assertThat(read.delayMicros()).isEqualTo(delay);
      assertThat(read.runs()).isEqualTo(runs);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(encoded.toString(), e);
    }
  }

  @Test
  void largestAcknowledgementHasTheStatedSize() {
    int[] runs = new int[AcksCodec.MAX_RUNS];
    Arrays.fill(runs, (1 << 14) - 1);
    assertThat(encode(Long.MAX_VALUE, Long.MAX_VALUE, runs).size())
        .isBetween(AcksCodec.MAX_BYTES - 2, AcksCodec.MAX_BYTES);
  }

  @Test
  void acknowledgementOfAllNumbersIsRead() throws MalformedException {
    assertThat(AcksCodec.read(acks(10, 4, 2, 4).toByteString()).runs()).containsExactly(4, 2, 4);
    assertThat(AcksCodec.read(acks(Long.MAX_VALUE, Integer.MAX_VALUE).toByteString()).highest())
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void longestDelayIsNotNegative() throws MalformedException {
    ByteString longest = acks(1, 1).toBuilder().setDelayMicros(-1).build().toByteString();
    assertThat(AcksCodec.read(longest).delayMicros()).isEqualTo(0xffff_ffffL);
  }

  private static ByteString withRuns(int... packed) {
    byte[] bytes = new byte[4 + packed.length];
    bytes[0] = (byte) HIGHEST_TAG;
    bytes[1] = 100;
    bytes[2] = (byte) RUNS_TAG;
    bytes[3] = (byte) packed.length;
    for (int i = 0; i < packed.length; i++) {
      bytes[4 + i] = (byte) packed[i];
    }
    return ByteString.copyFrom(bytes);
  }

  static Stream<Arguments> malformed() {
    Integer[] many = Collections.nCopies(AcksCodec.MAX_RUNS + 1, 1).toArray(new Integer[0]);
    Integer[] huge = Collections.nCopies(65, Integer.MAX_VALUE).toArray(new Integer[0]);
    return Stream.of(
        Arguments.of("nothing", ByteString.EMPTY),
        Arguments.of("no runs", acks(7).toByteString()),
        Arguments.of("no highest number", acks(0, 1).toByteString()),
        Arguments.of("a negative highest number", acks(-1, 1).toByteString()),
        Arguments.of("a highest number of 2^63", acks(Long.MIN_VALUE, 1).toByteString()),
        Arguments.of("a run of no numbers", acks(10, 1, 0, 1).toByteString()),
        Arguments.of("only a run of no numbers", acks(10, 0).toByteString()),
        Arguments.of("66 runs", acks(1_000, many).toByteString()),
        Arguments.of("numbers below 1", acks(10, 4, 2, 5).toByteString()),
        Arguments.of("far below 1", acks(1, huge).toByteString()),
        Arguments.of("a negative run", acks(1_000, 1, -1).toByteString()),
        Arguments.of("a run of 2^31", acks(Long.MAX_VALUE, Integer.MIN_VALUE).toByteString()),
        Arguments.of("a run that does not end", withRuns(1, 0x80)),
        Arguments.of("a run that begins only", withRuns(0x81)),
        Arguments.of("a run of six bytes", withRuns(0x81, 0x80, 0x80, 0x80, 0x80, 0)),
        Arguments.of("a run of 2^32", withRuns(0x80, 0x80, 0x80, 0x80, 0x10)),
        Arguments.of("a cut field", acks(10, 4).toByteString().substring(0, 4)),
        Arguments.of(
            "a cut field at the end",
            acks(10, 4).toByteString().concat(ByteString.copyFrom(new byte[] {0x2a, 5}))),
        Arguments.of("a group", ByteString.copyFrom(new byte[] {0x0b, 0x0c})));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void malformedAcknowledgementIsRefused(String what, ByteString acks) {
    assertThatThrownBy(() -> AcksCodec.read(acks)).isInstanceOf(MalformedException.class);
  }

  @Test
  void changedAcknowledgementIsRefusedOrKeepsTheRules() {
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          int read = 0;
          for (int i = 0; i < 50_000; i++) {
            byte[] bytes = acks(random.nextInt(5_000), 3, 1, 200, 2).toByteArray();
            for (int change = random.nextInt(4); change >= 0; change--) {
              bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            read += isRead(ByteString.copyFrom(bytes)) ? 1 : 0;
          }
          assertThat(read).isPositive();
        });
  }

  private static boolean isRead(ByteString bytes) {
    try {
      AcksCodec.Received read = AcksCodec.read(bytes);
      assertThat(read.highest()).isPositive();
      assertThat(read.delayMicros()).isNotNegative();
      assertThat(read.runs().length).isBetween(1, AcksCodec.MAX_RUNS);
      assertThat(Arrays.stream(read.runs()).allMatch(run -> run > 0)).isTrue();
      assertThat(Arrays.stream(read.runs()).asLongStream().sum())
          .isLessThanOrEqualTo(read.highest());
      return true;
    } catch (MalformedException e) {
      return false;
    }
  }

  @Test
  void numbersOfTheRunsThatArrivedAreContained() {
    // 10, 9, then 8 to 6 are missing, 5 arrived, 4 is missing.
    AcksCodec.Received acks = new AcksCodec.Received(10, 0, new int[] {2, 3, 1, 1});
    assertThat(LongStream.rangeClosed(-1, 12).filter(acks::contains)).containsExactly(5L, 9L, 10L);
  }
}
