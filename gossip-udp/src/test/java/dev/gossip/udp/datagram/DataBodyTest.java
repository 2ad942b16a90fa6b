package dev.gossip.udp.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.gossip.core.wire.MalformedException;
import dev.gossip.udp.RandomSeeds;
import dev.gossip.udp.proto.Acks;
import dev.gossip.udp.proto.Fragment;
import dev.gossip.udp.proto.Packet;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataBodyTest {
  private static final ByteString ONE = ByteString.copyFromUtf8("one");
  private static final ByteString TWO = ByteString.copyFromUtf8("two");
  private static final Acks ACKS = Acks.newBuilder().setHighest(9).addRuns(2).build();
  private static final Fragment FRAGMENT =
      Fragment.newBuilder()
          .setFrameHash(ByteString.copyFrom(new byte[16]))
          .setFrameBytes(600)
          .setOffset(256)
          .setData(ONE)
          .setTransfer(1)
          .build();

  private static DataBody read(Packet.Builder packet) throws MalformedException {
    return DataBody.read(packet.build().toByteString());
  }

  @Test
  void allPartsOfABodyAreRead() throws MalformedException {
    DataBody body =
        read(
            Packet.newBuilder()
                .addFrames(ONE)
                .addFrames(TWO)
                .setAcks(ACKS)
                .addFragments(FRAGMENT)
                .setPadding(TWO));

    assertThat(body.frames()).containsExactly(ONE, TWO);
    assertThat(body.acks()).isNotNull();
    assertThat(body.fragments()).singleElement().matches(part -> part.data().equals(ONE));
    assertThat(body.isPadded()).isTrue();
  }

  @Test
  void emptyBodyIsReadAndAsksForNothing() throws MalformedException {
    DataBody body = read(Packet.newBuilder());
    assertThat(body.acks()).isNull();
    assertThat(body.asksForAcks()).isFalse();
  }

  @Test
  void acknowledgementAloneAsksForNone() throws MalformedException {
    assertThat(read(Packet.newBuilder().setAcks(ACKS)).asksForAcks()).isFalse();
  }

  @Test
  void framesAskForAnAcknowledgementButNotSoon() throws MalformedException {
    DataBody body = read(Packet.newBuilder().addFrames(ONE));
    assertThat(body.asksForAcks()).isTrue();
    assertThat(body.isResent()).isFalse();
  }

  @Test
  void fragmentsAndPaddingAskForAnAcknowledgementSoon() throws MalformedException {
    assertThat(read(Packet.newBuilder().addFragments(FRAGMENT)).isResent()).isTrue();
    assertThat(read(Packet.newBuilder().setPadding(ONE)).isResent()).isTrue();
    assertThat(read(Packet.newBuilder().setPadding(ONE)).asksForAcks()).isTrue();
  }

  @Test
  void unknownFieldsAreSkipped() throws MalformedException {
    ByteString unknown = ByteString.copyFrom(new byte[] {15 << 3, 1});
    ByteString body = Packet.newBuilder().addFrames(ONE).build().toByteString().concat(unknown);
    assertThat(DataBody.read(body).frames()).containsExactly(ONE);
  }

  @Test
  void sixtyFourFramesAreReadAndNoMore() throws MalformedException {
    Packet.Builder packet = Packet.newBuilder().addAllFrames(Collections.nCopies(64, ONE));
    assertThat(read(packet).frames()).hasSize(64);
    packet.addFrames(ONE);
    assertThatThrownBy(() -> read(packet)).isInstanceOf(MalformedException.class);
  }

  @Test
  void sixtyFourFragmentsMayShareAPartOfTheBaseSize() throws MalformedException {
    Packet.Builder packet = Packet.newBuilder().addAllFragments(Collections.nCopies(64, FRAGMENT));
    int fragments = Datagrams.maxFrames(packet.build().getSerializedSize());
    packet.addAllFragments(Collections.nCopies(fragments - 64, FRAGMENT));
    assertThat(read(packet).fragments()).hasSize(fragments);
  }

  @Test
  void emptyFrameIsRefused() {
    Packet.Builder packet = Packet.newBuilder().addFrames(ONE).addFrames(ByteString.EMPTY);
    assertThatThrownBy(() -> read(packet)).isInstanceOf(MalformedException.class);
  }

  @Test
  void bodyWithAMalformedPartIsRefusedAsAWhole() {
    Packet.Builder badAcks = Packet.newBuilder().addFrames(ONE).setAcks(Acks.newBuilder());
    assertThatThrownBy(() -> read(badAcks)).isInstanceOf(MalformedException.class);
    Packet.Builder badFragment =
        Packet.newBuilder().addFrames(ONE).addFragments(Fragment.newBuilder());
    assertThatThrownBy(() -> read(badFragment)).isInstanceOf(MalformedException.class);
    ByteString cut = Packet.newBuilder().addFrames(ONE).build().toByteString().substring(0, 4);
    assertThatThrownBy(() -> DataBody.read(cut)).isInstanceOf(MalformedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {3, 127, 128, 129, 130, 131, 132, 1_180, 16_385, 16_386, 16_387, 16_388, 65_000})
  void paddingFillsABodyToItsEnd(int bytes) throws MalformedException {
    ByteBuffer body = ByteBuffer.allocate(bytes);
    Datagrams.putPadding(body);
    assertThat(body.remaining()).isZero();
    DataBody read = DataBody.read(ByteString.copyFrom(body.flip()));
    assertThat(read.isPadded()).isTrue();
    assertThat(read.frames()).isEmpty();
  }

  @Test
  void changedBodyIsReadOrRefused() {
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          byte[] whole =
              Packet.newBuilder()
                  .setAcks(ACKS)
                  .addFrames(ONE)
                  .addFragments(FRAGMENT)
                  .setPadding(TWO)
                  .build()
                  .toByteArray();
          int refused = 0;
          for (int i = 0; i < 50_000; i++) {
            byte[] bytes = whole.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
              bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            refused += isRefused(ByteString.copyFrom(bytes)) ? 1 : 0;
          }
          assertThat(refused).isBetween(1, 49_999);
        });
  }

  private static boolean isRefused(ByteString body) {
    try {
      DataBody read = DataBody.read(body);
      int bytes = read.frames().stream().mapToInt(ByteString::size).sum();
      assertThat(bytes).isLessThan(body.size());
      return false;
    } catch (MalformedException e) {
      return true;
    }
  }
}
