package dev.gossip.reputation.museum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.reputation.attack.HonestBans;
import dev.gossip.reputation.attack.TestNetworks;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.testkit.GossipTest;
import dev.gossip.testkit.ManySeeds;
import dev.gossip.testkit.Seed;
import java.time.Duration;
import java.util.SplittableRandom;

/** A node that publishes eight times as much as its uplink takes is slow, and honest. */
class OverloadedUplinkTest {
  private static final int NODE = 3;
  private static final int BYTES_PER_SECOND = 20_000;

  @GossipTest
  @ManySeeds(1)
  void overloadedNodeBreaksNoPromise(@Seed long seed) {
    HonestBans bans = new HonestBans();
    SimulatedNetwork network =
        TestNetworks.protectedBy("reputation, rate-limit", seed)
            .nodes(10)
            .topology(Topologies.randomRegular(4))
            .faults(faults -> faults.add("slow uplink", new SlowUplink(NODE, BYTES_PER_SECOND)))
            .events(bans)
            .start();
    network.runFor(Duration.ofSeconds(3));
    SplittableRandom random = new SplittableRandom(seed);
    for (int burst = 0; burst < 4; burst++) {
      for (int i = 0; i < 100; i++) {
        TestNetworks.publish(network.node(NODE), 4 << 10, random);
        network.runFor(Duration.ofMillis(5));
      }
      network.runFor(Duration.ofSeconds(10));
    }
    assertThat(bans.in(network)).as("honest peers that are discouraged (seed %d)", seed).isEmpty();
  }
}
