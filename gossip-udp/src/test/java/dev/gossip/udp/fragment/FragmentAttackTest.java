package dev.gossip.udp.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.node.DropReason;
import dev.gossip.udp.RandomSeeds;
import dev.gossip.udp.fragment.AddedFragment.Kind;
import java.security.MessageDigest;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Peers that send fragments to use up memory or time. The time is bounded by what can be counted: a
 * fragment is looked at unit by unit, so what remains are frames that are given up, each of which a
 * fragment has started, and bytes that are hashed, each of which a fragment has brought.
 */
class FragmentAttackTest {
  private static final int MANY = 100_000;
  private static final int CLAIMED = 65_535;
  private static final String MALLORY = "mallory";
  private static final String ALICE = "alice";

  private final Fragments.Drops drops = new Fragments.Drops();
  private final CountingDigest digest = new CountingDigest();
  private final ReassemblyLimits limits = ReassemblyLimits.DEFAULTS;
  private final Reassemblies reassemblies =
      new Reassemblies(limits, new FrameHashes(digest), drops::add);
  private final ByteString honest = Fragments.randomFrame(50_000, new SplittableRandom(1));
  private long receivedBytes;
  private int received;
  private int mostBytes;
  private int mostFrames;

  /** Counts the bytes that are hashed. */
  private static final class CountingDigest extends MessageDigest {
    private final MessageDigest sha256 = Fragments.sha256();
    private long bytes;

    CountingDigest() {
      super("SHA-256");
    }

    @Override
    protected void engineUpdate(byte input) {
      bytes++;
      sha256.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
      bytes += length;
      sha256.update(input, offset, length);
    }

    @Override
    protected byte[] engineDigest() {
      return sha256.digest();
    }

    @Override
    protected void engineReset() {
      sha256.reset();
    }
  }

  private Kind add(Object link, ReceivedFragment fragment) {
    received++;
    receivedBytes += fragment.data().size();
    Kind kind = reassemblies.add(link, fragment, 0).kind();
    mostBytes = Math.max(mostBytes, reassemblies.bytes());
    mostFrames = Math.max(mostFrames, reassemblies.count());
    return kind;
  }

  private void startHonestFrame() {
    assertThat(add(ALICE, Fragments.fragment(honest, 0, 25_600))).isEqualTo(Kind.NEW);
  }

  private void finishHonestFrame() {
    assertThat(add(ALICE, Fragments.fragment(honest, 25_600, 24_400))).isEqualTo(Kind.COMPLETE);
  }

  @AfterEach
  void noMoreIsHashedThanHasArrived() {
    assertThat(digest.bytes).isLessThanOrEqualTo(receivedBytes);
  }

  @AfterEach
  void everythingIsReleased() {
    assertThat(mostBytes).isLessThanOrEqualTo(limits.bytesTotal());
    int droppedBefore = drops.sum();
    for (long second = 1; second <= 60; second++) {
      reassemblies.expire(second * Fragments.SECOND);
    }
    assertThat(reassemblies.bytes()).isZero();
    assertThat(reassemblies.count()).isZero();
    if (received > 0) {
      assertThat(droppedBefore).isLessThanOrEqualTo(received);
    }
  }

  @Test
  void framesOfOneLinkThatNeverCompleteAreBounded() {
    startHonestFrame();
    for (int i = 0; i < 8192; i++) {
      assertThat(add(MALLORY, Fragments.invented(i, CLAIMED, 0, 256))).isEqualTo(Kind.NEW);
    }
    assertThat(mostFrames).isEqualTo(limits.maxPerPeer() + 1);
    assertThat(reassemblies.bytes(MALLORY)).isLessThan(limits.maxPerPeer() * 1024);
    assertThat(drops.all())
        .isEqualTo(Map.of(DropReason.FRAGMENTS_EVICTED, 8192 - limits.maxPerPeer()));
    finishHonestFrame();
  }

  @Test
  void framesOfManyLinksThatNeverCompleteStayWithinTheTotal() {
    startHonestFrame();
    for (int i = 0; i < 8192; i++) {
      // Each link fills most of each frame.
      ReceivedFragment fragment = Fragments.invented(i, CLAIMED, 0, 60_160);
      assertThat(add("mallory " + i % 128, fragment)).isEqualTo(Kind.NEW);
    }
    assertThat(mostBytes).isBetween(limits.bytesTotal() * 9 / 10, limits.bytesTotal());
    assertThat(drops.count(DropReason.FRAGMENTS_EVICTED)).isGreaterThan(7000);
    finishHonestFrame();
  }

