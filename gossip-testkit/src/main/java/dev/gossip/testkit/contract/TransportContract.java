package dev.gossip.testkit.contract;

import static dev.gossip.testkit.contract.TransportBench.address;
import static dev.gossip.testkit.contract.TransportPair.HELLO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.Transport;
import dev.gossip.testkit.TestNotes;
import dev.gossip.testkit.contract.TransportBench.Faults;
import dev.gossip.testkit.contract.TransportEnd.Down;
import dev.gossip.testkit.contract.TransportEnd.Up;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The rules that every {@link Transport} must keep. They link two or three transports in virtual
 * time over a simulated wire with configurable faults. The dialed end may report a link as late as
 * its first frame, which an engine sends immediately.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
@ExtendWith(TestNotes.class)
public abstract class TransportContract {
  private static final long SEED = 20_260_101;
  private static final PeerAddress UNUSED_ADDRESS = address(5999);

  /** Creates the transport under test. */
  protected abstract Transport.Factory factory();

  /** How long a dial may take to succeed or fail. The default is a guess. */
  protected Duration dialLimit() {
    return Duration.ofSeconds(5);
  }

  /** How long a peer may be silent before its link is down. The default is a guess. */
  protected Duration silenceLimit() {
    return Duration.ofSeconds(30);
  }

  /** How many timers may be pending for one link. The default is a guess. */
  protected int timersPerLink() {
    return 4;
  }

  /**
   * Whether the transport detects flipped bits in frames. Override if it relies on a checksum of
   * the layer below, such as that of UDP.
   */
  protected boolean detectsCorruption() {
    return true;
  }

  // ---- links come up -------------------------------------------------------------------------

  @Test
  @DisplayName("T1: an unused transport sends nothing and reports nothing")
  public final void isSilentUntilUsed() {
    TransportBench bench = new TransportBench(factory(), SEED);
    bench.start(5000);

    bench.runFor(Duration.ofMinutes(1));

    assertThat(bench.trace())
        .as("what a transport did before the first dial; Transport.Factory.create must not send")
        .isEmpty();
  }

  @Test
  @DisplayName("T2: a dial brings up one link at each end, with the correct peer id")
  public final void dialBringsUpOneLink() {
    TransportPair pair = linked();

    assertThat(pair.alice.ups)
        .as("LinkEvents.up at the end that dialed; report it once, as OUTBOUND")
        .extracting(Up::peer, Up::direction, Up::address)
        .containsExactly(tuple(pair.bob.id(), Direction.OUTBOUND, pair.bob.address()));
    assertThat(pair.bob.ups)
        .as("LinkEvents.up at the dialed end; report it once, as INBOUND, by the first frame")
        .extracting(Up::peer, Up::direction, Up::address)
        .containsExactly(tuple(pair.alice.id(), Direction.INBOUND, pair.alice.address()));
  }

  @Test
  @DisplayName("T3: dialing an address that is linked or being dialed has no effect")
  public final void repeatedDialHasNoEffect() {
    TransportPair pair = unlinked();
    pair.alice.dial(pair.bob.address());
    pair.link();
    pair.alice.dial(pair.bob.address());
    pair.bench.runFor(dialLimit().multipliedBy(2));

    assertThat(pair.alice.ups)
        .as("LinkEvents.up after three dials of one address; ignore repeated dials")
        .hasSize(1);
    assertThat(pair.bob.ups).as("LinkEvents.up at the end that was dialed").hasSize(1);
    assertThat(pair.alice.dialsFailed)
        .as("LinkEvents.dialFailed although the link is up; ignore the dial")
        .isEmpty();
  }

  @Test
  @DisplayName("T4: two ends that dial each other at the same time get one link")
  public final void simultaneousDialsGiveOneLink() {
    TransportPair pair = unlinked();
    pair.bob.dial(pair.alice.address());
    pair.link();

    assertThat(pair.alice.ups)
        .as("LinkEvents.up at one end; keep one of two dials by a rule that both ends compute")
        .hasSize(1);
    assertThat(pair.bob.ups)
        .as("LinkEvents.up at the other end; keep the same dial as the first end")
        .hasSize(1);
    pair.assertArrives(pair.alice, pair.bob, List.of(HELLO), "on the link that both dialed");
    pair.assertArrives(pair.bob, pair.alice, List.of(HELLO), "on the link that both dialed");
  }

