package dev.gossip.reputation.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.driver.VirtualDriver;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.testkit.GossipTest;
import dev.gossip.testkit.ManySeeds;
import dev.gossip.testkit.Seed;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A new id for each link gains an attacker almost nothing. */
class FreshIdsTest {
  private static final int ATTACKER = 0;
  private static final double MAX_RATIO = 1.2;

  /** What one costs, in microseconds, as measured on one core. */
  private static final double HANDSHAKE = 330;

  private static final double FRAME = 1;

  /**
   * What an attacker caused within a minute. A node that keeps its id is refused only when the
   * handshake has proven the id, so that each dial costs one.
   *
   * @param dials how often it dialed an honest node
   * @param frames from it that were garbage or refused
   */
  private record Work(long dials, long frames) {
    double microsecondsPerDial() {
      return HANDSHAKE + frames * FRAME / dials;
    }
  }

  @GossipTest
  @ManySeeds(1)
  void freshIdsCauseLittleMoreWorkThanOneThatIsKept(@Seed long seed) {
    Work fresh = work(AttackKind.FRESH_IDS, seed);
    // It dials again each second, as often as the other.
    Work kept = work(AttackKind.GARBAGE_FLOODER, seed);

    double ratio = fresh.microsecondsPerDial() / kept.microsecondsPerDial();
    System.out.printf(
        "fresh ids: %s, one id: %s, ratio of the work %.3f (seed %d)%n", fresh, kept, ratio, seed);
    assertThat(fresh.dials).as("links under fresh ids").isGreaterThan(100);
    assertThat(ratio)
        .as("work caused by fresh ids and by one (seed %d)", seed)
        .isLessThanOrEqualTo(MAX_RATIO);
  }

  private static Work work(AttackKind kind, long seed) {
    AtomicLong links = new AtomicLong();
    SimulatedNetwork network =
        TestNetworks.protectedBy("reputation, rate-limit", seed)
            .nodes(6)
            .topology(Topologies.complete())
            .attack(Set.of(ATTACKER), kind)
            .events(
                (event, node) -> {
                  if (node != ATTACKER
                      && event instanceof NodeEvent.PeerUp up
                      && up.peer().address().equals(attackersAddress())) {
                    links.incrementAndGet();
                  }
                })
            .start();
    long dials = 0;
    for (int second = 0; second < 60; second++) {
      if (kind == AttackKind.GARBAGE_FLOODER && second > 0) {
        network.node(ATTACKER).crash();
        network.node(ATTACKER).restartKeepingState();
        dials += network.nodes().size() - 1;
      }
      network.runFor(Duration.ofSeconds(1));
    }
    dials += links.get();
    long frames = 0;
    for (int node : TestNetworks.honestNodes(network)) {
      var metrics = network.node(node).metrics();
      frames += metrics.getOrDefault("dropped.malformed-frame", 0L);
      frames += metrics.getOrDefault("dropped.refused-by-spam-control", 0L);
    }
    return new Work(dials, frames);
  }

  private static PeerAddress attackersAddress() {
    return VirtualDriver.addressOf(ATTACKER);
  }
}
