package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PausedAddressesTest {
  private static final PeerAddress ADDRESS = new PeerAddress("192.0.2.1", 5000);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final long NOW = -5;

  private final PausedAddresses paused = new PausedAddresses();

  @Test
  void addressIsLeftAloneUntilThePauseIsOver() {
    paused.add(ADDRESS, NOW, SECOND);

    assertThat(paused.contains(ADDRESS, NOW + SECOND.toNanos() - 1)).isTrue();
    assertThat(paused.contains(ADDRESS, NOW + SECOND.toNanos())).isFalse();
    assertThat(paused.contains(new PeerAddress("192.0.2.1", 5001), NOW)).isFalse();
  }

  @Test
  void refusalWithoutAPauseDoesNotEndAnEarlierOne() {
    paused.add(ADDRESS, NOW, SECOND);
    paused.add(ADDRESS, NOW, Duration.ZERO);

    assertThat(paused.contains(ADDRESS, NOW)).isTrue();
    assertThat(paused.contains(ADDRESS, NOW + SECOND.toNanos())).isFalse();
  }

  @Test
  void laterPauseReplacesAnEarlierOne() {
    paused.add(ADDRESS, NOW, SECOND.multipliedBy(2));
    paused.add(ADDRESS, NOW, SECOND);

    assertThat(paused.contains(ADDRESS, NOW + SECOND.toNanos())).isFalse();
  }

  @Test
  void addressThatWasAddedLongestAgoIsForgottenFirst() {
    for (int port = 1; port <= PausedAddresses.MAX_ADDRESSES + 1; port++) {
      paused.add(new PeerAddress("192.0.2.1", port), NOW, SECOND);
    }

    assertThat(paused.contains(new PeerAddress("192.0.2.1", 1), NOW)).isFalse();
    assertThat(paused.contains(new PeerAddress("192.0.2.1", 2), NOW)).isTrue();
  }
}
