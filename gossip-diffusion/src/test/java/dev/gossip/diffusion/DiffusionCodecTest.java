package dev.gossip.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.MessageId;
import dev.gossip.diffusion.DiffusionCodec.Ids;
import dev.gossip.diffusion.proto.DiffusionFrame;
import dev.gossip.testkit.relay.RecordingRelayContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DiffusionCodecTest {

  @Test
  void idsSurviveARoundTripForAnyFrameSize() throws InvalidProtocolBufferException {
    Ids ids = new Ids(ids(0, 5), ids(5, 4), ids(9, 1), ids(10, 7));
    for (int maxBytes = 0; maxBytes < 400; maxBytes++) {
      List<MessageId> have = new ArrayList<>();
      List<MessageId> want = new ArrayList<>();
      List<MessageId> heard = new ArrayList<>();
      List<MessageId> gone = new ArrayList<>();
      for (ByteString frame : DiffusionCodec.frames(ids, maxBytes)) {
        assertThat(frame.size()).isLessThanOrEqualTo(Math.max(maxBytes, 48));
        Ids read = DiffusionCodec.parse(frame);
        have.addAll(read.have());
        want.addAll(read.want());
        heard.addAll(read.heard());
        gone.addAll(read.gone());
      }
      assertThat(new Ids(have, want, heard, gone)).isEqualTo(ids);
    }
  }

  @Test
  void emptyIdsAreEncodedAsNoFrame() {
    assertThat(DiffusionCodec.frames(Ids.have(List.of()), 1_000)).isEmpty();
  }

  @Test
  void partialIdIsMalformed() {
    ByteString odd =
        DiffusionFrame.newBuilder()
            .setWant(ByteString.copyFrom(new byte[33]))
            .build()
            .toByteString();

    assertThatThrownBy(() -> DiffusionCodec.parse(odd))
        .isInstanceOf(InvalidProtocolBufferException.class);
  }

  private static List<MessageId> ids(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(i -> RecordingRelayContext.message("m" + i).id())
        .toList();
  }
}
