package dev.gossip.testkit.contract;

import static dev.gossip.testkit.contract.TransportBench.address;
import static dev.gossip.testkit.contract.TransportPair.HELLO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.FrameLimits;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.SendResult;
import dev.gossip.testkit.contract.TransportBench.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Rules about frames and datagrams: T8 to T10, T12 to T16, and T27. */
final class TransportFrameRules extends TransportRules {
  TransportFrameRules(TransportContract contract) {
    super(contract);
  }

  /** T8. */
  void framesArriveUnalteredAndInOrder() {
    TransportPair pair = linked();
    int before = pair.alice.dropped() + pair.bob.dropped();
    pair.assertArrives(
        pair.alice, pair.bob, randomFrames(100, datagramFrameBytes(pair.alice)), "without faults");
    pair.assertArrives(
        pair.bob, pair.alice, randomFrames(100, datagramFrameBytes(pair.bob)), "without faults");
    assertThat(pair.alice.dropped() + pair.bob.dropped() - before)
        .as("TransportContext.dropped without faults; drop nothing valid")
        .isZero();
  }

  /** T9. */
  void framesAreTransmittedByFlush() {
    TransportPair pair = linked();
    int before = pair.alice.transmitted();
    randomFrames(50, 100).forEach(frame -> pair.alice.send(pair.alice.link(), frame));

    assertThat(pair.alice.transmitted() - before)
        .as("datagrams sent before Transport.flush; wait for it, so that frames can share them")
        .isZero();
    pair.alice.flush();
    int flushed = pair.alice.transmitted();
    assertThat(flushed - before)
        .as("datagrams sent by Transport.flush; send all queued frames")
        .isPositive();
    pair.alice.flush();
    assertThat(pair.alice.transmitted() - flushed)
        .as("datagrams sent by Transport.flush when no frame is queued")
        .isZero();
    pair.bench.runFor(Duration.ofMillis(100));
    assertThat(pair.bob.drainFrames())
        .as("frames received after one flush of 50 frames")
        .hasSize(50);
  }

  /** T10. */
  void largestFrameArrives() {
    TransportPair pair = linked();
    LinkId link = pair.alice.link();
    int maxBytes = pair.alice.answers().limits(link).maxBytes();
    ByteString largest = ByteString.copyFrom(new byte[maxBytes]);
    ByteString tooLarge = ByteString.copyFrom(new byte[maxBytes + 1]);
    List<SendResult> results = new ArrayList<>();

    for (ByteString frame : List.of(HELLO, tooLarge, ByteString.EMPTY, largest, HELLO)) {
      results.add(pair.alice.offer(link, frame));
    }
    pair.alice.flush();
    pair.awaitFrames(pair.bob, 3);

    assertThat(pair.bob.drainFrames().stream().filter(frame -> !frame.isEmpty()).toList())
        .as(
            "frames of 5, %d and 5 bytes, sent together with an empty one and one of %d bytes;"
                + " drop only the frame that is too large",
            maxBytes, maxBytes + 1)
        .containsExactlyInAnyOrder(HELLO, largest, HELLO);
    assertThat(results)
        .as(
            "what Transport.send answers for frames of 5, %d, 0, %d and 5 bytes; a frame that is"
                + " empty or above FrameLimits.maxBytes is TOO_LARGE",
            maxBytes + 1, maxBytes)
        .containsExactly(
            SendResult.QUEUED,
            SendResult.TOO_LARGE,
            SendResult.TOO_LARGE,
            SendResult.QUEUED,
            SendResult.QUEUED);
  }

  /** T12. */
  void linksThatAreNotUpTakeNothing() {
    TransportPair pair = linked();
    LinkId closed = pair.alice.link();
    pair.alice.close(closed, CloseReason.Kind.ENDED);

    for (LinkId link : List.of(closed, new LinkId(987_654_321))) {
      assertThat(pair.alice.answers().limits(link))
          .as("Transport.limits of a link that is not up must be 0")
          .isEqualTo(FrameLimits.NONE);
      assertThat(pair.alice.offer(link, HELLO))
          .as("what Transport.send answers on a link that is not up")
          .isEqualTo(SendResult.NOT_UP);
      pair.alice.close(link, CloseReason.Kind.ENDED);
    }
  }