  @Test
  void largestHolderGivesUpAFrameFirst() {
    ReassemblyLimits small = new ReassemblyLimits(CLAIMED, 40_000, 60_000, 64, 1, 1);
    Reassemblies few = new Reassemblies(small, new FrameHashes(digest), drops::add);
    few.add(ALICE, Fragments.invented(0, CLAIMED, 0, 10_240), 0);
    for (int i = 1; i <= 3; i++) {
      few.add(MALLORY, Fragments.invented(i, CLAIMED, 0, 10_240), 0);
    }
    few.add("bob", Fragments.invented(4, CLAIMED, 0, 10_240), 0);
    assertThat(drops.all()).isEmpty();
    few.add("bob", Fragments.invented(5, CLAIMED, 0, 10_240), 0);
    assertThat(drops.all()).isEqualTo(Map.of(DropReason.FRAGMENTS_EVICTED, 1));
    assertThat(few.bytes(MALLORY)).isBetween(20_480, 30_720);
    assertThat(few.bytes(ALICE)).isGreaterThan(10_240);
    assertThat(few.bytes("bob")).isGreaterThan(20_480);
    // Over the limit of one link, that link gives up its own.
    for (int i = 6; i < 20; i++) {
      few.add("bob", Fragments.invented(i, CLAIMED, 0, 10_240), 0);
    }
    assertThat(few.bytes("bob")).isBetween(20_480, small.bytesPerPeer());
    assertThat(few.bytes(ALICE)).isGreaterThan(10_240);
  }

  @Test
  void frameLargerThanTheBudgetIsGivenUp() {
    ReassemblyLimits small = new ReassemblyLimits(CLAIMED, 40_000, 60_000, 64, 1, 1);
    Reassemblies few = new Reassemblies(small, new FrameHashes(digest), drops::add);
    ReceivedFragment fragment = Fragments.invented(1, CLAIMED, 0, 40_192);
    assertThat(few.add(MALLORY, fragment, 0).kind()).isEqualTo(Kind.NO_ROOM);
    assertThat(few.bytes()).isZero();
    assertThat(drops.all()).isEqualTo(Map.of(DropReason.FRAGMENTS_EVICTED, 1));
  }

  @Test
  void oneFrameInManyTransfersIsBounded() {
    startHonestFrame();
    for (int i = 1; i <= MANY; i++) {
      ReceivedFragment fragment = Fragments.invented(i, 0, CLAIMED, 0, 256);
      assertThat(add(MALLORY, fragment)).isEqualTo(Kind.NEW);
    }
    assertThat(mostFrames).isEqualTo(limits.maxPerPeer() + 1);
    assertThat(reassemblies.bytes(MALLORY)).isLessThan(limits.maxPerPeer() * 1024);
    assertThat(drops.all())
        .isEqualTo(Map.of(DropReason.FRAGMENTS_EVICTED, MANY - limits.maxPerPeer()));
    finishHonestFrame();
  }

  @Test
  void oneFrameThatArrivesManyTimesIsBounded() {
    startHonestFrame();
    ByteString frame = Fragments.randomFrame(256, new SplittableRandom(2));
    for (int i = 1; i <= MANY; i++) {
      assertThat(add(MALLORY, Fragments.fragment(i, frame, 0, 256))).isEqualTo(Kind.COMPLETE);
    }
    assertThat(reassemblies.bytes(MALLORY))
        .isEqualTo(
            PeerReassemblies.OBJECT_BYTES
                + Reassemblies.MAX_FINISHED * PeerReassemblies.FINISHED_BYTES);
    assertThat(drops.all()).isEmpty();
    finishHonestFrame();
  }