  @Test
  @DisplayName("T5: a dial to an unused address fails once and can be repeated")
  public final void dialToAnUnusedAddressFailsOnce() {
    TransportBench bench = new TransportBench(factory(), SEED);
    TransportEnd alice = bench.start(5000);
    for (int dials = 1; dials <= 2; dials++) {
      alice.dial(UNUSED_ADDRESS);
      bench.runFor(dialLimit());
      assertThat(alice.dialsFailed)
          .as(
              "LinkEvents.dialFailed within %s of dial number %d; time out, or override dialLimit",
              dialLimit(), dials)
          .isEqualTo(Collections.nCopies(dials, UNUSED_ADDRESS));
      bench.runFor(dialLimit().multipliedBy(3));
      assertThat(alice.dialsFailed)
          .as("LinkEvents.dialFailed must be reported once per dial")
          .hasSize(dials);
    }
    assertThat(alice.ups).as("links to an unused address").isEmpty();
  }

  @Test
  @DisplayName("T6: a node that dials itself gets refused, not dialFailed")
  public final void dialToItselfIsRefused() {
    TransportBench bench = new TransportBench(factory(), SEED);
    TransportEnd alice = bench.start(5000);

    alice.dial(alice.address());
    bench.runFor(dialLimit().multipliedBy(3));

    assertThat(alice.ups)
        .as("links of a node to itself; check the id that a new peer presents")
        .isEmpty();
    assertThat(alice.refusals)
        .as("LinkEvents.refused, because a retry cannot succeed")
        .containsExactly(alice.address());
  }

  @Test
  @DisplayName("T7: a restarted peer gets a new link after its old one went down")
  public final void restartReplacesTheLink() {
    TransportPair pair = linked();
    LinkId old = pair.alice.link();
    List<Integer> linksAtUp = new ArrayList<>();
    pair.alice.onUp = up -> linksAtUp.add(pair.alice.links.size());
    TransportEnd restarted = pair.bench.start(5010);

    restarted.dial(pair.alice.address());
    pair.bench.runUntil(() -> !restarted.links.isEmpty(), dialLimit());
    pair.sendAndWait(restarted, HELLO);

    assertThat(pair.alice.downs)
        .as("LinkEvents.down of the link to the node that was replaced; report it as RESTARTED")
        .extracting(Down::link, down -> down.reason().kind())
        .containsExactly(tuple(old, DownReason.Kind.RESTARTED));
    assertThat(pair.alice.ups)
        .extracting(Up::peer)
        .as("LinkEvents.up with the new node's id")
        .containsExactly(pair.bob.id(), restarted.id());
    assertThat(linksAtUp)
        .as("links to one address at LinkEvents.up of the new one")
        .containsExactly(1);
  }

  // ---- frames travel -------------------------------------------------------------------------

  @Test
  @DisplayName("T8: without faults all frames arrive unaltered and in order")
  public final void framesArriveUnalteredAndInOrder() {
    TransportPair pair = linked();
    int before = pair.alice.dropped() + pair.bob.dropped();
    pair.assertArrives(
        pair.alice, pair.bob, randomFrames(100, maxFrameBytes(pair.alice)), "without faults");
    pair.assertArrives(
        pair.bob, pair.alice, randomFrames(100, maxFrameBytes(pair.bob)), "without faults");
    assertThat(pair.alice.dropped() + pair.bob.dropped() - before)
        .as("TransportContext.dropped without faults; drop nothing valid")
        .isZero();
  }

