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

  /** What one costs, in microseconds, as measured on one core; see docs/baselines.md. */
  private static final double HANDSHAKE = 330;

  private static final double FRAME = 1;

  /** What an attacker caused within a minute: links, and frames that are garbage or refused. */
  private record Work(long links, long frames) {

    /** As if there had been so many handshakes. */
    double microseconds(long handshakes) {
      return handshakes * HANDSHAKE + frames * FRAME;
    }
  }

  @GossipTest
  @ManySeeds(1)
  void freshIdsCauseLittleMoreWorkThanOneThatIsKept(@Seed long seed) {
    Work fresh = work(AttackKind.FRESH_IDS, seed);
    Work kept = work(AttackKind.GARBAGE_FLOODER, seed);

    // A peer that keeps its id and dials as often costs a handshake each time: only then the id is
    // proven, and the link refused.
    long dials = Math.max(fresh.links, kept.links);
    double ratio = fresh.microseconds(dials) / kept.microseconds(dials);
    System.out.printf(
        "fresh ids: %s, one id: %s, ratio of the work %.3f (seed %d)%n", fresh, kept, ratio, seed);
    assertThat(fresh.links).as("links under fresh ids").isGreaterThan(kept.links);
    assertThat(ratio).as("work caused by fresh ids and by one (seed %d)", seed)
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
    network.runFor(Duration.ofMinutes(1));
    long frames = 0;
    for (int node : TestNetworks.honestNodes(network)) {
      var metrics = network.node(node).metrics();
      frames += metrics.getOrDefault("dropped.malformed-frame", 0L);
      frames += metrics.getOrDefault("dropped.refused-by-spam-control", 0L);
    }
    return new Work(links.get(), frames);
  }

  private static PeerAddress attackersAddress() {
    return VirtualDriver.addressOf(ATTACKER);
  }
}
