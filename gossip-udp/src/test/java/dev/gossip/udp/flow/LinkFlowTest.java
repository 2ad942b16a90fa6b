package dev.gossip.udp.flow;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;
import dev.gossip.udp.LossyWire;
import dev.gossip.udp.RandomSeeds;
import dev.gossip.udp.VirtualTime;
import dev.gossip.udp.datagram.AcksCodec;
import dev.gossip.udp.flow.FlowEnd.Sent;
import dev.gossip.udp.fragment.ReceivedFragment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LinkFlowTest {
  private static final long MILLI = 1_000_000;
  private static final long DELAY = 10 * MILLI;
  private static final int BASE = 1_200;

  private final FlowEnd alice = new FlowEnd(BASE, 2 * DELAY, 0);
  private final FlowEnd bob = new FlowEnd(BASE, 2 * DELAY, 0);

  private static ByteString frame(int bytes, int first) {
    byte[] frame = new byte[bytes];
    frame[0] = (byte) first;
    frame[bytes - 1] = (byte) (first >>> 8);
    return ByteString.copyFrom(frame);
  }

  private static int dataBytes(List<Sent> sent) {
    return sent.stream()
        .flatMap(datagram -> datagram.read().fragments().stream())
        .mapToInt(part -> part.data().size())
        .sum();
  }

  // ---- what travels how ----------------------------------------------------------------------

  @Test
  void frameThatFitsADatagramTravelsWhole() {
    ByteString largest = frame(alice.flow.datagramFrameBytes(), 1);
    alice.flow.add(largest, Priority.OWN, 0);
    List<Sent> sent = alice.send(0);
    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).read().frames()).containsExactly(largest);
    assertThat(alice.flow.waitingBytes()).isZero();
  }

  @Test
  void frameAboveTheDatagramIsSplit() {
    ByteString frame = frame(alice.flow.datagramFrameBytes() + 1, 1);
    alice.flow.add(frame, Priority.OWN, 0);
    List<Sent> sent = alice.send(0);
    assertThat(sent).hasSizeGreaterThan(1);
    assertThat(sent).allMatch(datagram -> datagram.read().frames().isEmpty());
    assertThat(dataBytes(sent)).isEqualTo(frame.size());
    assertThat(alice.flow.waitingBytes()).isEqualTo(frame.size());
    assertThat(alice.flow.waitingBytes(Priority.OWN)).isEqualTo(frame.size());
  }

  @Test
  void assuredFrameIsResentUntilItIsAcked() {
    alice.flow.add(frame(20, 1), Priority.ASSURED, 0);
    long now = 0;
    Sent latest = null;
    for (int i = 0; i < 5; i++) {
      List<Sent> sent = alice.send(now);
      assertThat(sent).as("attempt %d", i).hasSize(1);
      latest = sent.get(0);
      assertThat(dataBytes(sent)).isEqualTo(20);
      now = alice.flow.nextDeadlineNanos(now);
      alice.onTime(now);
    }
    assertThat(alice.flow.waitingBytes()).isEqualTo(20);
    alice.send(now);
    acknowledge(requireNonNull(latest).number() + 1, now);
    assertThat(alice.flow.waitingBytes()).isZero();
    assertThat(alice.flow.nextDeadlineNanos(now)).isEqualTo(LinkFlow.NEVER);
  }

  @Test
  void otherSmallFramesAreNotResent() {
    for (Priority priority : List.of(Priority.CONTROL, Priority.OWN, Priority.RELAYED)) {
      alice.flow.add(frame(20, 1), priority, 0);
    }
    alice.send(0);
    long now = alice.flow.nextDeadlineNanos(0);
    alice.onTime(now);
    assertThat(alice.flow.hasData()).isFalse();
    assertThat(alice.flow.nextDeadlineNanos(now)).isEqualTo(LinkFlow.NEVER);
  }

  @Test
  void frameThatNoLongerFitsThePathIsSplit() {
    FlowEnd wide = new FlowEnd(1_200, 0, 0);
    ByteString frame = frame(1_000, 1);
    wide.flow.add(frame, Priority.RELAYED, 0);
    wide.flow.pathLimit(800);
    List<Sent> sent = wide.send(0);
    assertThat(sent).allMatch(datagram -> datagram.body().size() <= 780);
    assertThat(dataBytes(sent)).isEqualTo(1_000);
    assertThat(wide.flow.waitingBytes()).isEqualTo(1_000);
  }

  @Test
  void bytesThatWaitAreCountedByPriority() {
    alice.flow.add(frame(100, 1), Priority.CONTROL, 0);
    alice.flow.add(frame(200, 1), Priority.OWN, 0);
    alice.flow.add(frame(5_000, 1), Priority.OWN, 0);
    alice.flow.add(frame(300, 1), Priority.ASSURED, 0);
    alice.flow.add(frame(400, 1), Priority.RELAYED, 0);
    assertThat(alice.flow.waitingBytes()).isEqualTo(6_000);
    assertThat(alice.flow.waitingBytes(Priority.OWN)).isEqualTo(5_200);
    assertThat(alice.flow.waitingBytes() - alice.flow.waitingBytes(Priority.CONTROL))
        .isEqualTo(5_900);
    assertThat(alice.flow.waitingFrames()).isEqualTo(5);
  }

  @Test
  void largeFramesProgressBetweenSmallOnes() {
    alice.flow.add(frame(100_000, 1), Priority.OWN, 0);
    ByteString small = frame(1_000, 1);
    int parts = 0;
    int frames = 0;
    long now = 0;
    for (int i = 0; i < 200 && parts < 100_000; i++) {
      // The queue of small frames is never empty.
      while (alice.flow.waitingBytes() < 20_000_000) {
        alice.flow.add(small, Priority.RELAYED, now);
      }
      List<Sent> sent = alice.send(now);
      parts += dataBytes(sent);
      frames += sent.stream().mapToInt(datagram -> datagram.read().frames().size()).sum();
      now += DELAY;
      if (!sent.isEmpty()) {
        acknowledge(alice.number, now);
      }
    }
    assertThat(parts).isEqualTo(100_000);
    assertThat(frames).isBetween(50, 200);
  }

  // ---- acknowledgements ----------------------------------------------------------------------

  /** The other end has everything up to a number. */
  private void acknowledge(long number, long nowNanos) {
    int run = (int) number;
    assertThat(
            alice.flow.onAcks(
                new AcksCodec.Received(number, 0, new int[] {run}), alice.number, nowNanos))
        .isTrue();
  }

  @Test
  void acknowledgementOfANumberNeverSentIsRefusedAndChangesNothing() {
    alice.flow.add(frame(5_000, 1), Priority.OWN, 0);
    alice.send(0);
    long deadline = alice.flow.nextDeadlineNanos(0);
    AcksCodec.Received forged =
        new AcksCodec.Received(alice.number + 1, 0, new int[] {(int) alice.number + 1});
    assertThat(alice.flow.onAcks(forged, alice.number, 1)).isFalse();
    assertThat(alice.flow.waitingBytes()).isEqualTo(5_000);
    assertThat(alice.flow.nextDeadlineNanos(1)).isEqualTo(deadline);
  }

  @Test
  void acknowledgementWithNothingUnderWayIsTaken() {
    alice.flow.add(frame(20, 1), Priority.OWN, 0);
    alice.send(0);
    acknowledge(1, 1);
    acknowledge(1, 2);
    assertThat(alice.flow.nextDeadlineNanos(2)).isEqualTo(LinkFlow.NEVER);
  }

  @Test
  void acknowledgementTravelsWithData() {
    alice.flow.add(frame(20, 1), Priority.OWN, 0);
    bob.receive(alice.send(0).get(0), 0);
    bob.flow.add(frame(20, 2), Priority.OWN, 0);
    List<Sent> back = bob.send(0);
    assertThat(back).hasSize(1);
    assertThat(back.get(0).read().acks()).isNotNull();
    alice.receive(back.get(0), 1);
    assertThat(alice.flow.roundTripNanos()).isPositive();
  }

  @Test
  void acknowledgementAloneLeavesAtItsDeadline() {
    alice.flow.add(frame(20, 1), Priority.OWN, 0);
    bob.receive(alice.send(0).get(0), 0);
    long due = bob.flow.nextDeadlineNanos(0);
    assertThat(due).isEqualTo(100 * MILLI);
    assertThat(bob.send(due - 1)).isEmpty();
    List<Sent> acks = bob.send(due);
    assertThat(acks).hasSize(1);
    assertThat(acks.get(0).read().asksForAcks()).isFalse();
    assertThat(bob.flow.nextDeadlineNanos(due)).isEqualTo(LinkFlow.NEVER);
  }

  // ---- time ----------------------------------------------------------------------------------

  @Test
  void probeTimeoutResendsAndDoubles() {
    alice.flow.add(frame(20, 1), Priority.ASSURED, 0);
    alice.send(0);
    long first = alice.flow.nextDeadlineNanos(0);
    assertThat(first).isPositive();
    alice.onTime(first - 1);
    assertThat(alice.flow.hasData()).isFalse();
    alice.onTime(first);
    assertThat(alice.flow.hasData()).isTrue();
    alice.send(first);
    assertThat(alice.flow.nextDeadlineNanos(first) - first).isEqualTo(2 * first);
  }

  @Test
  void timeoutCountsFromTheLatestProgress() {
    alice.flow.add(frame(900, 1), Priority.OWN, 0);
    alice.flow.add(frame(900, 2), Priority.OWN, 0);
    alice.send(0);
    assertThat(alice.number).isEqualTo(2);
    long progress = 20 * MILLI;
    assertThat(
            alice.flow.onAcks(new AcksCodec.Received(1, 0, new int[] {1}), alice.number, progress))
        .isTrue();
    long deadline = alice.flow.nextDeadlineNanos(progress);
    alice.onTime(deadline - 1);
    assertThat(alice.flow.nextDeadlineNanos(deadline - 1)).isEqualTo(deadline);
    alice.onTime(deadline);
    assertThat(alice.flow.nextDeadlineNanos(deadline)).isEqualTo(LinkFlow.NEVER);

    // The next timeout is twice as long.
    alice.flow.add(frame(900, 3), Priority.OWN, deadline);
    alice.send(deadline);
    assertThat(alice.flow.nextDeadlineNanos(deadline) - deadline)
        .isEqualTo(2 * (deadline - progress));
  }

  @Test
  void largeFrameWithoutProgressIsGivenUpAndCounted() {
    alice.flow.add(frame(5_000, 1), Priority.OWN, 0);
    long now = 0;
    for (int i = 0; i < 1_000 && alice.givenUp == 0; i++) {
      alice.send(now);
      now = alice.flow.nextDeadlineNanos(now);
      alice.onTime(now);
    }
    assertThat(alice.givenUp).isEqualTo(1);
    assertThat(now).isEqualTo(30_000 * MILLI);
    assertThat(alice.flow.waitingBytes()).isZero();
    assertThat(alice.flow.hasData()).isFalse();
  }

  @Test
  void idlePartsOfALargeFrameAreReleased() {
    alice.flow.add(frame(20, 1), Priority.OWN, 0);
    alice.flow.add(frame(5_000, 1), Priority.OWN, 0);
    alice.send(0);
    alice.onTime(1);
    assertThat(alice.flow).extracting("waiting.fragments", "underWay").doesNotContainNull();
    acknowledge(alice.number, DELAY);
    alice.onTime(DELAY);
    assertThat(alice.flow).extracting("waiting.fragments", "underWay").containsOnlyNulls();

    // They come back when they are needed.
    alice.flow.add(frame(5_000, 2), Priority.OWN, 2 * DELAY);
    List<Sent> sent = alice.send(2 * DELAY);
    assertThat(dataBytes(sent)).isEqualTo(5_000);
    assertThat(alice.hashes).isEqualTo(2);
    // The count of frames in parts goes on.
    assertThat(sent.stream().flatMap(datagram -> datagram.read().fragments().stream()))
        .allMatch(part -> part.transfer().number() == 2);
  }

  // ---- all of it -----------------------------------------------------------------------------

  @Test
  void lossyPathLeavesNothingUnderWayAndDeliversAllLargeFrames() {
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          for (int round = 0; round < 8; round++) {
            new Exchange(random.split(), random.nextInt(50)).run();
          }
        });
  }

  /** Two ends that send to each other on a path with loss and reordering. */
  private static final class Exchange {
    private static final int LARGE_FRAMES = 20;

    private final SplittableRandom random;
    private final int percentLost;
    private final LossyWire wire;
    private final VirtualTime time = new VirtualTime(Long.MAX_VALUE / 2);
    private final FlowEnd one = new FlowEnd(1_472, 2 * DELAY, time.nowNanos());
    private final FlowEnd other = new FlowEnd(1_472, 2 * DELAY, time.nowNanos());

    Exchange(SplittableRandom random, int percentLost) {
      this.random = random;
      this.percentLost = percentLost;
      this.wire =
          new LossyWire(random.split())
              .losing(percentLost / 100.0)
              .delaying(DELAY, DELAY + 4 * MILLI);
    }

    void run() {
      List<ByteString> large = new ArrayList<>();
      for (int i = 0; i < LARGE_FRAMES; i++) {
        ByteString frame = frame(2_000 + random.nextInt(20_000), i);
        large.add(frame);
        one.flow.add(frame, Priority.OWN, time.nowNanos());
        other.flow.add(frame, Priority.RELAYED, time.nowNanos());
        for (int small = 0; small < 20; small++) {
          one.flow.add(frame(50 + random.nextInt(300), small), Priority.RELAYED, time.nowNanos());
        }
      }
      int steps = 0;
      while (step()) {
        assertThat(++steps).as("steps with %d %% lost", percentLost).isLessThan(100_000);
      }
      for (FlowEnd end : List.of(one, other)) {
        assertThat(end.givenUp).isZero();
        assertThat(end.flow.waitingBytes()).isZero();
        // Nothing counts as under way that was neither acknowledged nor lost.
        assertThat(end.flow).extracting("window.underWayBytes").isEqualTo(0);
        assertThat(end.flow.nextDeadlineNanos(time.nowNanos())).isEqualTo(LinkFlow.NEVER);
        assertArrived(end, large);
      }
    }

    /** Returns whether anything is left to do. */
    private boolean step() {
      send(one, other);
      send(other, one);
      long next =
          Math.min(
              one.flow.nextDeadlineNanos(time.nowNanos()),
              other.flow.nextDeadlineNanos(time.nowNanos()));
      if (time.runNext(next)) {
        return true;
      }
      if (next == LinkFlow.NEVER) {
        return false;
      }
      time.advanceTo(next);
      one.onTime(time.nowNanos());
      other.onTime(time.nowNanos());
      return true;
    }

    private void send(FlowEnd from, FlowEnd to) {
      for (Sent datagram : from.send(time.nowNanos())) {
        for (long delay : wire.arrivals()) {
          Runnable unused =
              time.schedule(
                  delay, () -> assertThat(to.receive(datagram, time.nowNanos())).isTrue());
        }
      }
    }

    private static void assertArrived(FlowEnd end, List<ByteString> large) {
      for (ByteString frame : large) {
        BitSet bytes = new BitSet();
        for (ReceivedFragment part : end.fragments) {
          if (part.frameBytes() == frame.size()) {
            bytes.set(part.offset(), part.offset() + part.data().size());
          }
        }
        assertThat(bytes.cardinality()).isEqualTo(frame.size());
      }
    }
  }
}
