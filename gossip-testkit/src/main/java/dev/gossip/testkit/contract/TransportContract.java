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
 * What every {@link Transport} has to do. Two or three of them are linked in virtual time, over a
 * wire that does with datagrams what it is told. A link may come up at the dialled end only with
 * the first frame, which an engine sends at once.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
@ExtendWith(TestNotes.class)
public abstract class TransportContract {
  private static final long SEED = 20_260_101;
  private static final PeerAddress NOBODY = address(5999);

  /** Makes the transport under test. */
  protected abstract Transport.Factory factory();

  /** How long a dial may take; a guess. */
  protected Duration dialLimit() {
    return Duration.ofSeconds(5);
  }

  /** After how much silence a link has to be down; a guess. */
  protected Duration silenceLimit() {
    return Duration.ofSeconds(30);
  }

  /** How many timers may wait for one link; a guess. */
  protected int timersPerLink() {
    return 4;
  }

  /**
   * Whether frames are protected against bits that turn on the way; override if the transport
   * relies on the checksum of what carries its datagrams, as UDP has one.
   */
  protected boolean detectsCorruption() {
    return true;
  }

  // ---- links come up -------------------------------------------------------------------------

  @Test
  @DisplayName("T1: a transport that nobody uses sends nothing and tells nothing")
  public final void isSilentUntilUsed() {
    TransportBench bench = new TransportBench(factory(), SEED);
    bench.start(5000);

    bench.runFor(Duration.ofMinutes(1));

    assertThat(bench.trace())
        .as("what a transport did before anybody dialled; Transport.Factory.create must not send")
        .isEmpty();
  }

  @Test
  @DisplayName("T2: a dial brings up one link at each end, and both know who the other is")
  public final void dialBringsUpALink() {
    TransportPair pair = linked();

    assertThat(pair.alice.ups)
        .as("LinkEvents.up at the end that dialled")
        .extracting(Up::peer, Up::direction, Up::address)
        .containsExactly(tuple(pair.bob.id(), Direction.OUTBOUND, pair.bob.address()));
    assertThat(pair.bob.ups)
        .as("LinkEvents.up at the end that was dialled, after the first frame at the latest")
        .extracting(Up::peer, Up::direction, Up::address)
        .containsExactly(tuple(pair.alice.id(), Direction.INBOUND, pair.alice.address()));
  }

  @Test
  @DisplayName("T3: a dial while a link is up or being dialled does nothing")
  public final void secondDialDoesNothing() {
    TransportPair pair = apart();
    pair.alice.dial(pair.bob.address());
    pair.link();
    pair.alice.dial(pair.bob.address());
    pair.bench.runFor(dialLimit().multipliedBy(2));

    assertThat(pair.alice.ups).as("LinkEvents.up after three dials of one address").hasSize(1);
    assertThat(pair.bob.ups).as("LinkEvents.up at the end that was dialled").hasSize(1);
    assertThat(pair.alice.dialsFailed).as("dials that failed though the link is up").isEmpty();
  }

  @Test
  @DisplayName("T4: two ends that dial each other at once get one link")
  public final void dialsThatCrossMakeOneLink() {
    TransportPair pair = apart();
    pair.bob.dial(pair.alice.address());
    pair.link();

    assertThat(pair.alice.ups).as("LinkEvents.up at one end").hasSize(1);
    assertThat(pair.bob.ups).as("LinkEvents.up at the other end").hasSize(1);
    pair.assertArrives(pair.alice, pair.bob, List.of(HELLO), "on the link that both dialled");
    pair.assertArrives(pair.bob, pair.alice, List.of(HELLO), "on the link that both dialled");
  }

