package dev.gossip.udp.flow;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;
import dev.gossip.udp.flow.FlowEnd.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A flow that ends when its link rests, and the next one, which goes on with what it has left. */
class RestTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final int LARGE = 60_000;

  private final FlowEnd alice = new FlowEnd(LARGE, 0, 0);
  private final FlowEnd bob = new FlowEnd(LARGE, 0, 0);
  private Predicate<Sent> wire = datagram -> true;
  private long now;

  private static ByteString frame(int bytes) {
    return ByteString.copyFrom(new byte[bytes]);
  }

  /** Steps of 5 ms; what is sent in one arrives in the next. */
  private void run(int steps) {
    List<Sent> toBob = new ArrayList<>();
    List<Sent> toAlice = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      now += 5 * MILLI;
      toBob.stream().filter(wire).forEach(datagram -> bob.receive(datagram, now));
      toAlice.stream().filter(wire).forEach(datagram -> alice.receive(datagram, now));
      alice.onTime(now);
      bob.onTime(now);
      toBob = alice.send(now);
      toAlice = bob.send(now);
    }
  }

  private void send(FlowEnd from, int bytes, int steps) {
    from.flow.add(frame(bytes), Priority.OWN, now);
    run(steps);
  }

  private void rest() {
    now += 10 * SECOND;
    assertThat(alice.flow.isAtRest(now)).isTrue();
    assertThat(bob.flow.isAtRest(now)).isTrue();
    alice.rest(now);
    bob.rest(now);
  }

  // ---- when a link rests ---------------------------------------------------------------------

  @Test
  void linkRestsTenSecondsAfterItsLastTraffic() {
    send(alice, 100, 100);
    long before = now;
    assertThat(alice.flow.isAtRest(before)).isFalse();
    assertThat(alice.flow.isAtRest(before + 9 * SECOND)).isFalse();
    assertThat(alice.flow.isAtRest(before + 10 * SECOND)).isTrue();
    assertThat(bob.flow.isAtRest(before + 10 * SECOND)).isTrue();
  }

  @Test
  void linkDoesNotRestWhileFramesWait() {
    alice.flow.add(frame(100), Priority.OWN, 0);
    assertThat(alice.flow.isAtRest(20 * SECOND)).isFalse();
  }

  @Test
  void linkDoesNotRestWhileAnAcknowledgementIsDue() {
    alice.flow.add(frame(100), Priority.OWN, 0);
    alice.send(0).forEach(datagram -> bob.receive(datagram, 0));
    assertThat(bob.flow.isAtRest(20 * SECOND)).isFalse();
  }

  @Test
  void linkDoesNotRestWhileDatagramsAreUnderWay() {
    wire = datagram -> false;
    send(alice, 100, 1);
    assertThat(alice.flow.isAtRest(now + 20 * SECOND)).isFalse();
    alice.onTime(now + 20 * SECOND);
    assertThat(alice.flow.isAtRest(now + 20 * SECOND)).as("given up").isTrue();
  }

  // ---- what survives -------------------------------------------------------------------------

  @Test
  void roundTripAndTimeoutSurvive() {
    send(alice, 5_000, 100);
    long roundTrip = alice.flow.roundTripNanos();
    assertThat(roundTrip).isPositive();
    rest();
    assertThat(alice.flow.roundTripNanos()).isEqualTo(roundTrip);

    wire = datagram -> false;
    alice.flow.add(frame(100), Priority.OWN, now);
    alice.send(now);
    assertThat(alice.flow.nextDeadlineNanos(now) - now)
        .as("not the second of a new link")
        .isLessThan(200 * MILLI);
  }

  /** How long it takes until the other end, which acknowledges nothing, is deaf. */
  private long nanosUntilDeaf(long limitNanos) {
    long start = now;
    alice.flow.add(frame(100), Priority.ASSURED, now);
    while (!alice.flow.isDeaf(now, limitNanos) && now - start < 20 * SECOND) {
      alice.send(now);
      now = alice.flow.nextDeadlineNanos(now);
      alice.onTime(now);
    }
    return now - start;
  }

  @Test
  void timeWithoutFramesDoesNotMakeTheOtherEndDeaf() {
    now = 100 * SECOND;
    send(alice, 100, 100);
    wire = datagram -> false;
    send(alice, 100, 100);
    now += 9 * SECOND;
    assertThat(nanosUntilDeaf(6 * SECOND)).isBetween(6 * SECOND, 8 * SECOND);
  }

  @Test
  void probeAfterTimeWithoutFramesDoesNotMakeTheOtherEndDeaf() {
    now = 100 * SECOND;
    send(alice, 100, 100);
    wire = datagram -> false;
    send(alice, 100, 100);
    now += 9 * SECOND;
    alice.flow.onSent(++alice.number, LARGE, new Cargo.Probe(LARGE), now);
    assertThat(nanosUntilDeaf(6 * SECOND)).isBetween(6 * SECOND, 8 * SECOND);
  }

  @Test
  void restDoesNotMakeTheOtherEndDeaf() {
    now = 100 * SECOND;
    send(alice, 100, 100);
    wire = datagram -> false;
    send(alice, 100, 100);
    rest();
    assertThat(nanosUntilDeaf(6 * SECOND)).isBetween(6 * SECOND, 8 * SECOND);
  }

  @Test
  void otherEndThatIsDeafIsSoAtAnotherAddress() {
    now = 100 * SECOND;
    send(alice, 100, 100);
    wire = datagram -> false;
    alice.flow.add(frame(100), Priority.ASSURED, now);
    run(1_000);
    alice.flow.onPathChanged(LARGE, now);
    assertThat(nanosUntilDeaf(6 * SECOND)).isLessThan(3 * SECOND);
  }

  @Test
  void provenSizeOfDatagramsSurvives() {
    send(alice, 500_000, 1_000);
    assertThat(alice.flow.datagramBytes()).isEqualTo(LARGE);
    rest();
    assertThat(alice.flow.datagramBytes()).isEqualTo(LARGE);
    alice.flow.add(frame(50_000), Priority.OWN, now);
    assertThat(alice.send(now)).singleElement().satisfies(sent -> assertOneFrame(sent, 50_000));
  }

  private static void assertOneFrame(Sent sent, int bytes) {
    assertThat(sent.read().frames())
        .singleElement()
        .satisfies(frame -> assertThat(frame.size()).isEqualTo(bytes));
  }

  @Test
  void lostSizeOfDatagramsIsNotProbedAgainAfterARest() {
    wire = datagram -> datagram.body().size() <= 1_480;
    send(alice, 500_000, 3_000);
    assertThat(alice.flow.datagramBytes()).isEqualTo(1_472);
    // Shows that the last probes are lost, and not all datagrams.
    for (int i = 0; i < 4; i++) {
      send(alice, 100, 100);
    }
    rest();
    alice.flow.add(frame(100_000), Priority.OWN, now);
    assertThat(alice.flow.probeBytes(now)).isZero();
  }

  @Test
  void numbersOfLargeFramesGoOn() {
    send(alice, 100_000, 1_000);
    send(alice, 100_000, 1_000);
    rest();
    bob.fragments.clear();
    send(alice, 100_000, 100);
    assertThat(bob.fragments).isNotEmpty().allMatch(part -> part.transfer().number() == 3);
  }

  // ---- acknowledgements ----------------------------------------------------------------------

  @Test
  void datagramAfterARestIsAcknowledgedLikeAnyOther() {
    send(alice, 100, 100);
    rest();
    // Pings, which have numbers as well.
    bob.rest(now, 2, 3);
    alice.number += 2;
    alice.flow.add(frame(100), Priority.OWN, now);
    List<Sent> sent = alice.send(now);
    sent.forEach(datagram -> bob.receive(datagram, now));
    assertThat(bob.flow.isAckDue(now)).as("nothing is missing").isFalse();
    List<Sent> acks = bob.send(now + 100 * MILLI);
    assertThat(acks).singleElement().satisfies(RestTest::assertAllFourArrived);
    assertThat(alice.receive(acks.get(0), now + 101 * MILLI)).isTrue();
    assertThat(alice.flow.isAtRest(now + 11 * SECOND)).isTrue();
  }

  private static void assertAllFourArrived(Sent sent) {
    var acks = requireNonNull(sent.read().acks(), "acknowledgements");
    assertThat(acks.highest()).isEqualTo(4);
    assertThat(acks.runs()).containsExactly(4);
  }

  @Test
  void datagramThatIsLostAfterARestIsSentAgain() {
    send(alice, 5_000, 200);
    rest();
    bob.fragments.clear();
    wire = datagram -> datagram.number() % 3 != 0;
    send(alice, 500_000, 2_000);
    assertThat(bob.fragments.stream().mapToInt(part -> part.data().size()).sum())
        .isGreaterThanOrEqualTo(500_000);
    assertThat(alice.flow.waitingBytes()).isZero();
  }
}
