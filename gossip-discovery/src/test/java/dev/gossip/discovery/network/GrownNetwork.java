package dev.gossip.discovery.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.ConnectedComponents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** A network whose nodes find each other from node 0, with what tests do to it and ask of it. */
final class GrownNetwork {
  /** The default of {@code gossip.membership.outbound.outbound}. */
  static final int OUTBOUND = 8;

  // All addresses from 20.0.0.0 to 79.255.255.255 are public.
  private static final int FIRST_PUBLIC = 20;
  private static final int PUBLIC_GROUPS = 60 * 256;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SimulatedNetwork network;
  private final long[] upSinceNanos;

  private GrownNetwork(SimulatedNetwork network) {
    this.network = network;
    this.upSinceNanos = new long[network.nodes().size()];
    // Those that the network started with are connected before anything happens to them.
    Arrays.fill(upSinceNanos, Long.MIN_VALUE);
  }

  /** Starts all nodes at once. */
  static GrownNetwork start(Simulation simulation) {
    return new GrownNetwork(simulation.discovery(1, Duration.ZERO).start());
  }

  /**
   * Gives each node a public address, the first {@value #PUBLIC_GROUPS} each in a /16 of its own:
   * probe limits, shares of the address book and group diversity apply, as they do not to the
   * private addresses that nodes have otherwise.
   */
  static Simulation withPublicAddresses(Simulation simulation) {
    return withPublicAddresses(simulation, PUBLIC_GROUPS);
  }

  /**
   * Gives each node a public address.
   *
   * @param groups how many /16 there are; at most {@value #PUBLIC_GROUPS}
   */
  static Simulation withPublicAddresses(Simulation simulation, int groups) {
    return simulation.addresses(
        index -> {
          int group = index % groups;
          int host = index / groups;
          return new PeerAddress(
              (FIRST_PUBLIC + group / 256)
                  + "."
                  + group % 256
                  + "."
                  + host / 250
                  + "."
                  + (1 + host % 250),
              5000);
        });
  }

  SimulatedNetwork network() {
    return network;
  }

  /** Runs until all is as it has to be, and fails after the limit. */
  void converge(Duration limit) {
    assertThat(network.runUntilConverged(OUTBOUND, limit))
        .as("converged within %s: %s", limit, this)
        .isTrue();
  }

  /** Crashes a node without a close. */
  void crash(int node) {
    network.node(node).crash();
  }

  /**
   * Runs for some seconds, while in each of them a share of the nodes, but never node 0, crashes
   * without a close. A new node without memory starts in the place of each after a pause. After
   * each second, requires that the nodes that have been up for a while are connected.
   *
   * @param crashes how many nodes crash in each second, on average
   * @param pauseSeconds after so many seconds the new node starts
   * @param settledSeconds how long a node has to be up before it counts
   */
  void churn(
      int seconds, double crashes, int pauseSeconds, int settledSeconds, RandomGenerator random) {
    List<List<SimulatedNode>> starts = new ArrayList<>();
    for (int second = 0; second < seconds + pauseSeconds; second++) {
      starts.add(new ArrayList<>());
    }
    double due = 0;
    for (int second = 0; second < seconds; second++) {
      starts.get(second).forEach(this::restart);
      for (due += crashes; due >= 1; due--) {
        SimulatedNode victim = network.node(1 + random.nextInt(network.nodes().size() - 1));
        // At any time within the second.
        if (victim.isUp()) {
          long at = random.nextLong(SECOND.toNanos());
          network.after(
              Duration.ofNanos(at),
              () -> {
                if (victim.isUp()) {
                  victim.crash();
                }
              });
          starts.get(second + pauseSeconds).add(victim);
        }
      }
      network.runFor(SECOND);
      requireConnected(settledSeconds);
    }
  }

  private void restart(SimulatedNode node) {
    if (node.isDown()) {
      node.restart();
      upSinceNanos[node.index()] = network.now().toNanos();
    }
  }

  /** Requires that the nodes that have been up for so long form one component. */
  void requireConnected(int settledSeconds) {
    long latest = network.now().minusSeconds(settledSeconds).toNanos();
    ConnectedComponents components =
        ConnectedComponents.of(
            network.nodes().size(),
            network.edges(),
            index -> network.node(index).isUp() && upSinceNanos[index] <= latest);
    assertThat(components.count())
        .as("components at %s: %s; %s", network.now(), components, this)
        .isEqualTo(1);
  }

  /** Runs for some seconds, and requires after each that all nodes are connected. */
  void staysConnected(int seconds) {
    for (int second = 0; second < seconds; second++) {
      network.runFor(SECOND);
      requireConnected(0);
    }
  }

  @Override
  public String toString() {
    long lonely =
        network.nodes().stream()
            .filter(node -> node.isUp() && node.outboundPeers() < OUTBOUND)
            .count();
    return lonely + " nodes have too few outbound peers, " + network.describe();
  }
}