  @Test
  @DisplayName("T5: a dial to nobody ends in one dialFailed, and can be made again")
  public final void dialToNobodyFailsOnce() {
    TransportBench bench = new TransportBench(factory(), SEED);
    TransportEnd alice = bench.start(5000);
    for (int dials = 1; dials <= 2; dials++) {
      alice.dial(NOBODY);
      bench.runFor(dialLimit());
      assertThat(alice.dialsFailed)
          .as("LinkEvents.dialFailed within %s of dial number %d", dialLimit(), dials)
          .isEqualTo(Collections.nCopies(dials, NOBODY));
      bench.runFor(dialLimit().multipliedBy(3));
      assertThat(alice.dialsFailed).as("LinkEvents.dialFailed is told once").hasSize(dials);
    }
    assertThat(alice.ups).as("links to nobody").isEmpty();
  }

  @Test
  @DisplayName("T6: a node that dials itself is refused")
  public final void dialToOneselfIsRefused() {
    TransportBench bench = new TransportBench(factory(), SEED);
    TransportEnd alice = bench.start(5000);

    alice.dial(alice.address());
    bench.runFor(dialLimit().multipliedBy(3));

    assertThat(alice.ups).as("links of a node to itself").isEmpty();
    assertThat(alice.refusals)
        .as("LinkEvents.refused, for waiting will not mend it")
        .containsExactly(alice.address());
  }

  @Test
  @DisplayName("T7: a neighbour that starts anew gets a new link, after the old one went down")
  public final void restartReplacesTheLink() {
    TransportPair pair = linked();
    LinkId old = pair.alice.link();
    List<Integer> linksAtUp = new ArrayList<>();
    pair.alice.onUp = up -> linksAtUp.add(pair.alice.links.size());
    TransportEnd reborn = pair.bench.start(5010);

    reborn.dial(pair.alice.address());
    pair.bench.runUntil(() -> !reborn.links.isEmpty(), dialLimit());
    pair.say(reborn, HELLO);

    assertThat(pair.alice.downs)
        .as("LinkEvents.down of the link to the node that is no more")
        .extracting(Down::link, down -> down.reason().kind())
        .containsExactly(tuple(old, DownReason.Kind.RESTARTED));
    assertThat(pair.alice.ups)
        .extracting(Up::peer)
        .as("LinkEvents.up with the new node's id")
        .containsExactly(pair.bob.id(), reborn.id());
    assertThat(linksAtUp).as("links to one address when the new one came up").containsExactly(1);
  }

  // ---- frames travel -------------------------------------------------------------------------

  @Test
  @DisplayName("T8: on a perfect wire frames arrive whole, unaltered and in their order")
  public final void framesArrive() {
    TransportPair pair = linked();
    int before = pair.alice.dropped() + pair.bob.dropped();
    pair.assertArrives(
        pair.alice, pair.bob, someFrames(100, maxFrameBytes(pair.alice)), "on a perfect wire");
    pair.assertArrives(
        pair.bob, pair.alice, someFrames(100, maxFrameBytes(pair.bob)), "on a perfect wire");
    assertThat(pair.alice.dropped() + pair.bob.dropped() - before)
        .as("TransportContext.dropped on a perfect wire")
        .isZero();
  }

  @Test
  @DisplayName("T9: nothing leaves before the flush, and all of it with the flush")
  public final void framesWaitForTheFlush() {
    TransportPair pair = linked();
    int before = pair.alice.transmitted();
    someFrames(50, 100).forEach(frame -> pair.alice.send(pair.alice.link(), frame));

    assertThat(pair.alice.transmitted() - before)
        .as("datagrams between Transport.send and Transport.flush, so that frames can share them")
        .isZero();
    pair.alice.flush();
    int flushed = pair.alice.transmitted();
    assertThat(flushed - before).as("datagrams that left with Transport.flush").isPositive();
    pair.alice.flush();
    assertThat(pair.alice.transmitted() - flushed)
        .as("datagrams of a Transport.flush when nothing waits")
        .isZero();
    pair.bench.runFor(Duration.ofMillis(100));
    assertThat(pair.bob.takeFrames()).as("frames that left with one flush").hasSize(50);
  }

