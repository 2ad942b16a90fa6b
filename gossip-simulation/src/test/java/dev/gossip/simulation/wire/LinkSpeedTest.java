package dev.gossip.simulation.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The queue in front of a slow link. */
class LinkSpeedTest {
  private static final long MILLI_NANOS = 1_000_000;

  private final LinkSpeed speed = new LinkSpeed(10_000, 1_000);

  /** Milliseconds until a packet has left; negative if it is lost. */
  private long departure(int to, long nowMillis, int bytes) {
    long nanos = speed.departureNanos(new Packet(0, to, bytes, nowMillis * MILLI_NANOS));
    return nanos < 0 ? -1 : nanos / MILLI_NANOS;
  }

  @Test
  void packetsOfOneLinkLeaveOneAfterTheOther() {
    assertThat(departure(1, 0, 400)).isEqualTo(40);
    assertThat(departure(1, 0, 400)).isEqualTo(80);
    assertThat(departure(1, 60, 400)).isEqualTo(60);
    assertThat(departure(2, 0, 400)).as("another link").isEqualTo(40);
  }

  @Test
  void packetThatDoesNotFitTheQueueIsLost() {
    departure(1, 0, 600);

    assertThat(departure(1, 0, 500)).isNegative();
    assertThat(departure(1, 0, 400)).isEqualTo(100);
    assertThat(departure(1, 10, 101)).as("100 bytes have left").isNegative();
    assertThat(departure(1, 10, 100)).isEqualTo(100);
  }
}
