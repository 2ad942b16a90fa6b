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

/** A peer behind a published port, away for a while and then back. */
@Timeout(300)
class PublishedPortTest {
  private static final PeerAddress PUBLISHED = new PeerAddress("10.0.0.9", 1);
  private static final Duration STEP = Duration.ofMillis(100);

  /**
   * What the kernel's connection tracking does with datagrams to a published port: whether they are
   * translated is decided by the first, and stays so until none has passed for 30 s.
   */
  private static final class Translation implements ManualNetwork.Rule {
    private static final long TIMEOUT_NANOS = Duration.ofSeconds(30).toNanos();

    private final ManualNetwork world;
    private boolean published;
    private boolean translated;
    private boolean known;
    private long lastNanos;
    private int untranslated;

    Translation(ManualNetwork world) {
      this.world = world;
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
        if (!known || world.nowNanos() - lastNanos >= TIMEOUT_NANOS) {
          known = true;
          translated = published;
        }
        lastNanos = world.nowNanos();
        if (translated && published) {
          world.inject(from, ManualNetwork.address(1), datagram);
        } else {
          untranslated++;
        }
      } else {
        lastNanos = world.nowNanos();
        world.inject(PUBLISHED, to, datagram);
      }
      return false;
    }
  }

  private static Duration untilUp(ManualNetwork world, TestNode node, Duration limit) {
    Duration waited = Duration.ZERO;
    while (node.peers().isEmpty() && waited.compareTo(limit) < 0) {
      world.runFor(STEP);
      waited = waited.plus(STEP);
    }
    return waited;
  }

  private static TestNode startDialling(ManualNetwork world, String peer) {
    return world.start(2, Map.of("gossip.peers", peer), List.of());
  }

  @Test
  void aPeerBehindTranslationIsUpWithin45SecondsOfItsRestart() {
    for (int seed = 0; seed < 30; seed++) {
      assertUpAgain(seed, Duration.ofMillis(3_000 + seed * 1_200L), Duration.ofSeconds(45));
    }
  }

  @Test
  void aPeerBehindTranslationIsUpWithin66SecondsHoweverLongItWasAway() {
    for (int seed = 0; seed < 30; seed++) {
      assertUpAgain(seed, Duration.ofMillis(39_000 + seed * 4_700L), Duration.ofSeconds(66));
    }
  }

  private static void assertUpAgain(int seed, Duration away, Duration limit) {
    ManualNetwork world = new ManualNetwork(seed);
    world.tracing = false;
    Translation translation = new Translation(world);
    world.rule(translation);
    translation.publish();
    world.start(1);
    TestNode node = startDialling(world, PUBLISHED.toString());
    world.runFor(Duration.ofSeconds(2));
    assertThat(ups(node)).as("seed %s", seed).isEqualTo(1);

    translation.unpublish();
    world.kill(1);
    world.runFor(away);
    translation.publish();
    world.start(1);
    // Not until a link is up: the old one may still pass for one.
    for (Duration waited = Duration.ZERO;
        ups(node) < 2 && waited.compareTo(limit) < 0;
        waited = waited.plus(STEP)) {
      world.runFor(STEP);
    }
    assertThat(ups(node)).as("up again after %s away, seed %s", away, seed).isEqualTo(2);
    assertThat(translation.untranslated).as("the model was in the way").isPositive();
  }

  private static int ups(TestNode node) {
    return node.told(NodeEvent.PeerUp.class).size();
  }

  @Test
  void aPeerBehindTranslationThatStartsLateIsUpAfterTheFirstPause() {
    ManualNetwork world = new ManualNetwork(1);
    Translation translation = new Translation(world);
    world.rule(translation);
    TestNode node = startDialling(world, PUBLISHED.toString());
    world.runFor(Duration.ofSeconds(3));
    translation.publish();
    world.start(1);

    assertThat(untilUp(world, node, Duration.ofSeconds(90))).isLessThan(Duration.ofSeconds(65));
  }

  @Test
  void aPeerThatStartsWithinHalfAMinuteIsFoundSoon() {
    ManualNetwork world = new ManualNetwork(1);
    TestNode node = startDialling(world, PUBLISHED.toString());
    world.rule(
        (from, to, datagram) -> {
          // An ordinary host.
          if (to.equals(PUBLISHED)) {
            world.inject(from, ManualNetwork.address(1), datagram);
          } else {
            world.inject(PUBLISHED, to, datagram);
          }
          return false;
        });
    world.runFor(Duration.ofSeconds(29));
    world.start(1);

    assertThat(untilUp(world, node, Duration.ofSeconds(90))).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void aPeerOnThisMachineIsFoundSoonHoweverLongItWasAway() {
    ManualNetwork world = new ManualNetwork(1);
    TestNode node = startDialling(world, "127.0.0.1:1");
    for (int minutes = 1; minutes < 5; minutes++) {
      world.runFor(Duration.ofMinutes(minutes));
      world.start(1);
      assertThat(untilUp(world, node, Duration.ofSeconds(90))).isLessThan(Duration.ofSeconds(4));
      world.kill(1);
      world.runFor(Duration.ofSeconds(7));
      assertThat(node.peers()).isEmpty();
    }
  }
}