  @Test
  @DisplayName("T10: a frame of maxFrameBytes passes; a larger or empty one harms no other")
  public final void maxFrameBytesIsTrue() {
    TransportPair pair = linked();
    LinkId link = pair.alice.link();
    int most = maxFrameBytes(pair.alice);
    ByteString largest = ByteString.copyFrom(new byte[most]);
    ByteString tooLarge = ByteString.copyFrom(new byte[most + 1]);
    int before = pair.alice.dropped();

    for (ByteString frame : List.of(HELLO, tooLarge, ByteString.EMPTY, largest, HELLO)) {
      pair.alice.send(link, frame);
    }
    pair.alice.flush();
    pair.bench.runFor(Duration.ofSeconds(1));

    assertThat(pair.bob.takeFrames().stream().filter(frame -> !frame.isEmpty()).toList())
        .as("frames of 5, %d and 5 bytes, sent beside an empty one and one of %d", most, most + 1)
        .containsExactly(HELLO, largest, HELLO);
    assertThat(pair.alice.dropped() - before)
        .as("TransportContext.dropped for the frame above Transport.maxFrameBytes")
        .isPositive();
  }

  @Test
  @DisplayName("T11: room shrinks by what is queued, is never negative, and comes back")
  public final void roomIsTrue() {
    TransportPair pair = linked();
    LinkId link = pair.alice.link();
    int atFirst = pair.alice.room(link);
    ByteString frame = ByteString.copyFrom(new byte[maxFrameBytes(pair.alice)]);
    int before = pair.alice.dropped();

    for (int room = atFirst, i = 0; room >= frame.size() && i < 5_000; i++) {
      pair.alice.send(link, frame);
      int left = pair.alice.room(link);
      assertThat(left)
          .as("Transport.room after a frame of %d bytes was queued; it was %d", frame.size(), room)
          .isBetween(0, room - frame.size());
      room = left;
    }
    assertThat(pair.alice.dropped() - before).as("drops while there was room").isZero();
    if (pair.alice.room(link) < frame.size()) {
      pair.alice.send(link, frame);
      assertThat(pair.alice.room(link)).as("Transport.room when it is full").isNotNegative();
      assertThat(pair.alice.dropped() - before)
          .as("TransportContext.dropped for a frame that had no room")
          .isPositive();
    }
    pair.alice.flush();
    assertThat(pair.alice.room(link)).as("Transport.room after the flush").isEqualTo(atFirst);
  }

  @Test
  @DisplayName("T12: a link that is not up takes no frames, and says so")
  public final void linksThatAreNotUpTakeNothing() {
    TransportPair pair = linked();
    LinkId closed = pair.alice.link();
    pair.alice.close(closed, CloseReason.Kind.ENDED);

    for (LinkId link : List.of(closed, new LinkId(987_654_321))) {
      int before = pair.alice.dropped();
      assertThat(pair.alice.room(link)).as("Transport.room of a link that is not up").isZero();
      assertThat(pair.alice.maxFrameBytes(link))
          .as("Transport.maxFrameBytes of a link that is not up")
          .isZero();
      pair.alice.send(link, HELLO);
      pair.alice.close(link, CloseReason.Kind.ENDED);
      assertThat(pair.alice.dropped() - before)
          .as("TransportContext.dropped for a frame on a link that is not up")
          .isPositive();
    }
  }

  @Test
  @DisplayName("T13: loss, duplication and reordering forge no frame and mix up no links")
  public final void badWeatherForgesNothing() {
    for (long seed = SEED; seed < SEED + 3; seed++) {
      HostileConditions weather =
          new HostileConditions(factory(), seed, new Faults(0.2, 0.1, 0.3, 0));

      assertThat(weather.strays())
          .as(
              "what was told of links that were not up (seed %d); a link goes by the very LinkId"
                  + " that LinkEvents.up told",
              seed)
          .isEmpty();
      assertThat(weather.forgeries())
          .as("frames that were never sent on the link on which they arrived (seed %d)", seed)
          .isEmpty();
      assertThat(weather.framesArrived())
          .as("frames that arrived at all when every fifth datagram is lost (seed %d)", seed)
          .isGreaterThan(100);
    }
  }

