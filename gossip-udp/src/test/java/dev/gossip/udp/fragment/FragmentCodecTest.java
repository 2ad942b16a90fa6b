package dev.gossip.udp.fragment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.transport.Priority;
import dev.gossip.core.wire.FieldScanner;
import dev.gossip.core.wire.MalformedException;
import dev.gossip.udp.RandomSeeds;
import dev.gossip.udp.proto.Fragment;
import dev.gossip.udp.proto.Packet;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FragmentCodecTest {
  private static final ByteString HASH = ByteString.copyFromUtf8("0123456789abcdef");

  private final FrameHashes hashes = Fragments.hashes();

  private static Fragment.Builder valid() {
    return Fragment.newBuilder()
        .setFrameHash(HASH)
        .setFrameBytes(1000)
        .setOffset(256)
        .setData(ByteString.copyFromUtf8("data"))
        .setTransfer(1);
  }

  private static void assertMalformed(Fragment.Builder fragment) {
    assertThatThrownBy(() -> FragmentCodec.read(fragment.build().toByteString()))
        .isInstanceOf(MalformedException.class);
  }

  private static ByteString encoded(Part part) {
    ByteBuffer buffer = ByteBuffer.allocate(FragmentCodec.encodedBytes(part));
    FragmentCodec.put(buffer, part);
    assertThat(buffer.hasRemaining()).as("room left").isFalse();
    return ByteString.copyFrom(buffer.flip());
  }

  @Test
  void encodedPartsAreWhatProtobufEncodes() {
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          for (int i = 0; i < 50; i++) {
            int bytes = 1 + random.nextInt(1 << random.nextInt(1, 21));
            ByteString frame = Fragments.randomFrame(bytes, random);
            int started = random.nextInt() >>> random.nextInt(32);
            OutgoingFragments outgoing = new OutgoingFragments(hashes, started);
            outgoing.add(frame, Priority.OWN, 0);
            for (Part part = outgoing.next(60_000); part != null; part = outgoing.next(60_000)) {
              Fragment fragment =
                  Fragment.newBuilder()
                      .setFrameHash(firstBytesOfHash(frame))
                      .setFrameBytes(bytes)
                      .setOffset(part.offset())
                      .setData(part.data())
                      .setTransfer(part.transferNumber())
                      .build();
              assertThat(encoded(part))
                  .isEqualTo(Packet.newBuilder().addFragments(fragment).build().toByteString());
            }
          }
        });
  }

  private static ByteString firstBytesOfHash(ByteString frame) {
    return ByteString.copyFrom(Fragments.sha256().digest(frame.toByteArray()), 0, FrameHash.BYTES);
  }

  @Test
  void readingReturnsWhatWasWritten() throws InvalidProtocolBufferException {
    ByteString frame = Fragments.randomFrame(5000, new SplittableRandom(1));
    OutgoingFragments outgoing = new OutgoingFragments(hashes, 0);
    outgoing.add(frame, Priority.OWN, 0);
    for (Part part = outgoing.next(1024); part != null; part = outgoing.next(1024)) {
      FieldScanner packet = new FieldScanner(encoded(part));
      assertThat(packet.next()).isTrue();
      assertThat(packet.isBytes(Packet.FRAGMENTS_FIELD_NUMBER)).isTrue();
      assertThat(FragmentCodec.read(packet.bytes())).isEqualTo(Fragments.received(part));
    }
  }

  @Test
  void readingSkipsUnknownFields() throws MalformedException {
    // Field 15 as a varint.
    ByteString unknown = ByteString.copyFrom(new byte[] {15 << 3, 1});
    ReceivedFragment fragment =
        FragmentCodec.read(unknown.concat(valid().build().toByteString()).concat(unknown));
    assertThat(fragment.offset()).isEqualTo(256);
    assertThat(fragment.data()).isEqualTo(ByteString.copyFromUtf8("data"));
  }

  @Test
  void fragmentsThatLackFieldsAreMalformed() {
    assertMalformed(valid().clearFrameHash());
    assertMalformed(valid().setFrameHash(HASH.substring(1)));
    assertMalformed(valid().setFrameHash(HASH.concat(HASH)));
    assertMalformed(valid().clearData());
    assertMalformed(valid().clearTransfer());
  }

  @Test
  void transferNumbersHave32Bits() throws MalformedException {
    assertThat(FragmentCodec.read(valid().setTransfer(-1).build().toByteString()).transfer())
        .extracting(TransferId::number)
        .isEqualTo(-1);
    // 2^32 + 1 in field 5, which a protobuf parser would cut to 1.
    ByteString large = ByteString.fromHex("288180808010");
    assertThatThrownBy(
            () -> FragmentCodec.read(valid().clearTransfer().build().toByteString().concat(large)))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void sizesAndOffsetsFromTwoGibibytesAreMalformed() throws MalformedException {
    assertMalformed(valid().setFrameBytes(-1));
    assertMalformed(valid().setOffset(Integer.MIN_VALUE));
    assertThat(FragmentCodec.read(valid().setFrameBytes(Integer.MAX_VALUE).build().toByteString()))
        .extracting(ReceivedFragment::frameBytes)
        .isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void truncatedFragmentsAreMalformed() {
    ByteString whole = valid().build().toByteString();
    for (int i = 0; i < whole.size(); i++) {
      ByteString truncated = whole.substring(0, i);
      assertThatThrownBy(() -> FragmentCodec.read(truncated))
          .as("%d bytes", i)
          .isInstanceOf(MalformedException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {296, 456, 1136, 1400, 1500, 9000, 16_384, 16_700, 60_000, 65_507})
  void partsOfTheComputedSizeFitTheRoom(int room) {
    ByteString frame =
        Fragments.randomFrame(FragmentCodec.MAX_FRAME_BYTES, new SplittableRandom(room));
    // The number needs as many bytes as it may.
    OutgoingFragments outgoing = new OutgoingFragments(hashes, -2);
    outgoing.add(frame, Priority.OWN, 0);
    int max = FragmentCodec.maxDataBytes(room);
    for (Part part = outgoing.next(max); part != null; part = outgoing.next(max)) {
      assertThat(FragmentCodec.encodedBytes(part)).isLessThanOrEqualTo(room);
    }
    assertThat(outgoing.hasNext()).isFalse();
  }

  @Test
  void partsAreMultiplesOf256ExceptAtTheEnd() {
    assertThat(List.of(1, 255, 256, 1000).stream().map(b -> FragmentCodec.fitting(b, 1000)))
        .containsExactly(1, 255, 256, 1000);
    assertThat(FragmentCodec.fitting(1001, 1000)).isEqualTo(768);
    assertThat(FragmentCodec.fitting(257, 256)).isEqualTo(256);
    assertThat(FragmentCodec.fitting(257, 255)).isZero();
    assertThat(FragmentCodec.fitting(1, -5)).isZero();
  }
}
