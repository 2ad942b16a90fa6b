package dev.gossip.core.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.core.engine.wire.Frames;
import dev.gossip.core.engine.wire.MessageCodec;
import dev.gossip.core.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramesAheadTest {
  private static final int MAX_FRAME_BYTES = 2_500;
  private static final ByteString MALFORMED = ByteString.fromHex("01ff");

  private final MessageCodec codec = new MessageCodec("test");
  private final List<MessageId> lookedUp = new ArrayList<>();
  private final FramesAhead ahead =
      new FramesAhead(codec, MAX_FRAME_BYTES, id -> lookedUp.add(new MessageId(id)));

  private GossipMessage message(int number) {
    return codec.compose(
        AuthorId.NONE, "main", number, 1_000, 60_000, ByteString.copyFromUtf8("payload " + number));
  }

  /** A payload frame with this number of bytes. */
  private ByteString frameOfSize(int bytes) {
    int otherBytes = frameWithPayload(1_000).size() - 1_000;
    ByteString frame = frameWithPayload(bytes - otherBytes);
    assertThat(frame.size()).isEqualTo(bytes);
    return frame;
  }

  private ByteString frameWithPayload(int bytes) {
    ByteString payload = ByteString.copyFrom(new byte[bytes]);
    return Frames.payload(
        codec.compose(AuthorId.NONE, "main", 1, 1_000, 60_000, payload), ByteString.EMPTY);
  }

  private ByteString frame(int number) {
    return Frames.payload(message(number), ByteString.EMPTY);
  }

  private List<ByteString> frames(int from, int to) {
    List<ByteString> frames = new ArrayList<>();
    for (int i = from; i < to; i++) {
      frames.add(frame(i));
    }
    return frames;
  }

  private void assertReads(ByteString frame, int number) throws MalformedException {
    FramesAhead.Read read = ahead.read(frame);
    assertThat(new MessageId(read.id)).as("id %d", number).isEqualTo(message(number).id());
    assertThat(read.payload.content()).isEqualTo(message(number).signedBytes());
  }

  private void assertReadsAll(List<ByteString> frames, int from) throws MalformedException {
    for (int i = 0; i < frames.size(); i++) {
      assertReads(frames.get(i), from + i);
    }
  }

  @Test
  void framesOfADatagramAreReadInTheirOrder() throws Exception {
    List<ByteString> frames = frames(0, 50);
    ahead.expect(frames);
    assertReadsAll(frames, 0);
  }

  @Test
  void idsOfSixteenFramesAreLookedUpTogether() throws Exception {
    List<ByteString> frames = frames(0, 50);
    ahead.expect(frames);
    assertReads(frames.get(0), 0);
    List<MessageId> expected = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      expected.add(message(i).id());
    }
    assertThat(lookedUp).isEqualTo(expected);

    assertReadsAll(frames.subList(1, 16), 1);
    assertThat(lookedUp).hasSize(16);
    assertReads(frames.get(16), 16);
    assertThat(lookedUp).hasSize(32);
  }

  @Test
  void frameThatNobodyHasAnnouncedIsReadAlone() throws Exception {
    assertReads(frame(1), 1);
    ahead.expect(frames(2, 6));
    assertReads(frame(7), 7);
    assertThat(lookedUp).isEmpty();
  }

  @Test
  void framesThatAreNotAdmittedAreSkipped() throws Exception {
    List<ByteString> frames = frames(0, 40);
    ahead.expect(frames);
    for (int i = 3; i < 40; i += 5) {
      assertReads(frames.get(i), i);
    }
  }

  @Test
  void equalFramesOfADatagramAreReadOneByOne() throws Exception {
    List<ByteString> frames = List.of(frame(1), frame(1), frame(2), frame(1));
    ahead.expect(frames);
    assertReads(frames.get(0), 1);
    assertReads(frames.get(1), 1);
    assertReads(frames.get(2), 2);
    assertReads(frames.get(3), 1);
  }

  @Test
  void malformedFrameIsReportedWhenItsTurnComes() throws Exception {
    List<ByteString> frames = List.of(frame(0), frame(1), MALFORMED, frame(3), frame(4));
    ahead.expect(frames);
    assertReads(frames.get(0), 0);
    assertReads(frames.get(1), 1);
    assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> ahead.read(MALFORMED));
    assertReads(frames.get(3), 3);
    assertReads(frames.get(4), 4);
  }

  @Test
  void otherKindsOfFramesBetweenThemAreLeftToOthers() throws Exception {
    ByteString control = Frames.control(0, ByteString.copyFromUtf8("control"));
    List<ByteString> frames = List.of(control, frame(1), control, frame(3));
    ahead.expect(frames);
    assertReads(frames.get(1), 1);
    assertReads(frames.get(3), 3);
    assertThat(lookedUp).containsExactly(message(1).id(), message(3).id());
  }

  @Test
  void framesAreReadAheadUpToFourKibibytesInAll() throws Exception {
    ByteString half = frameOfSize(FramesAhead.MAX_BYTES / 2);
    List<ByteString> frames = List.of(frame(0), half, half, frame(3));
    ahead.expect(frames);
    assertReads(frames.get(0), 0);
    assertThat(lookedUp).hasSize(3);

    lookedUp.clear();
    ByteString more = frameOfSize(FramesAhead.MAX_BYTES / 2 + 1);
    frames = List.of(frame(0), half, more, frame(3));
    ahead.expect(frames);
    assertReads(frames.get(0), 0);
    assertThat(lookedUp).as("one byte too many").hasSize(2);
    assertReads(frames.get(3), 3);
  }

  @Test
  void frameThatThisNodeDropsForItsSizeIsNotReadAhead() throws Exception {
    List<ByteString> frames =
        List.of(frame(0), frameOfSize(MAX_FRAME_BYTES + 1), frame(2), frameOfSize(MAX_FRAME_BYTES));
    ahead.expect(frames);
    assertReads(frames.get(0), 0);
    assertThat(lookedUp).hasSize(3).startsWith(message(0).id(), message(2).id());
    assertReads(frames.get(2), 2);
  }

  @Test
  void nextDatagramReplacesTheFramesThatWereLeft() throws Exception {
    List<ByteString> first = frames(0, 5);
    ahead.expect(first);
    assertReads(first.get(0), 0);
    List<ByteString> second = frames(10, 15);
    ahead.expect(second);
    assertReadsAll(second, 10);
    assertReads(first.get(1), 1);
  }

  @Test
  void listThatIsUsedAgainAfterItsLinkEndedIsReadAgain() throws Exception {
    for (int handled = 0; handled < 3; handled++) {
      List<ByteString> list = frames(0, 5);
      ahead.expect(list);
      assertReadsAll(list.subList(0, handled), 0);
      list.clear();
      list.add(frame(7));
      assertReads(list.get(0), 7);
      assertReads(frame(8), 8);
    }
  }
}