  /** A map whose keys an attacker chooses has logarithmic time only if they have an order. */
  @Test
  void transfersThatCollideInATableAreOrdered() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 1000; i++) {
      TransferId one = new TransferId(random.nextInt(-1, 2), new FrameHash(random.nextInt(3), 1));
      TransferId other = new TransferId(random.nextInt(-1, 2), new FrameHash(random.nextInt(3), 1));
      assertThat(one.compareTo(other) == 0).isEqualTo(one.equals(other));
      assertThat(Integer.signum(one.compareTo(other)))
          .isEqualTo(-Integer.signum(other.compareTo(one)));
    }
  }

  @Test
  void tinyFramesAreLinear() {
    startHonestFrame();
    for (int i = 0; i < MANY; i++) {
      ReceivedFragment fragment = Fragments.invented(i, 257, 256, 1);
      assertThat(add(MALLORY, fragment)).isEqualTo(Kind.NEW);
    }
    assertThat(drops.all())
        .isEqualTo(Map.of(DropReason.FRAGMENTS_EVICTED, MANY - limits.maxPerPeer()));
    assertThat(reassemblies.bytes(MALLORY)).isLessThan(limits.maxPerPeer() * 1024);
    finishHonestFrame();
  }

  @Test
  void tinyFramesThatAreCompleteButWrongAreLinear() {
    startHonestFrame();
    for (int i = 0; i < MANY; i++) {
      assertThat(add(MALLORY, Fragments.invented(i, 1, 0, 1))).isEqualTo(Kind.FAULTY);
    }
    assertThat(drops.all()).isEqualTo(Map.of(DropReason.BAD_FRAGMENT, MANY));
    assertThat(reassemblies.bytes(MALLORY)).isZero();
    finishHonestFrame();
  }

  @Test
  void reversedPartsAreLinear() {
    startHonestFrame();
    int units = FragmentCodec.MAX_FRAME_BYTES / 256;
    int claims = MANY / units + 1;
    for (int i = 0; i < claims; i++) {
      // The first part never comes.
      for (int unit = units - 1; unit > 0; unit--) {
        ReceivedFragment fragment =
            Fragments.invented(i, FragmentCodec.MAX_FRAME_BYTES, unit * 256, 256);
        assertThat(add(MALLORY, fragment)).isEqualTo(Kind.NEW);
      }
    }
    // Each frame costs a quarter more than its bytes, and three of that size fit.
    assertThat(drops.all()).isEqualTo(Map.of(DropReason.FRAGMENTS_EVICTED, claims - 3));
    assertThat(reassemblies.bytes(MALLORY)).isLessThanOrEqualTo(limits.bytesPerPeer());
    finishHonestFrame();
  }

  @Test
  void doubledPartsCostNoMemory() {
    startHonestFrame();
    add(MALLORY, Fragments.invented(0, CLAIMED, 512, 1024));
    int bytes = reassemblies.bytes();
    for (int i = 0; i < MANY; i++) {
      ReceivedFragment fragment = Fragments.invented(0, CLAIMED, 512 + i % 4 * 256, 256);
      assertThat(add(MALLORY, fragment)).isEqualTo(Kind.DUPLICATE);
    }
    assertThat(reassemblies.bytes()).isEqualTo(bytes);
    assertThat(drops.all()).isEmpty();
    finishHonestFrame();
  }

  @Test
  void overlappingPartsCostNoMemory() {
    startHonestFrame();
    add(MALLORY, Fragments.invented(0, CLAIMED, 512, 1024));
    int bytes = reassemblies.bytes();
    for (int i = 0; i < MANY; i++) {
      ReceivedFragment fragment = Fragments.invented(0, CLAIMED, i % 2 * 1280, 768);
      assertThat(add(MALLORY, fragment)).isEqualTo(Kind.OVERLAP);
    }
    assertThat(reassemblies.bytes()).isEqualTo(bytes);
    assertThat(drops.all()).isEqualTo(Map.of(DropReason.BAD_FRAGMENT, MANY));
    finishHonestFrame();
  }

  @Test
  void claimsOfHugeFramesAllocateNothing() {
    startHonestFrame();
    int bytes = reassemblies.bytes();
    for (int i = 0; i < MANY; i++) {
      ReceivedFragment fragment = Fragments.invented(i, Integer.MAX_VALUE, i % 1000 * 256, 256);
      assertThat(add(MALLORY, fragment)).isEqualTo(Kind.FAULTY);
    }
    assertThat(reassemblies.bytes()).isEqualTo(bytes);
    assertThat(drops.all()).isEqualTo(Map.of(DropReason.BAD_FRAGMENT, MANY));
    finishHonestFrame();
  }

  @Test
  void memoryFollowsWhatHasArrivedAndNotTheClaim() {
    add(MALLORY, Fragments.invented(0, FragmentCodec.MAX_FRAME_BYTES, 0, 256));
    add("bob", Fragments.invented(0, 257, 0, 256));
    assertThat(reassemblies.bytes(MALLORY)).isEqualTo(reassemblies.bytes("bob"));
  }

  @Test
  void finishedFramesOfManyLinksStayWithinTheTotal() {
    ReassemblyLimits small = new ReassemblyLimits(CLAIMED, 40_000, 60_000, 64, 1, 1);
    Reassemblies few = new Reassemblies(small, new FrameHashes(digest), drops::add);
    for (int i = 0; i < 5000; i++) {
      ByteString frame = ByteString.copyFromUtf8("frame " + i);
      receivedBytes += frame.size();
      ReceivedFragment fragment = Fragments.fragment(frame, 0, frame.size());
      assertThat(few.add(i % 100, fragment, 0).kind()).isEqualTo(Kind.COMPLETE);
      assertThat(few.bytes()).isLessThanOrEqualTo(small.bytesTotal());
    }
    assertThat(drops.all()).isEmpty();
  }

  @Test
  void randomFragmentsStayWithinTheBudgets() {
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          startHonestFrame();
          for (int i = 0; i < MANY; i++) {
            int claimed = 1 + random.nextInt(1 << random.nextInt(1, 21));
            int offset = random.nextInt(1 + claimed / 256) * 256;
            int size = Math.min(Math.max(1, claimed - offset), 256 * random.nextInt(1, 5));
            long hash = random.nextInt(500);
            int transfer = random.nextInt(1, 3);
            add(random.nextInt(40), Fragments.invented(transfer, hash, claimed, offset, size));
          }
          finishHonestFrame();
          reassemblies.forget(ALICE);
        });
  }
}
