package dev.gossip.reputation.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.testkit.GossipTest;
import dev.gossip.testkit.ManySeeds;
import dev.gossip.testkit.Seed;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A fifth of the nodes attacks, and a twentieth of the datagrams is lost. A validation takes larger
 * networks, and many seeds of each kind.
 */
class AttackTableTest {
  private static final int NODES = TestNetworks.IS_VALIDATION ? 200 : 16;
  private static final int DEGREE = TestNetworks.IS_VALIDATION ? 8 : 6;

  /** How many seeds a validation tries for each that it is given. */
  private static final int MANY = 2;

  private static final double ATTACKERS = 0.2;
  private static final double LOSS = 0.05;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** How much slower attackers that nobody can prove anything may make the network. */
  private static final double MAX_SLOWDOWN = 2;

  private static final ConcurrentMap<Long, Double> HONEST_P99 = new ConcurrentHashMap<>();

  @GossipTest
  @ManySeeds(1)
  void spammer(@Seed long seed) {
    attack(AttackKind.SPAMMER, seed);
  }

  @GossipTest
  @ManySeeds(1)
  void garbageFlooder(@Seed long seed) {
    attack(AttackKind.GARBAGE_FLOODER, seed);
  }

  @GossipTest
  @ManySeeds(1)
  void forger(@Seed long seed) {
    attack(AttackKind.FORGER, seed);
  }

  @GossipTest
  @ManySeeds(1)
  void replayer(@Seed long seed) {
    attack(AttackKind.REPLAYER, seed);
  }

  @GossipTest
  @ManySeeds(1)
  void selectiveDropper(@Seed long seed) {
    attack(AttackKind.SELECTIVE_DROPPER, seed);
  }

  @GossipTest
  @ManySeeds(1)
  void promiseBreaker(@Seed long seed) {
    attack(AttackKind.PROMISE_BREAKER, seed);
  }

  @GossipTest
  @ManySeeds(1)
  void requester(@Seed long seed) {
    attack(AttackKind.REQUESTER, seed);
  }

  @GossipTest
  @ManySeeds(1)
  void sybil(@Seed long seed) {
    attack(AttackKind.SYBIL, seed);
  }

  @GossipTest
  @ManySeeds(1)
  void covertFlash(@Seed long seed) {
    attack(AttackKind.COVERT_FLASH, seed);
  }

  @GossipTest
  @ManySeeds(1)
  void freshIds(@Seed long seed) {
    attack(AttackKind.FRESH_IDS, seed);
  }

  @GossipTest
  @ManySeeds(1)
  void spoofer(@Seed long seed) {
    attack(AttackKind.SPOOFER, seed);
  }

  @GossipTest
  @ManySeeds(1)
  void slowPeer(@Seed long seed) {
    attack(AttackKind.SLOW, seed);
  }

  private static void attack(AttackKind kind, long first) {
    TestNetworks.seeds(first, MANY).forEach(seed -> attackOnce(kind, seed));
  }

  private static void attackOnce(AttackKind kind, long seed) {
    Simulation simulation = network(seed).attack(ATTACKERS, kind);
    AttackRun run = AttackRun.of(simulation);
    double honestP99 =
        HONEST_P99.computeIfAbsent(
            seed,
            unused -> AttackRun.withoutAttack(network(seed), simulation.attackers()).p99Millis());

    System.out.println(run.row(kind, honestP99) + " (seed " + seed + ")");
    run.requireHonestNodesUnharmed(seed);
    if (kind.isProven()) {
      run.requireAttackersGone(LIMIT, seed);
    } else {
      assertThat(run.p99Millis() / honestP99)
          .as("p99 latency, compared with honest attackers (seed %d)", seed)
          .isLessThanOrEqualTo(MAX_SLOWDOWN);
    }
  }

  private static Simulation network(long seed) {
    return TestNetworks.protectedBy("reputation, rate-limit", seed)
        .nodes(NODES)
        .topology(Topologies.randomRegular(DEGREE))
        .loss(LOSS)
        // As much as one of these authors needs, twice.
        .set("gossip.spam.rate-limit.author-messages-per-second", "1")
        .set("gossip.spam.rate-limit.author-burst-messages", "10");
  }
}
