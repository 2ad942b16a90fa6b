package dev.gossip.reputation.museum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.reputation.attack.HonestBans;
import dev.gossip.reputation.attack.TestNetworks;
import dev.gossip.simulation.AttackReport;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A network in which a scorer banned honest peers.
 *
 * @param source where the incident was published
 * @param rules of the scorer there
 * @param network what is special about the nodes, given the spam controls that they use
 * @param traffic what happens, once the links are up
 */
record Incident(
    String source,
    Rules rules,
    BiConsumer<Simulation, String> network,
    Consumer<SimulatedNetwork> traffic) {
  private static final String OURS = "reputation, rate-limit";
  private static final Duration LINKING = Duration.ofSeconds(3);
  private static final Duration WHILE = Duration.ofSeconds(30);
  private static final int PER_SECOND = 5;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** How many seeds a validation tries for each that it is given. */
  private static final int MANY = 20;

  /** An incident with nothing but messages of random honest nodes. */
  static Incident of(String source, Rules rules, BiConsumer<Simulation, String> network) {
    return new Incident(source, rules, network, Incident::publish);
  }

  private static void publish(SimulatedNetwork running) {
    TestNetworks.publish(running, TestNetworks.honestNodes(running), PER_SECOND, WHILE);
  }

  /** Checks that the scorer of the incident bans an honest peer here, and the default none. */
  void check(long first) {
    TestNetworks.seeds(first, MANY).forEach(this::checkOne);
  }

  private void checkOne(long seed) {
    HonestBans theirs = new HonestBans();
    SimulatedNetwork banning =
        run(Simulation.seeded(seed).with(IncidentScorer.plugin(rules)).events(theirs), "incident");
    assertThat(theirs.in(banning))
        .as("honest peers that the scorer of %s bans (seed %d)", source, seed)
        .isNotEmpty();

    HonestBans ours = new HonestBans();
    SimulatedNetwork network = run(Simulation.seeded(seed).events(ours), OURS);
    assertThat(ours.in(network))
        .as("honest peers that the default bans, where %s did (seed %d)", source, seed)
        .isEmpty();
    network.attackReport().ifPresent(report -> requireGone(report, network.attackers().size()));
  }

  private SimulatedNetwork run(Simulation simulation, String use) {
    TestNetworks.protect(simulation, use);
    network.accept(simulation, use);
    SimulatedNetwork started = simulation.start();
    started.runFor(LINKING);
    traffic.accept(started);
    return started;
  }

  private void requireGone(AttackReport report, int attackers) {
    assertThat(report.discouragedHostile())
        .as("attackers that all honest peers discourage, where %s happened (%s)", source, report)
        .isEqualTo(attackers);
    assertThat(report.firstOffenceToLastDiscouragedMillis())
        .as("milliseconds until the attackers were gone")
        .isNotNull()
        .isLessThanOrEqualTo(LIMIT.toMillis());
  }
}
