package dev.gossip.udp.fragment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutgoingFragmentsTest {
  private static final long GIVE_UP = OutgoingFragments.GIVE_UP_NANOS;

  private final SplittableRandom random = new SplittableRandom(1);
  private final OutgoingFragments outgoing = new OutgoingFragments(Fragments.hashes(), 0);
  private long now = Long.MAX_VALUE - 10 * Fragments.SECOND;

  private ByteString add(int bytes) {
    return add(bytes, Priority.RELAYED);
  }

  private ByteString add(int bytes, Priority priority) {
    ByteString frame = Fragments.randomFrame(bytes, random);
    assertThat(outgoing.add(frame, priority, now)).isTrue();
    return frame;
  }

  /** Lets time pass as it does for a link that calls when it should; returns how many expired. */
  private int pass(long nanos) {
    long end = now + nanos;
    int expired = 0;
    while (now - end < 0) {
      now += Math.min(outgoing.waitNanos(now), end - now);
      expired += outgoing.expire(now);
    }
    return expired;
  }

  private Part next(int maxDataBytes) {
    Part part = outgoing.next(maxDataBytes);
    if (part == null) {
      throw new AssertionError("no part");
    }
    return part;
  }

  private List<Part> takeAll(int maxDataBytes) {
    List<Part> parts = new ArrayList<>();
    for (Part part = outgoing.next(maxDataBytes);
        part != null;
        part = outgoing.next(maxDataBytes)) {
      parts.add(part);
    }
    return parts;
  }

  private static List<String> ranges(List<Part> parts) {
    return parts.stream().map(part -> part.offset() + "+" + part.bytes()).toList();
  }

  @Test
  void frameIsCutAtMultiplesOf256() {
    ByteString frame = add(2500);
    List<Part> parts = takeAll(1100);
    assertThat(ranges(parts)).containsExactly("0+1024", "1024+1024", "2048+452");
    assertThat(parts.stream().map(Part::data).reduce(ByteString.EMPTY, ByteString::concat))
        .isEqualTo(frame);
    assertThat(outgoing.hasNext()).isFalse();
  }

  @Test
  void partSizeFollowsTheRoom() {
    add(3000);
    assertThat(next(300).bytes()).isEqualTo(256);
    assertThat(next(1300).bytes()).isEqualTo(1280);
    assertThat(outgoing.next(255)).isNull();
    assertThat(next(5000).bytes()).isEqualTo(1464);
  }

  @Test
  void lostPartIsSentAgainFirstAndInSmallerParts() {
    add(4000);
    Part first = next(1024);
    next(1024);
    outgoing.onLost(first);
    assertThat(ranges(takeAll(600)))
        .containsExactly("0+512", "512+512", "2048+512", "2560+512", "3072+512", "3584+416");
  }

  @Test
  void lostPartsAreNotJoined() {
    add(1024);
    List<Part> parts = takeAll(512);
    parts.forEach(outgoing::onLost);
    assertThat(ranges(takeAll(1024))).containsExactly("0+512", "512+512");
  }

  @Test
  void transfersTakeTurns() {
    List<FrameHash> hashes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      hashes.add(Fragments.hashes().of(add(1024)));
    }
    assertThat(takeAll(512).stream().map(Part::hash))
        .containsExactly(
            hashes.get(0),
            hashes.get(1),
            hashes.get(2),
            hashes.get(0),
            hashes.get(1),
            hashes.get(2));
  }

  @Test
  void transferEndsWhenAllPartsAreAcknowledged() {
    add(1000);
    List<Part> parts = takeAll(512);
    outgoing.onAcked(parts.get(1), now);
    // Twice is once.
    outgoing.onAcked(parts.get(1), now);
    assertThat(outgoing.count()).isEqualTo(1);
    assertThat(outgoing.bytes()).isEqualTo(1000);
    outgoing.onAcked(parts.get(0), now);
    assertThat(outgoing.count()).isZero();
    assertThat(outgoing.bytes()).isZero();
  }

  @Test
  void lateAcknowledgementOfALostPartIsIgnored() {
    add(1024);
    Part part = next(1024);
    outgoing.onLost(part);
    outgoing.onAcked(part, now);
    assertThat(outgoing.count()).isEqualTo(1);
    outgoing.onLost(part);
    assertThat(ranges(takeAll(512))).containsExactly("0+512", "512+512");
  }

  @Test
  void frameThatHasNotBeenSentAsAWholeIsNotAddedAgain() {
    ByteString frame = add(1000);
    assertThat(outgoing.add(frame, Priority.OWN, now)).isFalse();
    next(512);
    assertThat(outgoing.add(frame, Priority.OWN, now)).isFalse();
    assertThat(outgoing.bytes()).isEqualTo(1000);
    assertThat(outgoing.count()).isEqualTo(1);
  }

  @Test
  void frameThatTheReceiverMayHaveIsSentAgain() {
    ByteString frame = add(1000);
    List<Part> first = takeAll(512);
    assertThat(outgoing.add(frame, Priority.OWN, now)).isTrue();
    assertThat(outgoing.count()).isEqualTo(2);
    List<Part> second = takeAll(512);
    assertThat(ranges(second)).containsExactly("0+512", "512+488");
    assertThat(second).allMatch(part -> part.transferNumber() == 2);
    first.forEach(part -> outgoing.onAcked(part, now));
    assertThat(outgoing.count()).isEqualTo(1);
    assertThat(outgoing.bytes()).isEqualTo(1000);

    assertThat(outgoing.add(frame, Priority.OWN, now)).isTrue();
    assertThat(outgoing.add(frame, Priority.OWN, now)).isFalse();
    second.forEach(part -> outgoing.onAcked(part, now));
    takeAll(512).forEach(part -> outgoing.onAcked(part, now));
    assertThat(outgoing.count()).isZero();
    assertThat(outgoing.bytes()).isZero();
  }

  @Test
  void frameWithoutProgressIsGivenUpAfter30Seconds() {
    add(1000);
    add(1000);
    List<Part> parts = takeAll(256);
    outgoing.onAcked(parts.get(0), ++now);
    assertThat(pass(GIVE_UP - 2)).isZero();
    assertThat(pass(1)).isEqualTo(1);
    assertThat(outgoing.count()).isEqualTo(1);
    assertThat(outgoing.waitNanos(now)).isEqualTo(1);
    assertThat(pass(1)).isEqualTo(1);
    assertThat(outgoing.bytes()).isZero();
    assertThat(outgoing.waitNanos(now)).isEqualTo(Long.MAX_VALUE);
    parts.forEach(outgoing::onLost);
    parts.forEach(part -> outgoing.onAcked(part, now));
    assertThat(outgoing.hasNext()).isFalse();
    assertThat(outgoing.bytes()).isZero();
  }

  @Test
  void timeInWhichTheNodeStoodStillDoesNotCount() {
    add(1000);
    takeAll(256);
    pass(GIVE_UP - 10 * Fragments.SECOND);
    now += 1000 * Fragments.SECOND;
    assertThat(outgoing.expire(now)).isZero();
    assertThat(outgoing.waitNanos(now)).isEqualTo(Fragments.SECOND);
    // The pause counts as a second.
    assertThat(pass(9 * Fragments.SECOND - 1)).isZero();
    assertThat(pass(1)).isEqualTo(1);
  }

  @Test
  void timeBeforeAFrameStartsDoesNotCount() {
    add(300_000);
    add(300_000);
    pass(GIVE_UP - 1);
    add(300, Priority.CONTROL);
    assertThat(pass(1)).as("the first one").isEqualTo(1);
    assertThat(pass(GIVE_UP - 2)).isZero();
    assertThat(pass(1)).as("the small one").isEqualTo(1);
    assertThat(pass(1)).as("the second one").isEqualTo(1);
  }

  @Test
  void smallFramesUnderWayDoNotKeepALargeOneWaiting() {
    for (int i = 0; i < OutgoingFragments.MAX_ACTIVE / 2; i++) {
      add(300, Priority.ASSURED);
    }
    takeAll(512);
    ByteString large = add(OutgoingFragments.MAX_ACTIVE_BYTES + 1);
    assertThat(next(512).hash()).isEqualTo(Fragments.hashes().of(large));
  }

  @Test
  void callerIsAskedToCallAgainAtMostASecondLater() {
    assertThat(outgoing.waitNanos(now)).isEqualTo(Long.MAX_VALUE);
    add(1000);
    assertThat(outgoing.waitNanos(now)).isEqualTo(Fragments.SECOND);
    assertThat(outgoing.waitNanos(now + Fragments.SECOND / 2)).isEqualTo(Fragments.SECOND / 2);
    assertThat(outgoing.waitNanos(now + 2 * Fragments.SECOND)).isZero();
  }

  @Test
  void transferThatIsGivenUpIsNotSentAnyMore() {
    add(1000);
    next(256);
    assertThat(pass(GIVE_UP)).isEqualTo(1);
    assertThat(outgoing.hasNext()).isFalse();
    assertThat(outgoing.next(1024)).isNull();
  }

  @Test
  void givenUpTransfersMakeRoomForThoseThatWait() {
    IntStream.range(0, 2 * OutgoingFragments.MAX_ACTIVE).forEach(i -> add(1000));
    assertThat(takeAll(1024)).hasSize(OutgoingFragments.MAX_ACTIVE);
    assertThat(pass(GIVE_UP - 1)).isZero();
    assertThat(pass(1)).isEqualTo(OutgoingFragments.MAX_ACTIVE);
    assertThat(outgoing.waitNanos(now)).isEqualTo(Fragments.SECOND);
    assertThat(takeAll(1024)).hasSize(OutgoingFragments.MAX_ACTIVE);
  }

  @Test
  void transfersUnderWayFitTheBudgetOfTheReceiver() {
    Reassemblies receiver =
        new Reassemblies(ReassemblyLimits.DEFAULTS, Fragments.hashes(), reason -> {});
    for (int size : new int[] {1300, 60_000, 300_000, FragmentCodec.MAX_FRAME_BYTES}) {
      for (int i = 0; i < (8 << 20) / size; i++) {
        add(size);
      }
      int firsts = 0;
      for (Part part : takeAll(256)) {
        if (part.offset() != 0) {
          assertThat(receiver.add(size, Fragments.received(part), 0).kind())
              .isEqualTo(AddedFragment.Kind.NEW);
        } else {
          firsts++;
        }
      }
      assertThat(firsts).isPositive();
      assertThat(receiver.bytes(size)).isLessThan(ReassemblyLimits.DEFAULTS.bytesPerPeer());
      while (outgoing.count() > 0) {
        assertThat(pass(GIVE_UP)).isPositive();
      }
    }
  }

  @Test
  void framesThatWaitStartInTurnsOfTheirPriorities() {
    IntStream.range(0, OutgoingFragments.MAX_ACTIVE).forEach(i -> add(300));
    List<Part> active = takeAll(512);
    List<FrameHash> relayed = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      relayed.add(Fragments.hashes().of(add(300)));
    }
    FrameHash own = Fragments.hashes().of(add(300, Priority.OWN));
    FrameHash control = Fragments.hashes().of(add(300, Priority.CONTROL));
    assertThat(outgoing.bytes(Priority.OWN)).isEqualTo(300);
    active.forEach(part -> outgoing.onAcked(part, now));
    assertThat(takeAll(512).stream().map(Part::hash).limit(4))
        .contains(own, control, relayed.get(0), relayed.get(1));
  }

  @Test
  void transfersAreCountedFromOneAndAgainAfterTheLargestNumber() {
    ByteString frame = add(300);
    Part first = next(512);
    assertThat(first.transferNumber()).isEqualTo(1);
    outgoing.onAcked(first, now);
    assertThat(outgoing.add(frame, Priority.OWN, now)).isTrue();
    Part second = next(256);
    assertThat(second.transferNumber()).isEqualTo(2);
    assertThat(next(256).transferNumber()).as("of the same frame").isEqualTo(2);
    outgoing.onLost(second);
    assertThat(next(256).transferNumber()).as("sent again").isEqualTo(2);
    assertThat(outgoing.started()).isEqualTo(2);

    OutgoingFragments late = new OutgoingFragments(Fragments.hashes(), -2);
    assertThat(late.add(Fragments.randomFrame(300, random), Priority.OWN, now)).isTrue();
    assertThat(late.add(Fragments.randomFrame(300, random), Priority.OWN, now)).isTrue();
    assertThat(Integer.toUnsignedString(numberOfNext(late))).isEqualTo("4294967295");
    assertThat(numberOfNext(late)).isEqualTo(1);
  }

  private static int numberOfNext(OutgoingFragments outgoing) {
    Part part = outgoing.next(512);
    return part == null ? 0 : part.transferNumber();
  }

  @Test
  void emptyAndTooLargeFramesAreRefused() {
    assertThatThrownBy(() -> outgoing.add(ByteString.EMPTY, Priority.OWN, now))
        .isInstanceOf(IllegalArgumentException.class);
    ByteString large = Fragments.randomFrame(FragmentCodec.MAX_FRAME_BYTES + 1, random);
    assertThatThrownBy(() -> outgoing.add(large, Priority.OWN, now))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(outgoing.count()).isZero();
  }
}
