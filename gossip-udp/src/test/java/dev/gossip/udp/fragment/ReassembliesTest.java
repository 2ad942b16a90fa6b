package dev.gossip.udp.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.gossip.api.node.DropReason;
import dev.gossip.udp.fragment.AddedFragment.Kind;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReassembliesTest {
  private static final long SECOND = Fragments.SECOND;
  private static final String ALICE = "alice";
  private static final String BOB = "bob";

  private final SplittableRandom random = new SplittableRandom(1);
  private final Fragments.Drops drops = new Fragments.Drops();
  private final Reassemblies reassemblies =
      new Reassemblies(ReassemblyLimits.DEFAULTS, Fragments.hashes(), drops::add);
  private final ByteString frame = Fragments.randomFrame(1000, random);
  private long now = Long.MAX_VALUE - 3 * SECOND;

  private AddedFragment add(String link, ReceivedFragment fragment) {
    return reassemblies.add(link, fragment, now);
  }

  private Kind add(ByteString whole, int offset, int bytes) {
    return add(ALICE, Fragments.fragment(whole, offset, bytes)).kind();
  }

  /** Lets time pass as it does for a node that calls when it should. */
  private void pass(long nanos) {
    long end = now + nanos;
    for (long wait = reassemblies.waitNanos(); wait <= end - now; wait = reassemblies.waitNanos()) {
      now += wait;
      reassemblies.expire(now);
    }
    while (now - end < 0) {
      now += Math.min(SECOND, end - now);
      reassemblies.expire(now);
    }
  }

  private void assertRefused(ReceivedFragment fragment) {
    int before = drops.count(DropReason.BAD_FRAGMENT);
    int bytesBefore = reassemblies.bytes();
    assertThat(add(ALICE, fragment).kind()).isEqualTo(Kind.FAULTY);
    assertThat(drops.count(DropReason.BAD_FRAGMENT)).isEqualTo(before + 1);
    assertThat(reassemblies.bytes()).isEqualTo(bytesBefore);
  }

  @Test
  void frameIsCompleteWithItsLastPart() {
    assertThat(add(frame, 768, 232)).isEqualTo(Kind.NEW);
    assertThat(add(frame, 0, 256)).isEqualTo(Kind.NEW);
    AddedFragment last = add(ALICE, Fragments.fragment(frame, 256, 512));
    assertThat(last.kind()).isEqualTo(Kind.COMPLETE);
    assertThat(last.frame()).isEqualTo(frame);
    assertThat(reassemblies.count()).isZero();
    assertThat(drops.all()).isEmpty();
  }

  @Test
  void frameOfOnePartIsComplete() {
    assertThat(add(frame, 0, 1000)).isEqualTo(Kind.COMPLETE);
  }

  @Test
  void partsThatHaveArrivedAreDuplicates() {
    add(frame, 256, 256);
    add(frame, 512, 256);
    int bytes = reassemblies.bytes();
    assertThat(add(frame, 256, 256)).isEqualTo(Kind.DUPLICATE);
    assertThat(add(frame, 256, 512)).isEqualTo(Kind.DUPLICATE);
    assertThat(reassemblies.bytes()).isEqualTo(bytes);
    assertThat(drops.all()).isEmpty();
  }

  @Test
  void partsThatOverlapOthersAreRefused() {
    add(frame, 256, 256);
    assertThat(add(frame, 0, 512)).isEqualTo(Kind.OVERLAP);
    assertThat(add(frame, 256, 744)).isEqualTo(Kind.OVERLAP);
    assertThat(add(frame, 0, 1000)).isEqualTo(Kind.OVERLAP);
    assertThat(drops.all()).isEqualTo(Map.of(DropReason.BAD_FRAGMENT, 3));
    add(frame, 0, 256);
    assertThat(add(frame, 512, 488)).isEqualTo(Kind.COMPLETE);
  }

  @Test
  void partsAreCopied() {
    byte[] datagram = frame.toByteArray();
    ByteString shared = UnsafeByteOperations.unsafeWrap(datagram);
    add(ALICE, Fragments.fragment(shared, 0, 512));
    datagram[0]++;
    AddedFragment last = add(ALICE, Fragments.fragment(frame, 512, 488));
    assertThat(last.frame()).isEqualTo(frame);
  }

  @Test
  void partsOfOneFrameFromTwoLinksAreNotMixed() {
    add(frame, 0, 512);
    assertThat(add(BOB, Fragments.fragment(frame, 512, 488)).kind()).isEqualTo(Kind.NEW);
    assertThat(reassemblies.count()).isEqualTo(2);
  }

  @Test
  void fragmentsAgainstTheRulesAreRefused() {
    int max = FragmentCodec.MAX_FRAME_BYTES;
    assertRefused(Fragments.invented(1, Integer.MAX_VALUE, 0, 256));
    assertRefused(Fragments.invented(1, max + 1, 0, 256));
    assertRefused(Fragments.invented(1, 0, 0, 1));
    assertRefused(Fragments.invented(1, 1000, 0, 0));
    assertRefused(Fragments.invented(1, 1000, 0, 1001));
    assertRefused(Fragments.invented(1, 1000, 1, 256));
    assertRefused(Fragments.invented(1, 1000, 0, 255));
    assertRefused(Fragments.invented(1, 1000, 256, 700));
    assertRefused(Fragments.invented(1, 1000, 768, 256));
    assertRefused(Fragments.invented(1, 1024, 1024, 1));
    assertRefused(Fragments.invented(1, 1024, -256, 256));
    assertRefused(Fragments.invented(1, max, Integer.MAX_VALUE - 255, 255));
    assertThat(reassemblies.bytes()).isZero();
  }

  @Test
  void partThatClaimsAnotherSizeIsRefused() {
    add(ALICE, Fragments.invented(1, 2000, 0, 256));
    assertRefused(Fragments.invented(1, 2001, 256, 256));
    assertThat(add(ALICE, Fragments.invented(1, 2000, 256, 256)).kind()).isEqualTo(Kind.NEW);
  }

  @Test
  void frameWithAnotherHashIsRefused() {
    add(ALICE, Fragments.invented(1, 512, 0, 256));
    assertThat(add(ALICE, Fragments.invented(1, 512, 256, 256)).kind()).isEqualTo(Kind.FAULTY);
    assertThat(drops.all()).isEqualTo(Map.of(DropReason.BAD_FRAGMENT, 1));
    assertThat(reassemblies.bytes()).isZero();
    assertThat(reassemblies.waitNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void frameIsGivenUpFiveSecondsAfterItsLastNewPart() {
    add(frame, 0, 256);
    pass(4 * SECOND);
    add(frame, 256, 256);
    pass(4 * SECOND);
    // No progress.
    add(frame, 256, 256);
    pass(SECOND - 1);
    assertThat(reassemblies.count()).isEqualTo(1);
    pass(1);
    assertThat(reassemblies.count()).isZero();
    assertThat(reassemblies.bytes()).isZero();
    assertThat(drops.all()).isEqualTo(Map.of(DropReason.FRAGMENTS_INCOMPLETE, 1));
  }

  @Test
  void frameIsGivenUpAfterAMinuteInAnyCase() {
    for (int i = 0; i < 15; i++) {
      add(ALICE, Fragments.invented(1, 65_535, 256 * i, 256));
      pass(4 * SECOND - (i == 14 ? 1 : 0));
    }
    assertThat(drops.all()).isEmpty();
    pass(1);
    assertThat(reassemblies.bytes()).isZero();
    assertThat(drops.all()).isEqualTo(Map.of(DropReason.FRAGMENTS_INCOMPLETE, 1));
  }

  @Test
  void timeInWhichTheNodeStoodStillDoesNotCount() {
    add(frame, 0, 256);
    now += 1000 * SECOND;
    assertThat(add(frame, 256, 744)).isEqualTo(Kind.COMPLETE);
  }

  @Test
  void latePartsOfAFinishedFrameAreDuplicates() {
    add(frame, 0, 1000);
    pass(60 * SECOND - 1);
    assertThat(add(frame, 0, 256)).isEqualTo(Kind.DUPLICATE);
    pass(1);
    assertThat(reassemblies.bytes()).isZero();
    assertThat(add(frame, 0, 256)).isEqualTo(Kind.NEW);
  }

  @Test
  void frameThatIsSentAgainArrivesAgain() {
    add(frame, 0, 1000);
    assertThat(add(ALICE, Fragments.fragment(2, frame, 0, 512)).kind()).isEqualTo(Kind.NEW);
    // A late part of the first transfer does not take part in the second.
    assertThat(add(frame, 512, 488)).isEqualTo(Kind.DUPLICATE);
    AddedFragment last = add(ALICE, Fragments.fragment(2, frame, 512, 488));
    assertThat(last.kind()).isEqualTo(Kind.COMPLETE);
    assertThat(last.frame()).isEqualTo(frame);
    assertThat(add(ALICE, Fragments.fragment(2, frame, 512, 488)).kind()).isEqualTo(Kind.DUPLICATE);
    assertThat(drops.all()).isEmpty();
  }

  @Test
  void framesWithOneNumberAreTwoTransfers() {
    ByteString other = Fragments.randomFrame(1000, random);
    add(frame, 0, 512);
    assertThat(add(other, 512, 488)).isEqualTo(Kind.NEW);
    assertThat(add(frame, 512, 488)).isEqualTo(Kind.COMPLETE);
    assertThat(add(other, 0, 512)).isEqualTo(Kind.COMPLETE);
  }

  @Test
  void finishedFramesThatAreRememberedAreBounded() {
    ReceivedFragment first = tiny(0);
    for (int i = 0; i <= Reassemblies.MAX_FINISHED; i++) {
      assertThat(add(ALICE, tiny(i)).kind()).isEqualTo(Kind.COMPLETE);
    }
    assertThat(add(ALICE, tiny(1)).kind()).isEqualTo(Kind.DUPLICATE);
    assertThat(add(ALICE, first).kind()).isEqualTo(Kind.COMPLETE);
    assertThat(reassemblies.bytes())
        .isEqualTo(
            PeerReassemblies.OBJECT_BYTES
                + Reassemblies.MAX_FINISHED * PeerReassemblies.FINISHED_BYTES);
  }

  private static ReceivedFragment tiny(int number) {
    return Fragments.fragment(ByteString.copyFromUtf8("frame " + number), 0, 6 + digits(number));
  }

  private static int digits(int number) {
    return Integer.toString(number).length();
  }

  @Test
  void linkThatEndsLeavesNothing() {
    add(frame, 0, 1000);
    add(ALICE, Fragments.invented(1, 2000, 0, 256));
    add(ALICE, Fragments.invented(2, 2000, 0, 256));
    add(BOB, Fragments.fragment(frame, 0, 256));
    int ofBob = reassemblies.bytes(BOB);
    reassemblies.forget(ALICE);
    assertThat(reassemblies.bytes()).isEqualTo(ofBob);
    assertThat(drops.all()).isEqualTo(Map.of(DropReason.FRAGMENTS_INCOMPLETE, 2));
    reassemblies.forget(ALICE);
    assertThat(reassemblies.count()).isEqualTo(1);
    assertThat(add(BOB, Fragments.fragment(frame, 256, 744)).kind()).isEqualTo(Kind.COMPLETE);
  }

  @Test
  void callerIsAskedToCallAgainAtMostASecondLater() {
    assertThat(reassemblies.waitNanos()).isEqualTo(Long.MAX_VALUE);
    add(frame, 0, 256);
    assertThat(reassemblies.waitNanos()).isEqualTo(SECOND);
    now += SECOND / 2;
    reassemblies.expire(now);
    now += 4 * SECOND;
    reassemblies.expire(now);
    now += SECOND;
    reassemblies.expire(now);
    assertThat(reassemblies.waitNanos()).isEqualTo(SECOND);
    pass(5 * SECOND / 2);
    assertThat(reassemblies.waitNanos()).isEqualTo(Long.MAX_VALUE);
  }
}