  @Test
  @DisplayName("T9: frames are transmitted by flush, all of them and not earlier")
  public final void framesAreTransmittedByFlush() {
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

  @Test
  @DisplayName("T10: a frame of maxFrameBytes arrives; a larger or empty one affects no other")
  public final void maxFrameBytesIsAccurate() {
    TransportPair pair = linked();
    LinkId link = pair.alice.link();
    int maxBytes = maxFrameBytes(pair.alice);
    ByteString largest = ByteString.copyFrom(new byte[maxBytes]);
    ByteString tooLarge = ByteString.copyFrom(new byte[maxBytes + 1]);
    int before = pair.alice.dropped();

    for (ByteString frame : List.of(HELLO, tooLarge, ByteString.EMPTY, largest, HELLO)) {
      pair.alice.send(link, frame);
    }
    pair.alice.flush();
    pair.bench.runFor(Duration.ofSeconds(1));

    assertThat(pair.bob.drainFrames().stream().filter(frame -> !frame.isEmpty()).toList())
        .as(
            "frames of 5, %d and 5 bytes, sent together with an empty one and one of %d bytes;"
                + " drop only the frame that is too large",
            maxBytes, maxBytes + 1)
        .containsExactly(HELLO, largest, HELLO);
    assertThat(pair.alice.dropped() - before)
        .as("TransportContext.dropped must count the frame above Transport.maxFrameBytes")
        .isPositive();
  }

  @Test
  @DisplayName("T11: room shrinks with each queued frame, is never negative, and recovers at flush")
  public final void roomIsAccurate() {
    TransportPair pair = linked();
    LinkId link = pair.alice.link();
    int initialRoom = pair.alice.room(link);
    ByteString frame = ByteString.copyFrom(new byte[maxFrameBytes(pair.alice)]);
    int before = pair.alice.dropped();

    for (int room = initialRoom, i = 0; room >= frame.size() && i < 5_000; i++) {
      pair.alice.send(link, frame);
      int left = pair.alice.room(link);
      assertThat(left)
          .as(
              "Transport.room after a frame of %d bytes was queued; subtract it from %d",
              frame.size(), room)
          .isBetween(0, room - frame.size());
      room = left;
    }
    assertThat(pair.alice.dropped() - before)
        .as("TransportContext.dropped while Transport.room reported enough room")
        .isZero();
    if (pair.alice.room(link) < frame.size()) {
      pair.alice.send(link, frame);
      assertThat(pair.alice.room(link)).as("Transport.room of a full queue").isNotNegative();
      assertThat(pair.alice.dropped() - before)
          .as("TransportContext.dropped must count a frame that had no room")
          .isPositive();
    }
    pair.alice.flush();
    assertThat(pair.alice.room(link)).as("Transport.room after the flush").isEqualTo(initialRoom);
  }

  @Test
  @DisplayName("T12: a link that is not up has no room and drops frames")
  public final void linksThatAreNotUpDropFrames() {
    TransportPair pair = linked();
    LinkId closed = pair.alice.link();
    pair.alice.close(closed, CloseReason.Kind.ENDED);

    for (LinkId link : List.of(closed, new LinkId(987_654_321))) {
      int before = pair.alice.dropped();
      assertThat(pair.alice.room(link))
          .as("Transport.room of a link that is not up must be 0")
          .isZero();
      assertThat(pair.alice.maxFrameBytes(link))
          .as("Transport.maxFrameBytes of a link that is not up must be 0")
          .isZero();
      pair.alice.send(link, HELLO);
      pair.alice.close(link, CloseReason.Kind.ENDED);
      assertThat(pair.alice.dropped() - before)
          .as("TransportContext.dropped must count a frame on a link that is not up")
          .isPositive();
    }
  }

  @Test
  @DisplayName("T13: loss, duplication and reordering never forge frames or mix up links")
  public final void networkFaultsForgeNothing() {
    for (long seed = SEED; seed < SEED + 3; seed++) {
      FaultyNetworkRun run = new FaultyNetworkRun(factory(), seed, new Faults(0.2, 0.1, 0.3, 0));

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

  @Test
  @DisplayName("T14: a corrupted frame is not delivered")
  public final void corruptedFramesAreNotDelivered() {
    assumeTrue(detectsCorruption(), "declared to rely on the checksum of the layer below");
    for (long seed = SEED; seed < SEED + 3; seed++) {
      FaultyNetworkRun run = new FaultyNetworkRun(factory(), seed, new Faults(0, 0, 0, 0.2));

      assertThat(run.forgeries())
          .as(
              "frames that differ from what was sent (seed %d); authenticate datagrams, or override"
                  + " detectsCorruption if the layer below has a checksum",
              seed)
          .isEmpty();
    }
  }

  @Test
  @DisplayName("T15: garbage is dropped and counted, and affects no link")
  public final void garbageIsDropped() {
    TransportPair pair = linked();
    SplittableRandom random = new SplittableRandom(SEED);
    int before = pair.alice.dropped();
    for (int i = 0; i < 1_000; i++) {
      byte[] garbage = new byte[random.nextInt(1_400)];
      random.nextBytes(garbage);
      PeerAddress from = i % 2 == 0 ? pair.bob.address() : address(6000 + i % 50);
      pair.bench.inject(from, pair.alice, garbage);
    }
    pair.bench.runFor(dialLimit());
    assertThat(pair.alice.dropped() - before)
        .as("TransportContext.dropped must count each of 1000 random datagrams (seed %d)", SEED)
        .isGreaterThanOrEqualTo(1_000);

    for (byte[] datagram : pair.bench.sent()) {
      for (int length = 0; length < datagram.length; length++) {
        pair.bench.inject(address(6000), pair.alice, Arrays.copyOf(datagram, length));
      }
    }
    pair.bench.runFor(dialLimit());
    assertThat(pair.alice.ups)
        .as("LinkEvents.up after garbage; drop datagrams that cannot be parsed")
        .hasSize(1);
    assertThat(pair.alice.downs)
        .as("LinkEvents.down caused by garbage; drop datagrams that cannot be parsed")
        .isEmpty();
    pair.assertArrives(pair.bob, pair.alice, List.of(HELLO), "after garbage");
  }

  @Test
  @DisplayName("T16: a datagram buffer is not used after onDatagram returns")
  public final void buffersAreNotUsedAfterOnDatagram() {
    TransportPair pair = linked();
    pair.bench.reuseBuffers();
    pair.assertArrives(
        pair.alice,
        pair.bob,
        randomFrames(100, maxFrameBytes(pair.alice)),
        "when the buffer is reused after Transport.onDatagram; copy what is kept");
  }

  // ---- links go down -------------------------------------------------------------------------

  @Test
  @DisplayName("T17: a close is reported once, after queued frames and with its reason")
  public final void closeIsReportedOnceWithItsReason() {
    for (CloseReason.Kind kind : CloseReason.Kind.values()) {
      TransportPair pair = linked();
      LinkId link = pair.bob.link();
      pair.alice.send(pair.alice.link(), HELLO);
      pair.alice.close(pair.alice.link(), kind);
      pair.bench.runFor(silenceLimit().multipliedBy(2));

      assertThat(pair.bob.drainFrames())
          .as("frames that were queued when Transport.close was called; send them first")
          .containsExactly(HELLO);
      assertThat(pair.bob.downs)
          .as(
              "LinkEvents.down at the other end of a link that was closed as %s; report it once",
              kind)
          .extracting(Down::link)
          .containsExactly(link);
      DownReason reason = pair.bob.downs.get(0).reason();
      assertThat(reason.kind())
          .as("DownReason.kind at the other end; send the reason with the close")
          .isEqualTo(
              kind == CloseReason.Kind.ENDED
                  ? DownReason.Kind.CLOSED_BY_PEER
                  : DownReason.Kind.REFUSED_BY_PEER);
      assertThat(reason.detail())
          .as("DownReason.detail at the other end; send the reason with the close")
          .contains(TransportEnd.CLOSE_DETAIL);
    }
  }

  @Test
  @DisplayName("T18: the closing end reports nothing about a link after its close")
  public final void closedLinkReportsNoFurtherEvents() {
    TransportPair pair = linked();
    randomFrames(10, 20).forEach(frame -> pair.bob.send(pair.bob.link(), frame));
    pair.bob.flush();
    pair.alice.close(pair.alice.link(), CloseReason.Kind.ENDED);
    pair.bench.runFor(silenceLimit().multipliedBy(2));
    assertThat(pair.alice.unknownLinkEvents)
        .as("LinkEvents of a link after its close; remove the link in Transport.close")
        .isEmpty();

    TransportPair other = linked();
    other.alice.onFrame = (link, frame) -> other.alice.close(link, CloseReason.Kind.ENDED);
    randomFrames(10, 20).forEach(frame -> other.bob.send(other.bob.link(), frame));
    other.bob.flush();
    other.bench.runFor(silenceLimit().multipliedBy(2));
    assertThat(other.alice.unknownLinkEvents)
        .as(
            "LinkEvents of a link after a callback of LinkEvents.frame closed it; check that the"
                + " link is up before each event")
        .isEmpty();
  }

  @Test
  @DisplayName("T19: a silent peer is reported down once, within the declared limit")
  public final void silentPeerIsReportedDown() {
    TransportPair pair = linked();
    LinkId link = pair.alice.link();
    pair.bench.kill(pair.bob.address());

    pair.bench.runFor(silenceLimit());
    assertThat(pair.alice.downs)
        .as(
            "LinkEvents.down within %s after the other end became silent; override silenceLimit if"
                + " that is too short",
            silenceLimit())
        .hasSize(1);
    pair.bench.runFor(silenceLimit().multipliedBy(2));
    assertThat(pair.alice.downs)
        .as("LinkEvents.down, exactly once, of a link whose other end became silent")
        .extracting(Down::link, down -> down.reason().kind())
        .containsExactly(tuple(link, DownReason.Kind.SILENT));
  }

  @Test
  @DisplayName("T20: an idle link stays up while both ends run")
  public final void idleLinksStayUp() {
    TransportPair pair = linked();

    pair.bench.runFor(silenceLimit().multipliedBy(20));

    assertThat(pair.alice.downs)
        .as("LinkEvents.down of a link that was only idle; send pings")
        .isEmpty();
    assertThat(pair.bob.downs)
        .as("LinkEvents.down of a link that was only idle; send pings")
        .isEmpty();
    pair.assertArrives(pair.alice, pair.bob, List.of(HELLO), "on a link that was idle");
  }

  // ---- behaviour towards the node ------------------------------------------------------------

  @Test
  @DisplayName("T21: timers per link are few and are cancelled with the link")
  public final void timersAreBounded() {
    TransportPair pair = unlinked();
    List<Integer> remaining = new ArrayList<>();
    for (int cycle = 1; cycle <= 10; cycle++) {
      pair.link();
      pair.bench.runFor(silenceLimit().multipliedBy(3));
      for (TransportEnd end : List.of(pair.alice, pair.bob)) {
        assertThat(pair.bench.timersOf(end))
            .as(
                "pending timers with one idle link, after %d closed links; reuse timers, or"
                    + " override timersPerLink",
                cycle - 1)
            .isLessThanOrEqualTo(timersPerLink());
      }
      pair.alice.close(pair.alice.link(), CloseReason.Kind.ENDED);
      pair.bench.runFor(silenceLimit());
      remaining.add(pair.bench.timersOf(pair.alice) + pair.bench.timersOf(pair.bob));
    }
    assertThat(remaining.get(9))
        .as("pending timers after ten closed links; cancel the timers of a link when it closes")
        .isLessThanOrEqualTo(remaining.get(0));
  }

  @Test
  @DisplayName("T22: the node may dial, send and close within every LinkEvents callback")
  public final void nodeMayActInCallbacks() {
    TransportPair pair = unlinked();
    pair.alice.onUp = up -> pair.alice.send(up.link(), HELLO);
    pair.bob.onFrame = pair.bob::send;
    pair.alice.onFrame = (link, frame) -> pair.alice.close(link, CloseReason.Kind.ENDED);
    pair.bob.onDown = down -> pair.bob.dial(pair.alice.address());
    pair.alice.onDialFailed =
        address -> {
          if (pair.alice.dialsFailed.size() == 1) {
            pair.alice.dial(address);
          }
        };

    pair.alice.dial(UNUSED_ADDRESS);
    pair.alice.dial(pair.bob.address());
    pair.bench.runFor(dialLimit().multipliedBy(10));

    assertThat(pair.bob.drainFrames())
        .as("frames that were sent within LinkEvents.up; allow calls in callbacks")
        .isNotEmpty()
        .containsOnly(HELLO);
    assertThat(pair.alice.drainFrames())
        .as("frames that were sent back within LinkEvents.frame; allow calls in callbacks")
        .isNotEmpty()
        .containsOnly(HELLO);
    assertThat(pair.bob.ups)
        .as("LinkEvents.up after a dial within LinkEvents.down")
        .hasSizeGreaterThan(1);
    assertThat(pair.alice.dialsFailed)
        .as("LinkEvents.dialFailed after a dial within LinkEvents.dialFailed")
        .hasSizeGreaterThan(1);
  }

  @Test
  @DisplayName("T23: LinkEvents are never called within a node's call or another callback")
  public final void callbacksAreNotReentrant() {
    TransportPair pair = linked();
    pair.alice.dial(pair.alice.address());
    pair.alice.dial(UNUSED_ADDRESS);
    pair.bob.onFrame = (link, frame) -> pair.bob.close(link, CloseReason.Kind.ENDED);
    pair.sendAndWait(pair.alice, HELLO);
    pair.bench.runFor(dialLimit());

    assertThat(pair.alice.reentrantEvents)
        .as("LinkEvents within another call; report them from onDatagram or a timer")
        .isEmpty();
    assertThat(pair.bob.reentrantEvents).as("LinkEvents within another callback").isEmpty();
  }

  @Test
  @DisplayName("T24: the same seed gives the same datagrams and events")
  public final void sameSeedSameTrace() {
    Faults faults = new Faults(0.1, 0.1, 0.1, 0);
    List<String> first = new FaultyNetworkRun(factory(), SEED, faults).trace();

    List<String> second = new FaultyNetworkRun(factory(), SEED, faults).trace();

    assertThat(Traces.firstDifference(first, second))
        .as(
            "the first difference between two runs of one seed (%d); take time and randomness"
                + " from TransportContext only, and keep no state in static fields",
            SEED)
        .isEmpty();
  }

  // ---- hostile peers -------------------------------------------------------------------------

  @Test
  @DisplayName("T25: a stranger that claims a node's id does not lock that node out")
  public final void claimedIdDoesNotLockOutItsOwner() {
    for (boolean ownerDials : List.of(true, false)) {
      TransportPair pair = unlinked();
      TransportEnd stranger = pair.bench.start(5020, pair.bob.id());
      dialAndSend(pair, stranger, pair.alice);

      if (ownerDials) {
        dialAndSend(pair, pair.bob, pair.alice);
      } else {
        dialAndSend(pair, pair.alice, pair.bob);
      }

      assertThat(pair.alice.links.values())
          .as(
              "links of an end whose peer %s after a stranger linked first under the peer's id;"
                  + " prefer the dialed link, or give the second one another id",
              ownerDials ? "dials it" : "it dials")
          .extracting(Up::address)
          .contains(pair.bob.address());
      assertThat(pair.alice.links.values())
          .as("peer ids of the links that are up at the same time, as reported by LinkEvents.up")
          .extracting(Up::peer)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  @DisplayName("T26: a link that times out at one end is closed at the other")
  public final void timeoutClosesTheOtherEnd() {
    TransportPair pair = linked();
    LinkId link = pair.bob.link();
    pair.bench.mute(pair.bob);

    pair.bench.runFor(silenceLimit().plusMillis(100));

    assertThat(pair.bob.downs)
        .as(
            "LinkEvents.down at an end that still receives from the other one, %s after the other"
                + " one stopped receiving from it; send a close when a link times out",
            silenceLimit())
        .extracting(Down::link)
        .contains(link);
  }

  // ---- helpers -------------------------------------------------------------------------------

  private TransportPair unlinked() {
    return TransportPair.unlinked(factory(), dialLimit(), SEED);
  }

  private TransportPair linked() {
    return TransportPair.linked(factory(), dialLimit(), SEED);
  }

  /** Dials, and sends a first frame if the link came up. */
  private void dialAndSend(TransportPair pair, TransportEnd dialer, TransportEnd dialed) {
    int before = dialer.ups.size();
    dialer.dial(dialed.address());
    pair.bench.runUntil(() -> dialer.ups.size() > before, dialLimit());
    dialer.links.keySet().forEach(link -> dialer.send(link, HELLO));
    dialer.flush();
    pair.bench.runFor(Duration.ofMillis(100));
  }

  private static int maxFrameBytes(TransportEnd end) {
    int maxBytes = end.maxFrameBytes(end.link());
    assertThat(maxBytes).as("Transport.maxFrameBytes of a link that is up").isPositive();
    return maxBytes;
  }

  private static List<ByteString> randomFrames(int count, int maxBytes) {
    return TransportPair.randomFrames(count, maxBytes, SEED);
  }
}
