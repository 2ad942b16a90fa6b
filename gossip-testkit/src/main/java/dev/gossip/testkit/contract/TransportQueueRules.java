package dev.gossip.testkit.contract;

import static dev.gossip.testkit.contract.TransportPair.HELLO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.FrameLimits;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import java.util.List;

/** Rules about frames that wait: T11, T28, T43 and T44. */
final class TransportQueueRules extends TransportRules {
  private static final int MAX_QUEUED = 5_000;

  TransportQueueRules(TransportContract contract) {
    super(contract);
  }

  /** A frame of a size that differs from those with other numbers, if it has a few bytes. */
  private static ByteString frame(int bytes, int number) {
    byte[] frame = new byte[bytes];
    for (int i = 0; i < Math.min(bytes, Integer.BYTES); i++) {
      frame[i] = (byte) (number >>> (Byte.SIZE * i));
    }
    return ByteString.copyFrom(frame);
  }

  /** T11. */
  void roomIsAccurate() {
    TransportPair pair = linked();
    LinkId link = pair.alice.link();
    int initialRoom = pair.alice.roomBytes(link);
    int bytes = maxFrameBytes(pair.alice);
    ByteString frame = frame(bytes, MAX_QUEUED);

    int queued = 0;
    for (int room = initialRoom; room >= bytes && queued < MAX_QUEUED; queued++) {
      assertThat(pair.alice.offer(link, frame(bytes, queued)))
          .as("what Transport.send answers while FrameLimits.roomBytes is %d", room)
          .isEqualTo(SendResult.QUEUED);
      int left = pair.alice.roomBytes(link);
      assertThat(left)
          .as(
              "FrameLimits.roomBytes after a frame of %d bytes was queued; subtract it from %d",
              frame.size(), room)
          .isBetween(0, room - frame.size());
      room = left;
    }
    if (pair.alice.roomBytes(link) < frame.size()) {
      assertThat(pair.alice.offer(link, frame))
          .as("what Transport.send answers for a frame that had no room")
          .isEqualTo(SendResult.NO_ROOM);
      assertThat(pair.alice.roomBytes(link))
          .as("FrameLimits.roomBytes of a full queue")
          .isNotNegative();
    }
    pair.alice.flush();
    pair.awaitFrames(pair.bob, queued);
    assertThat(pair.alice.roomBytes(link))
        .as("FrameLimits.roomBytes when the frames have arrived")
        .isEqualTo(initialRoom);
  }

  /** T28. */
  void roomIsReportedOnceThereIsRoomAgain() {
    TransportPair pair = linked();
    LinkId link = pair.alice.link();
    int bytes = maxFrameBytes(pair.alice);
    pair.alice.send(link, frame(bytes, MAX_QUEUED));
    pair.alice.flush();
    assertThat(pair.alice.rooms)
        .as("LinkEvents.room although every frame had room; report it only after NO_ROOM")
        .isEmpty();

    int sent = 0;
    while (sent < MAX_QUEUED && pair.alice.framesNotTaken() < 3) {
      pair.alice.send(link, frame(bytes, sent++));
    }
    assumeTrue(pair.alice.framesNotTaken() > 0, "every frame has room");
    pair.alice.flush();
    pair.awaitFrames(pair.bob, 1 + sent - pair.alice.framesNotTaken());
    assertThat(pair.alice.rooms)
        .as("LinkEvents.room, once, after Transport.send answered NO_ROOM and there was room again")
        .containsExactly(link);
    pair.alice.flush();
    assertThat(pair.alice.rooms).as("LinkEvents.room of a flush that sent nothing").hasSize(1);
  }

