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
    return DataBody.of(packet.build().toByteString());
  }

  @Test
  void bodyAmongOtherBytesIsReadAlone() throws MalformedException {
    ByteString body = Packet.newBuilder().addFrames(ONE).setAcks(ACKS).build().toByteString();
    DataBody read = new DataBody();
    read.read(TWO.concat(body).concat(TWO), TWO.size(), TWO.size() + body.size());
    assertThat(read.frames()).containsExactly(ONE);
    assertThat(read.acks()).isNotNull();
  }

  @Test
  void bytesBehindABodyAreNotPartOfIt() {
    ByteString two = Packet.newBuilder().addFrames(TWO).build().toByteString();
    assertThatThrownBy(() -> new DataBody().read(two.concat(two), 0, two.size() - 1))
        .as("its frame is cut")
        .isInstanceOf(MalformedException.class);

    ByteString many =
        Packet.newBuilder().addAllFrames(Collections.nCopies(65, ONE)).build().toByteString();
    ByteString memory = many.concat(ByteString.copyFrom(new byte[12_000]));
    assertThatThrownBy(() -> new DataBody().read(memory, 0, many.size()))
        .as("more frames than a datagram of its size may have")
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void bodyAfterAMalformedOneIsReadAlone() throws MalformedException {
    DataBody body = new DataBody();
    ByteString bad =
        Packet.newBuilder()
            .addFrames(ONE)
            .addFragments(FRAGMENT)
            .addFrames(ByteString.EMPTY)
            .build()
            .toByteString();
    assertThatThrownBy(() -> body.read(bad, 0, bad.size())).isInstanceOf(MalformedException.class);

    body.read(Packet.newBuilder().addFrames(TWO).build().toByteString(), 0, 2 + TWO.size());
    assertThat(body.frames()).containsExactly(TWO);
    assertThat(body.fragments()).isEmpty();
  }

  @Test
  void bodyAfterOneWithManyFramesIsRead() throws MalformedException {
    ByteString many =
        Packet.newBuilder()
            .addAllFrames(Collections.nCopies(600, ONE))
            .setPadding(ByteString.copyFrom(new byte[12_000]))
            .build()
            .toByteString();
    DataBody body = DataBody.of(many);
    assertThat(body.frames()).hasSize(600).containsOnly(ONE);

    body.read(Packet.newBuilder().addFrames(TWO).build().toByteString(), 0, 2 + TWO.size());
    assertThat(body.frames()).containsExactly(TWO);
  }

  @Test
  void bodyHasNothingOfAnEarlierOne() throws MalformedException {
    Packet.Builder full =
        Packet.newBuilder()
            .addFrames(ONE)
            .addFrames(TWO)
            .setAcks(ACKS)
            .addFragments(FRAGMENT)
            .setPadding(TWO);
    DataBody body = read(full);
    body.read(Packet.newBuilder().addFrames(TWO).build().toByteString(), 0, 2 + TWO.size());
    assertThat(body.frames()).containsExactly(TWO);
    assertThat(body.fragments()).isEmpty();
    assertThat(body.acks()).isNull();
    assertThat(body.isPadded()).isFalse();
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
  void onlyFramesCanDoWithoutAnAcknowledgement() throws MalformedException {
    Packet.Builder packet = Packet.newBuilder().addFrames(ONE);
    assertThat(read(packet.setNeedsNoAcks(true)).asksForAcks()).isFalse();
    assertThat(read(packet.clone().setPadding(ONE)).asksForAcks()).isTrue();
    assertThat(read(packet.clone().addFragments(FRAGMENT)).asksForAcks()).isTrue();
  }

  @Test
  void framesAskIfTheFieldSaysSo() throws MalformedException {
    ByteString body = Packet.newBuilder().addFrames(ONE).build().toByteString();
    ByteString asks = ByteString.copyFrom(new byte[] {Packet.NEEDS_NO_ACKS_FIELD_NUMBER << 3, 0});
    assertThat(DataBody.of(body.concat(asks)).asksForAcks()).isTrue();
  }

  @Test
  void unknownFieldsAreSkipped() throws MalformedException {
    ByteString unknown = ByteString.copyFrom(new byte[] {15 << 3, 1});
    ByteString body = Packet.newBuilder().addFrames(ONE).build().toByteString().concat(unknown);
    assertThat(DataBody.of(body).frames()).containsExactly(ONE);
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
    assertThatThrownBy(() -> DataBody.of(cut)).isInstanceOf(MalformedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {3, 127, 128, 129, 130, 131, 132, 1_180, 16_385, 16_386, 16_387, 16_388, 65_000})
  void paddingFillsABodyToItsEnd(int bytes) throws MalformedException {
    ByteBuffer body = ByteBuffer.allocate(bytes);
    Datagrams.putPadding(body);
    assertThat(body.remaining()).isZero();
    DataBody read = DataBody.of(ByteString.copyFrom(body.flip()));
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
      DataBody read = DataBody.of(body);
      int bytes = read.frames().stream().mapToInt(ByteString::size).sum();
      assertThat(bytes).isLessThan(body.size());
      return false;
    } catch (MalformedException e) {
      return true;
    }
  }
}
