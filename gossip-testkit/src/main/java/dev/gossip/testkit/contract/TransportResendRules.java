package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.testkit.contract.TransportBench.Faults;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;

/** Rules about frames that arrive although datagrams are lost: T40 to T42. */
final class TransportResendRules extends TransportRules {
  /**
   * What fits the smallest packets that every IPv6 path carries: 1,280 bytes with their headers.
   */
  private static final int NARROW_PATH_BYTES = 1_232;

  private static final Faults LOSSES = new Faults(0.2, 0.1, 0.1, 0);

  private long frameSeed = SEED;

  TransportResendRules(TransportContract contract) {
    super(contract);
  }

  private void assumeLostFramesAreResent() {
    assumeTrue(contract.resendsLostFrames(), "declared not to resend lost frames");
  }

  /** A frame of random bytes. */
  private static ByteString randomFrame(int bytes, long seed) {
    byte[] frame = new byte[bytes];
    new SplittableRandom(seed).nextBytes(frame);
    return ByteString.copyFrom(frame);
  }

  /** T40. */
  void largestFrameArrivesDespiteLosses() {
    assumeLostFramesAreResent();
    TransportPair pair = linked();
    pair.bench.faults(LOSSES);
    for (TransportEnd from : List.of(pair.alice, pair.bob)) {
      assertLargeFrameArrives(pair, from, "while every fifth datagram is lost");
    }
  }

  private void assertLargeFrameArrives(TransportPair pair, TransportEnd from, String when) {
    TransportEnd to = from == pair.alice ? pair.bob : pair.alice;
    ByteString frame = randomFrame(maxFrameBytes(from), frameSeed++);
    from.send(from.link(), frame);
    from.flush();
    pair.awaitFrames(to, 1);

    List<ByteString> arrived = to.drainFrames();
    assertThat(arrived.size())
        .as(
            "frames of %d bytes that arrived of one, %s (seed %d); resend what is not acknowledged",
            frame.size(), when, SEED)
        .isPositive();
    assertThat(arrived)
        .as("whether the frame arrived as it was sent, %s (seed %d)", when, SEED)
        .allMatch(frame::equals);
  }

  /** T41. */
  void assuredFramesArriveDespiteLosses() {
    assumeLostFramesAreResent();
    TransportPair pair = linked();
    pair.bench.faults(LOSSES);
    LinkId link = pair.alice.link();
    List<ByteString> frames = randomFrames(200, datagramFrameBytes(pair.alice));
    for (ByteString frame : frames) {
      assertThat(pair.alice.offer(link, frame, Priority.ASSURED))
          .as("what Transport.send answers for a frame of Priority.ASSURED")
          .isEqualTo(SendResult.QUEUED);
      pair.alice.flush();
      pair.bench.runFor(TransportPair.DELIVERY_TIME);
    }
    pair.awaitFrames(pair.bob, frames.size());

    assertThat(new HashSet<>(pair.bob.drainFrames()).containsAll(frames))
        .as(
            "whether all of %d frames of Priority.ASSURED arrived while every fifth datagram is"
                + " lost (seed %d); resend what is not acknowledged",
            frames.size(), SEED)
        .isTrue();
  }

  /** T42. */
  void largestFrameArrivesOnNarrowPaths() {
    assumeLostFramesAreResent();
    for (boolean isNarrowFromTheStart : List.of(true, false)) {
      TransportPair pair = linked();
      if (!isNarrowFromTheStart) {
        assertLargeFrameArrives(pair, pair.alice, "without faults");
      }
      pair.bench.carrier(
          datagram -> {
            if (datagram.bytes().length <= NARROW_PATH_BYTES) {
              pair.bench.carry(datagram);
            }
          });
      String when =
          "where larger datagrams than those of "
              + NARROW_PATH_BYTES
              + " bytes are lost, "
              + (isNarrowFromTheStart ? "from the start" : "since the frame before");
      assertLargeFrameArrives(pair, pair.bob, when);
      assertLargeFrameArrives(pair, pair.alice, when);

      for (TransportEnd end : List.of(pair.alice, pair.bob)) {
        assertThat(end.answers().stats(end.link()).datagramBytes())
            .as("LinkStats.datagramBytes %s; count what has arrived only", when)
            .isBetween(0, NARROW_PATH_BYTES);
      }
    }
  }
}