  /** T27. */
  void limitsAreConsistent() {
    TransportPair pair = linked();
    LinkId link = pair.alice.link();
    FrameLimits limits = pair.alice.answers().limits(link);

    assertThat(limits.datagramBytes())
        .as("FrameLimits.datagramBytes of a link that is up, at most its maxBytes")
        .isBetween(1, limits.maxBytes());
    assertThat(maxFrameBytes(pair.alice))
        .as("Transport.maxFrameBytes, which every link takes, at most FrameLimits.maxBytes")
        .isLessThanOrEqualTo(limits.maxBytes());
    int usual = datagramFrameBytes(pair.alice);
    assertThat(usual)
        .as(
            "Transport.datagramFrameBytes, at most FrameLimits.datagramBytes of a link whose"
                + " interface has an MTU of 1500")
        .isLessThanOrEqualTo(limits.datagramBytes());
    int before = pair.alice.transmitted();
    pair.alice.send(link, ByteString.copyFrom(new byte[limits.datagramBytes()]));
    pair.alice.flush();
    assertThat(pair.alice.transmitted() - before)
        .as("datagrams that a frame of FrameLimits.datagramBytes takes")
        .isEqualTo(1);
    pair.alice.close(link, CloseReason.Kind.ENDED);
    assertThat(pair.alice.answers().maxFrameBytes())
        .as("Transport.maxFrameBytes must not change, whatever links are up")
        .isEqualTo(pair.bob.answers().maxFrameBytes());
    assertThat(pair.alice.answers().datagramFrameBytes())
        .as("Transport.datagramFrameBytes must not change, whatever links are up")
        .isEqualTo(usual);
  }

  /** T13. */
  void networkFaultsForgeNothing() {
    for (long seed = SEED; seed < SEED + 3; seed++) {
      FaultyNetworkRun run = new FaultyNetworkRun(contract, seed, new Faults(0.2, 0.1, 0.3, 0));

      assertThat(run.unknownLinkEvents())
          .as(
              "LinkEvents of links that were not up (seed %d); use the same LinkId object that"
                  + " LinkEvents.up reported",
              seed)
          .isEmpty();
      assertThat(run.forgeries())
          .as(
              "frames that arrived on a link on which they were never sent (seed %d); check the"
                  + " link of each datagram",
              seed)
          .isEmpty();
      assertThat(run.framesArrived())
          .as(
              "frames that arrived while every fifth datagram is lost (seed %d); keep links up",
              seed)
          .isGreaterThan(100);
    }
  }

  /** T14. */
  void corruptedFramesAreNotDelivered() {
    assumeTrue(contract.detectsCorruption(), "declared to rely on the checksum of the layer below");
    for (long seed = SEED; seed < SEED + 3; seed++) {
      FaultyNetworkRun run = new FaultyNetworkRun(contract, seed, new Faults(0, 0, 0, 0.2));

      assertThat(run.forgeries())
          .as(
              "frames that differ from what was sent (seed %d); authenticate datagrams, or override"
                  + " detectsCorruption if the layer below has a checksum",
              seed)
          .isEmpty();
    }
  }

  /** T15. */
  void garbageIsDropped() {
    TransportPair pair = linked();
    SplittableRandom random = new SplittableRandom(SEED);
    int before = pair.alice.dropped();
    for (int i = 0; i < 1_000; i++) {
      byte[] garbage = new byte[random.nextInt(1_400)];
      random.nextBytes(garbage);
      PeerAddress from = i % 2 == 0 ? pair.bob.address() : address(6000 + i % 50);
      pair.bench.inject(from, pair.alice, garbage);
    }
    pair.bench.runFor(contract.dialLimit());
    assertThat(pair.alice.dropped() - before)
        .as("TransportContext.dropped must count each of 1000 random datagrams (seed %d)", SEED)
        .isGreaterThanOrEqualTo(1_000);

    for (byte[] datagram : pair.bench.sent()) {
      for (int length = 0; length < datagram.length; length++) {
        pair.bench.inject(address(6000), pair.alice, Arrays.copyOf(datagram, length));
      }
    }
    pair.bench.runFor(contract.dialLimit());
    assertThat(pair.alice.ups)
        .as("LinkEvents.up after garbage; drop datagrams that cannot be parsed")
        .hasSize(1);
    assertThat(pair.alice.downs)
        .as("LinkEvents.down caused by garbage; drop datagrams that cannot be parsed")
        .isEmpty();
    pair.assertArrives(pair.bob, pair.alice, List.of(HELLO), "after garbage");
  }

  /** T16. */
  void buffersAreNotUsedAfterOnDatagram() {
    TransportPair pair = linked();
    pair.bench.reuseBuffers();
    pair.assertArrives(
        pair.alice,
        pair.bob,
        randomFrames(100, datagramFrameBytes(pair.alice)),
        "when the buffer is reused after Transport.onDatagram; copy what is kept");
  }
}