  /** T43. */
  void ownFramesLeaveRoom() {
    TransportPair pair = linked();
    LinkId link = pair.alice.link();
    FrameLimits initial = pair.alice.answers().limits(link);
    int bytes = maxFrameBytes(pair.alice);
    int queued = fillWithOwnFrames(pair, bytes);
    pair.alice.flush();
    pair.bench.runUntil(() -> !pair.alice.rooms.isEmpty(), TransportPair.LARGE_FRAME_TIME);
    assertThat(pair.alice.answers().limits(link).ownRoomBytes())
        .as("FrameLimits.ownRoomBytes at LinkEvents.room, after NO_ROOM for an own frame")
        .isGreaterThanOrEqualTo(bytes);
    pair.awaitFrames(pair.bob, queued);
    assertThat(pair.alice.answers().limits(link).ownRoomBytes())
        .as("FrameLimits.ownRoomBytes when the frames have arrived")
        .isEqualTo(initial.ownRoomBytes());

    fillWithOwnFrames(pair, bytes);
    assertThat(pair.alice.offer(link, frame(bytes, MAX_QUEUED), Priority.RELAYED))
        .as(
            "what Transport.send answers for a frame of another node when own frames have no more"
                + " room; keep a part of the queue for it")
        .isEqualTo(SendResult.QUEUED);
  }

  /** Queues own frames until there is no room for another one; returns how many were queued. */
  private static int fillWithOwnFrames(TransportPair pair, int bytes) {
    LinkId link = pair.alice.link();
    FrameLimits limits = pair.alice.answers().limits(link);
    assertThat(limits.ownRoomBytes())
        .as("FrameLimits.ownRoomBytes of an empty queue, at most its roomBytes")
        .isBetween(bytes, limits.roomBytes());
    int queued = 0;
    for (int room = limits.ownRoomBytes(); room >= bytes && queued < MAX_QUEUED; queued++) {
      assertThat(pair.alice.offer(link, frame(bytes, queued), Priority.OWN))
          .as("what Transport.send answers while FrameLimits.ownRoomBytes is %d", room)
          .isEqualTo(SendResult.QUEUED);
      limits = pair.alice.answers().limits(link);
      assertThat(limits.ownRoomBytes())
          .as(
              "FrameLimits.ownRoomBytes, at most roomBytes, after an own frame of %d bytes was"
                  + " queued; subtract it from %d",
              bytes, room)
          .isBetween(0, Math.min(limits.roomBytes(), room - bytes));
      room = limits.ownRoomBytes();
    }
    assumeTrue(limits.ownRoomBytes() < bytes, "every own frame has room");
    assertThat(pair.alice.offer(link, frame(bytes, queued), Priority.OWN))
        .as("what Transport.send answers for an own frame that had no room")
        .isEqualTo(SendResult.NO_ROOM);
    return queued;
  }

  /** T44. */
  void unsentBytesAreAccurate() {
    TransportPair pair = linked();
    LinkId link = pair.alice.link();
    pair.bench.runFor(TransportPair.ACKNOWLEDGEMENT_TIME);
    assertThat(pair.alice.answers().unsentBytes())
        .as("Transport.unsentBytes of a link whose only frame has arrived")
        .isZero();
    pair.alice.offer(link, HELLO, Priority.CONTROL);
    assertThat(pair.alice.answers().unsentBytes())
        .as("Transport.unsentBytes while a frame of Priority.CONTROL waits; do not count it")
        .isZero();

    int bytes = maxFrameBytes(pair.alice);
    pair.alice.offer(link, frame(100, 1), Priority.ASSURED);
    pair.alice.offer(link, frame(200, 2), Priority.OWN);
    pair.alice.offer(link, frame(300, 3), Priority.RELAYED);
    pair.alice.offer(link, frame(bytes, 4), Priority.RELAYED);
    assertThat(pair.alice.answers().unsentBytes())
        .as("Transport.unsentBytes while frames of 100, 200, 300 and %d bytes wait", bytes)
        .isEqualTo(600L + bytes);
    pair.alice.flush();
    if (contract.resendsLostFrames()) {
      assertThat(pair.alice.answers().unsentBytes())
          .as("Transport.unsentBytes before frames that are resent are acknowledged")
          .isBetween(100L + bytes, 600L + bytes);
    }
    pair.awaitFrames(pair.bob, 5);
    assertThat(pair.alice.answers().unsentBytes())
        .as("Transport.unsentBytes when all frames have arrived")
        .isZero();

    List.of(Priority.ASSURED, Priority.OWN, Priority.RELAYED)
        .forEach(priority -> pair.alice.offer(link, frame(bytes, 5), priority));
    pair.alice.flush();
    pair.alice.close(link, CloseReason.Kind.ENDED);
    assertThat(pair.alice.answers().unsentBytes())
        .as("Transport.unsentBytes after the only link was closed")
        .isZero();
  }
}