  @Test
  @DisplayName("T14: a frame in which a bit turned on the way does not arrive")
  public final void corruptionIsFound() {
    assumeTrue(detectsCorruption(), "declared to rely on the checksum of what carries datagrams");
    for (long seed = SEED; seed < SEED + 3; seed++) {
      HostileConditions weather = new HostileConditions(factory(), seed, new Faults(0, 0, 0, 0.2));

      assertThat(weather.forgeries())
          .as(
              "frames that arrived other than they were sent (seed %d); authenticate datagrams, or"
                  + " override detectsCorruption if what carries them has a checksum",
              seed)
          .isEmpty();
    }
  }

  @Test
  @DisplayName("T15: garbage is dropped and counted; it makes, ends and harms no link")
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
        .as("TransportContext.dropped after 1000 random datagrams (seed %d)", SEED)
        .isGreaterThanOrEqualTo(1_000);

    for (byte[] datagram : pair.bench.sent()) {
      for (int length = 0; length < datagram.length; length++) {
        pair.bench.inject(address(6000), pair.alice, Arrays.copyOf(datagram, length));
      }
    }
    pair.bench.runFor(dialLimit());
    assertThat(pair.alice.ups).as("links after garbage").hasSize(1);
    assertThat(pair.alice.downs).as("links that garbage ended").isEmpty();
    pair.assertArrives(pair.bob, pair.alice, List.of(HELLO), "after garbage");
  }

  @Test
  @DisplayName("T16: a buffer that was handed over is not kept")
  public final void buffersAreNotKept() {
    TransportPair pair = linked();
    pair.bench.reuseBuffers();
    pair.assertArrives(
        pair.alice,
        pair.bob,
        someFrames(100, maxFrameBytes(pair.alice)),
        "when the buffer is used for something else after Transport.onDatagram: copy what is kept");
  }

  // ---- links go down -------------------------------------------------------------------------

  @Test
  @DisplayName("T17: a close is told once at the other end, with its reason, behind what waited")
  public final void closeIsToldOnce() {
    for (CloseReason.Kind kind : CloseReason.Kind.values()) {
      TransportPair pair = linked();
      LinkId link = pair.bob.link();
      pair.alice.send(pair.alice.link(), HELLO);
      pair.alice.close(pair.alice.link(), kind);
      pair.bench.runFor(silenceLimit().multipliedBy(2));

      assertThat(pair.bob.takeFrames())
          .as("frames that waited when Transport.close was called")
          .containsExactly(HELLO);
      assertThat(pair.bob.downs)
          .as("LinkEvents.down at the other end of a link that was closed as %s", kind)
          .extracting(Down::link)
          .containsExactly(link);
      DownReason reason = pair.bob.downs.get(0).reason();
      assertThat(reason.kind())
          .as("the kind of reason at the other end")
          .isEqualTo(
              kind == CloseReason.Kind.ENDED
                  ? DownReason.Kind.CLOSED_BY_PEER
                  : DownReason.Kind.REFUSED_BY_PEER);
      assertThat(reason.detail()).as("the reason in words").contains(TransportEnd.WHY_CLOSED);
    }
  }

  @Test
  @DisplayName("T18: after a close nothing more is told of the link where it was closed")
  public final void nothingFollowsAClose() {
    TransportPair pair = linked();
    someFrames(10, 20).forEach(frame -> pair.bob.send(pair.bob.link(), frame));
    pair.bob.flush();
    pair.alice.close(pair.alice.link(), CloseReason.Kind.ENDED);
    pair.bench.runFor(silenceLimit().multipliedBy(2));
    assertThat(pair.alice.strays).as("what was told of a link after its close").isEmpty();

    TransportPair other = linked();
    other.alice.onFrame = (link, frame) -> other.alice.close(link, CloseReason.Kind.ENDED);
    someFrames(10, 20).forEach(frame -> other.bob.send(other.bob.link(), frame));
    other.bob.flush();
    other.bench.runFor(silenceLimit().multipliedBy(2));
    assertThat(other.alice.strays)
        .as("what was told of a link after LinkEvents.frame had closed it")
        .isEmpty();
  }

  @Test
  @DisplayName("T19: a neighbour that falls silent is down, once, within the declared limit")
  public final void silenceEndsALink() {
    TransportPair pair = linked();
    LinkId link = pair.alice.link();
    pair.bench.kill(pair.bob.address());

    pair.bench.runFor(silenceLimit());
    assertThat(pair.alice.downs)
        .as("LinkEvents.down within %s after the other end fell silent", silenceLimit())
        .hasSize(1);
    pair.bench.runFor(silenceLimit().multipliedBy(2));
    assertThat(pair.alice.downs)
        .as("LinkEvents.down, and no more than one, of a link whose other end fell silent")
        .extracting(Down::link, down -> down.reason().kind())
        .containsExactly(tuple(link, DownReason.Kind.SILENT));
  }

  @Test
  @DisplayName("T20: a link that nobody uses stays up while both ends are there")
  public final void idleLinksStayUp() {
    TransportPair pair = linked();

    pair.bench.runFor(silenceLimit().multipliedBy(20));

    assertThat(pair.alice.downs).as("LinkEvents.down of a link that was only idle").isEmpty();
    assertThat(pair.bob.downs).as("LinkEvents.down of a link that was only idle").isEmpty();
    pair.assertArrives(pair.alice, pair.bob, List.of(HELLO), "on a link that was idle");
  }

  // ---- how it behaves towards its node -------------------------------------------------------

  @Test
  @DisplayName("T21: few timers wait for a link, and those of links that are gone do not add up")
  public final void timersAreBounded() {
    TransportPair pair = apart();
    List<Integer> left = new ArrayList<>();
    for (int cycle = 1; cycle <= 10; cycle++) {
      pair.link();
      pair.bench.runFor(silenceLimit().multipliedBy(3));
      for (TransportEnd end : List.of(pair.alice, pair.bob)) {
        assertThat(pair.bench.timersOf(end))
            .as("timers that wait while one link is idle, when %d were closed", cycle - 1)
            .isLessThanOrEqualTo(timersPerLink());
      }
      pair.alice.close(pair.alice.link(), CloseReason.Kind.ENDED);
      pair.bench.runFor(silenceLimit());
      left.add(pair.bench.timersOf(pair.alice) + pair.bench.timersOf(pair.bob));
    }
    assertThat(left.get(9))
        .as("timers that wait when ten links are closed; cancel those of a link with it")
        .isLessThanOrEqualTo(left.get(0));
  }

  @Test
  @DisplayName("T22: whatever it tells, the node may dial, send and close at once")
  public final void nodesMayActWhenTold() {
    TransportPair pair = apart();
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

    pair.alice.dial(NOBODY);
    pair.alice.dial(pair.bob.address());
    pair.bench.runFor(dialLimit().multipliedBy(10));

    assertThat(pair.bob.takeFrames())
        .as("frames that LinkEvents.up sent")
        .isNotEmpty()
        .containsOnly(HELLO);
    assertThat(pair.alice.takeFrames())
        .as("frames that LinkEvents.frame sent back")
        .isNotEmpty()
        .containsOnly(HELLO);
    assertThat(pair.bob.ups).as("links after LinkEvents.down dialled again").hasSizeGreaterThan(1);
    assertThat(pair.alice.dialsFailed)
        .as("failures after LinkEvents.dialFailed dialled again")
        .hasSizeGreaterThan(1);
  }

  @Test
  @DisplayName("T23: it tells nothing while the node calls it, nor while it tells something else")
  public final void nothingIsReentered() {
    TransportPair pair = linked();
    pair.alice.dial(pair.alice.address());
    pair.alice.dial(NOBODY);
    pair.bob.onFrame = (link, frame) -> pair.bob.close(link, CloseReason.Kind.ENDED);
    pair.say(pair.alice, HELLO);
    pair.bench.runFor(dialLimit());

    assertThat(pair.alice.reentered)
        .as("what was told in the midst of something else; tell it from onDatagram or a timer")
        .isEmpty();
    assertThat(pair.bob.reentered).as("what was told in the midst of a callback").isEmpty();
  }

  @Test
  @DisplayName("T24: the same seed gives the same datagrams and events")
  public final void sameSeedSameTrace() {
    Faults faults = new Faults(0.1, 0.1, 0.1, 0);
    List<String> first = new HostileConditions(factory(), SEED, faults).trace();

    List<String> second = new HostileConditions(factory(), SEED, faults).trace();

    assertThat(Traces.firstDifference(first, second))
        .as(
            "where a run and its repetition part (seed %d); time and chance come from"
                + " TransportContext, and nothing from static fields",
            SEED)
        .isEmpty();
  }

  // ---- what others can do to its links -------------------------------------------------------

  @Test
  @DisplayName("T25: a stranger that claims a node's id does not keep that node out")
  public final void claimedIdsKeepNobodyOut() {
    for (boolean ownerDials : List.of(true, false)) {
      TransportPair pair = apart();
      TransportEnd stranger = pair.bench.start(5020, pair.bob.id());
      dialAndSend(pair, stranger, pair.alice);

      if (ownerDials) {
        dialAndSend(pair, pair.bob, pair.alice);
      } else {
        dialAndSend(pair, pair.alice, pair.bob);
      }

      assertThat(pair.alice.links.values())
          .as(
              "links of an end whose peer %s, when a stranger has come first under the peer's id;"
                  + " prefer what was dialled, or give the second one another id",
              ownerDials ? "dials it" : "it dials")
          .extracting(Up::address)
          .contains(pair.bob.address());
      assertThat(pair.alice.links.values())
          .as("ids of the links that are up at once, as LinkEvents.up gave them")
          .extracting(Up::peer)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  @DisplayName("T26: a link that ends for silence at one end is closed at the other")
  public final void silenceClosesTheOtherEnd() {
    TransportPair pair = linked();
    LinkId link = pair.bob.link();
    pair.bench.mute(pair.bob);

    pair.bench.runFor(silenceLimit().plusMillis(100));

    assertThat(pair.bob.downs)
        .as(
            "LinkEvents.down at an end that still hears the other one, %s after the other one"
                + " stopped hearing it; send a close when a link ends for silence",
            silenceLimit())
        .extracting(Down::link)
        .contains(link);
  }

  // ---- what the rules are made of ------------------------------------------------------------

  private TransportPair apart() {
    return TransportPair.apart(factory(), dialLimit(), SEED);
  }

  private TransportPair linked() {
    return TransportPair.linked(factory(), dialLimit(), SEED);
  }

  /** A dial that may fail, and a first frame on the link if it does not. */
  private void dialAndSend(TransportPair pair, TransportEnd dialler, TransportEnd dialled) {
    int before = dialler.ups.size();
    dialler.dial(dialled.address());
    pair.bench.runUntil(() -> dialler.ups.size() > before, dialLimit());
    dialler.links.keySet().forEach(link -> dialler.send(link, HELLO));
    dialler.flush();
    pair.bench.runFor(Duration.ofMillis(100));
  }

  private static int maxFrameBytes(TransportEnd end) {
    int most = end.maxFrameBytes(end.link());
    assertThat(most).as("Transport.maxFrameBytes of a link that is up").isPositive();
    return most;
  }

  private static List<ByteString> someFrames(int count, int mostBytes) {
    return TransportPair.someFrames(count, mostBytes, SEED);
  }
}
