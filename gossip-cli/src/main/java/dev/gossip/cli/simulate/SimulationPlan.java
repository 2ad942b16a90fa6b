package dev.gossip.cli.simulate;

import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topology;
import dev.gossip.simulation.wire.Latency;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to simulate, independent of the relay.
 *
 * @param seed of all random choices
 * @param network the links, and what happens to datagrams
 * @param conditions other properties of links and clocks, and faults
 * @param spies which nodes spy, and how they guess
 * @param attack which nodes attack; null if none does
 * @param down how many nodes crash before the first message
 * @param publishers how many nodes publish, in turn
 * @param messages how many messages are published
 * @param payloadBytes payload size of each message
 * @param interval time between two messages
 * @param limit maximum virtual time from the first message on
 */
record SimulationPlan(
    long seed,
    Network network,
    NetworkConditions conditions,
    SpyPlan spies,
    @Nullable AttackChoice attack,
    int down,
    int publishers,
    int messages,
    int payloadBytes,
    Duration interval,
    Duration limit) {

  /** The maximum extra delay of a reordered or duplicated datagram; a guess. */
  private static final Duration LATE = Duration.ofMillis(100);

  private static final String SECURE_DEFAULT = "default with --attack";

  /**
   * The network.
   *
   * @param discovery how the nodes find each other; null if the topology links them
   * @param topologyText the topology as the user wrote it
   * @param latencyText the latency as the user wrote it
   * @param loss share of the datagrams that are lost
   * @param duplicate share of the remaining datagrams that are duplicated
   * @param reorder share of the datagrams, neither lost nor duplicated, that are reordered
   */
  record Network(
      int nodes,
      @Nullable DiscoveryPlan discovery,
      String topologyText,
      Topology topology,
      String latencyText,
      Latency latency,
      double loss,
      double duplicate,
      double reorder) {}

  /** Prepares the simulation, except for its plugins. */
  Simulation simulation() {
    Simulation simulation =
        Simulation.seeded(seed)
            .nodes(network.nodes)
            .topology(network.topology)
            .latency(network.latency)
            .supernode(spies.supernode());
    if (network.loss > 0) {
      simulation.loss(network.loss);
    }
    if (network.duplicate > 0) {
      simulation.faults(faults -> faults.everywhere().share(network.duplicate).duplicate(LATE));
    }
    if (network.reorder > 0) {
      simulation.faults(faults -> faults.everywhere().share(network.reorder).reorder(LATE));
    }
    if (attack != null) {
      simulation.attack(attack.share(), attack.kind());
      // On plain links anyone can claim any id, so that no fault would be proven. All machines use
      // the same cipher, so that a seed repeats the run.
      simulation.set("gossip.transport.udp.security", "noise", SECURE_DEFAULT);
      simulation.set("gossip.transport.udp.cipher", "aes", SECURE_DEFAULT);
    }
    DiscoveryPlan discovery = network.discovery;
    if (discovery != null) {
      simulation.discovery(DiscoveryPlan.BOOTSTRAP_NODES, discovery.startWindow());
    }
    conditions.prepare(simulation);
    return simulation;
  }
}
