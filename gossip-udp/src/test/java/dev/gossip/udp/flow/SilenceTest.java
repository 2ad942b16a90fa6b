package dev.gossip.udp.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;
import dev.gossip.udp.flow.FlowEnd.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The size of datagrams when nothing is acknowledged for a while. */
class SilenceTest {
  private static final long MILLI = 1_000_000;
  private static final int BASE = 1_200;
  private static final int LARGE = 60_000;

  private final FlowEnd alice = new FlowEnd(LARGE, 2 * MILLI, 0);
  private final FlowEnd bob = new FlowEnd(LARGE, 2 * MILLI, 0);
  private final List<Sent> inQueue = new ArrayList<>();
  private long now;

  /** Alice sends for a while; each millisecond Bob reads what has arrived. */
  private void run(int millis, boolean isBobReading, Predicate<Sent> arrives) {
    for (int i = 0; i < millis; i++) {
      now += MILLI;
      while (alice.flow.waitingBytes() < 200_000) {
        alice.flow.add(ByteString.copyFrom(new byte[500]), Priority.OWN, now);
      }
      alice.onTime(now);
      alice.send(now).stream().filter(arrives).forEach(inQueue::add);
      if (isBobReading) {
        bob.onTime(now);
        inQueue.forEach(datagram -> bob.receive(datagram, now));
        inQueue.clear();
        bob.send(now).forEach(datagram -> alice.receive(datagram, now));
      }
    }
  }

  private void run(int millis) {
    run(millis, true, datagram -> true);
  }

  private void pause(int millis) {
    run(millis, false, datagram -> true);
  }

  @Test
  void otherEndThatReadsLateDoesNotKeepDatagramsSmall() {
    run(1);
    for (int i = 0; i < 10; i++) {
      pause(150);
      run(1);
    }
    run(50);
    assertThat(alice.flow.datagramBytes()).isEqualTo(LARGE);
  }

  @Test
  void datagramsAreLargeAgainAsSoonAsAPausedEndReads() {
    run(500);
    assertThat(alice.flow.datagramBytes()).isEqualTo(LARGE);
    pause(10_000);
    assertThat(alice.flow.datagramBytes()).as("while nothing is acknowledged").isEqualTo(BASE);
    run(2);
    assertThat(alice.flow.datagramBytes()).isEqualTo(LARGE);
  }

  @Test
  void pathThatNoLongerCarriesLargeDatagramsGetsSmallOnes() {
    run(500);
    assertThat(alice.flow.datagramBytes()).isEqualTo(LARGE);
    run(3_000, true, datagram -> datagram.body().size() <= BASE);
    int before = bob.frames.size();
    run(500, true, datagram -> datagram.body().size() <= BASE);
    assertThat(alice.flow.datagramBytes()).isEqualTo(BASE);
    assertThat(bob.frames.size() - before).isGreaterThan(1_000);
  }

  @Test
  void probeThatThePathDoesNotCarryIsNotProved() {
    run(3_000, true, datagram -> datagram.body().size() <= 1_480);
    assertThat(alice.flow.datagramBytes()).isEqualTo(1_472);
  }
}
