package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.udp.ManualNetwork.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Redialing of a peer behind a published port that goes away and comes back. */
@Timeout(300)
class PublishedPortTest {
  private static final PeerAddress PUBLISHED = new PeerAddress("10.0.0.9", 1);
  private static final Duration STEP = Duration.ofMillis(100);

  /**
   * A model of the kernel's connection tracking for a published port. The first datagram decides
   * whether a flow is translated; the decision holds until no datagram has passed for 30 s.
   */
  private static final class PortTranslation implements ManualNetwork.Rule {
    private static final long TIMEOUT_NANOS = Duration.ofSeconds(30).toNanos();

    private final ManualNetwork network;
    private boolean published;
    private boolean translated;
    private boolean known;
    private long lastNanos;
    private int untranslated;

    PortTranslation(ManualNetwork network) {
      this.network = network;
    }

    void publish() {
      published = true;
    }

    void unpublish() {
      published = false;
      known = false;
    }

    @Override
    public boolean passes(PeerAddress from, PeerAddress to, byte[] datagram) {
      if (to.equals(PUBLISHED)) {
        if (!known || network.nowNanos() - lastNanos >= TIMEOUT_NANOS) {
          known = true;
          translated = published;
        }
        lastNanos = network.nowNanos();
        if (translated && published) {
          network.inject(from, ManualNetwork.address(1), datagram);
        } else {
          untranslated++;
        }
      } else {
        lastNanos = network.nowNanos();
        network.inject(PUBLISHED, to, datagram);
      }
      return false;
    }
  }

  private static Duration timeUntilUp(ManualNetwork network, TestNode node, Duration limit) {
    Duration waited = Duration.ZERO;
    while (node.peers().isEmpty() && waited.compareTo(limit) < 0) {
      network.runFor(STEP);
      waited = waited.plus(STEP);
    }
    return waited;
  }

  private static TestNode startDialing(ManualNetwork network, String peer) {
    return network.start(2, Map.of("gossip.peers", peer), List.of());
  }

  @Test
  void peerBehindNatIsUpWithin45SecondsOfItsRestart() {
    for (int seed = 0; seed < 30; seed++) {
      assertUpAgain(seed, Duration.ofMillis(3_000 + seed * 1_200L), Duration.ofSeconds(45));
    }
  }

  @Test
  void peerBehindNatIsUpWithin66SecondsAfterALongAbsence() {
    for (int seed = 0; seed < 30; seed++) {
      assertUpAgain(seed, Duration.ofMillis(39_000 + seed * 4_700L), Duration.ofSeconds(66));
    }
  }

  private static void assertUpAgain(int seed, Duration away, Duration limit) {
    ManualNetwork network = new ManualNetwork(seed);
    network.tracing = false;
    PortTranslation nat = new PortTranslation(network);
    network.rule(nat);
    nat.publish();
    network.start(1);
    TestNode node = startDialing(network, PUBLISHED.toString());
    network.runFor(Duration.ofSeconds(2));
    assertThat(timesUp(node)).as("seed %s", seed).isEqualTo(1);

    nat.unpublish();
    network.kill(1);
    network.runFor(away);
    nat.publish();
    network.start(1);
    // Wait for a second PeerUp event: the old link may still count as up.
    for (Duration waited = Duration.ZERO;
        timesUp(node) < 2 && waited.compareTo(limit) < 0;
        waited = waited.plus(STEP)) {
      network.runFor(STEP);
    }
    assertThat(timesUp(node)).as("up again after %s away, seed %s", away, seed).isEqualTo(2);
    assertThat(nat.untranslated).as("datagrams untranslated by a stale entry").isPositive();
  }

  private static int timesUp(TestNode node) {
    return node.eventsOf(NodeEvent.PeerUp.class).size();
  }

  @Test
  void peerBehindNatThatStartsLateIsUpAfterTheFirstPause() {
    ManualNetwork network = new ManualNetwork(1);
    PortTranslation nat = new PortTranslation(network);
    network.rule(nat);
    TestNode node = startDialing(network, PUBLISHED.toString());
    network.runFor(Duration.ofSeconds(3));
    nat.publish();
    network.start(1);

    assertThat(timeUntilUp(network, node, Duration.ofSeconds(90)))
        .isLessThan(Duration.ofSeconds(65));
  }

  @Test
  void peerThatStartsWithinHalfAMinuteIsUpSoon() {
    ManualNetwork network = new ManualNetwork(1);
    TestNode node = startDialing(network, PUBLISHED.toString());
    network.rule(
        (from, to, datagram) -> {
          // A plain forward without connection tracking.
          if (to.equals(PUBLISHED)) {
            network.inject(from, ManualNetwork.address(1), datagram);
          } else {
            network.inject(PUBLISHED, to, datagram);
          }
          return false;
        });
    network.runFor(Duration.ofSeconds(29));
    network.start(1);

    assertThat(timeUntilUp(network, node, Duration.ofSeconds(90)))
        .isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void peerOnThisMachineIsUpSoonAfterALongAbsence() {
    ManualNetwork network = new ManualNetwork(1);
    TestNode node = startDialing(network, "127.0.0.1:1");
    for (int minutes = 1; minutes < 5; minutes++) {
      network.runFor(Duration.ofMinutes(minutes));
      network.start(1);
      assertThat(timeUntilUp(network, node, Duration.ofSeconds(90)))
          .isLessThan(Duration.ofSeconds(4));
      network.kill(1);
      network.runFor(Duration.ofSeconds(7));
      assertThat(node.peers()).isEmpty();
    }
  }
}
