package dev.gossip.cli.simulate;

import dev.gossip.api.relay.Draws;
import dev.gossip.cli.text.HumanFormat;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.wire.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The properties of links and clocks, and the faults that occur while messages spread.
 *
 * @param speed of links; null for no limit
 * @param interfaceMtu the largest IP packet that interfaces take, in bytes; 0 for the default
 * @param mtuBytes the largest datagram that arrives, in bytes; 0 for all that interfaces take
 * @param partition null for none
 * @param churn null for none
 * @param driftPpm by how many parts per million clocks run fast or slow at most
 * @param clockOffset by how much wall clocks are wrong at most
 */
record NetworkConditions(
    @Nullable Speed speed,
    int interfaceMtu,
    int mtuBytes,
    @Nullable Partition partition,
    @Nullable ChurnPlan churn,
    int driftPpm,
    Duration clockOffset) {

  /**
   * The speed of each direction of each link.
   *
   * @param queueBytes how many bytes may wait; more are lost
   */
  record Speed(long bytesPerSecond, int queueBytes) {}

  /**
   * A time during which some nodes are cut off from the rest.
   *
   * @param nodes how many nodes
   * @param from begin, after the first message
   * @param to end, after the first message
   */
  record Partition(int nodes, Duration from, Duration to) {}

  /**
   * Repeated crashes and restarts of some nodes, after exponentially distributed times.
   *
   * @param nodes how many nodes
   */
  record ChurnPlan(int nodes, Duration meanUp, Duration meanDown) {}

  /** How many nodes crash and restart. */
  int churnNodeCount() {
    return churn == null ? 0 : churn.nodes();
  }

  /** Configures what is fixed before the nodes start. */
  void prepare(Simulation simulation) {
    if (speed != null) {
      simulation.bandwidth(speed.bytesPerSecond(), speed.queueBytes());
    }
    if (interfaceMtu > 0) {
      simulation.interfaceMtu(interfaceMtu);
    }
    if (mtuBytes > 0) {
      simulation.mtu(mtuBytes);
    }
  }

  /** Sets the clocks of newly started nodes. */
  void setClocks(SimulatedNetwork network) {
    RandomGenerator random = RandomStreams.seeded(network.seed()).stream("clocks");
    for (SimulatedNode node : network.nodes()) {
      if (driftPpm > 0) {
        node.clockDrift(random.nextInt(-driftPpm, driftPpm + 1));
      }
      if (!clockOffset.isZero()) {
        long most = clockOffset.toMillis();
        node.clockOffset(Duration.ofMillis(random.nextLong(-most, most + 1)));
      }
    }
  }

  /**
   * Starts the faults. Call it just before the first message is published.
   *
   * @param churnNodes the nodes that crash and restart
   */
  void begin(SimulatedNetwork network, List<Integer> churnNodes) {
    if (churn != null) {
      network.churn(churnNodes, churn.meanUp(), churn.meanDown());
    }
    if (partition != null) {
      List<Integer> all = IntStream.range(0, network.nodes().size()).boxed().toList();
      List<Integer> side =
          Draws.sample(
              RandomStreams.seeded(network.seed()).stream("partition"), all, partition.nodes());
      Duration lasts = partition.to().minus(partition.from());
      network.after(
          partition.from(),
          () -> {
            Fault cut = network.faults().partition(side);
            network.after(lasts, cut::remove);
          });
    }
  }

  /** Describes each condition that differs from the default in a short phrase. */
  List<String> describe() {
    List<String> phrases = new ArrayList<>();
    if (speed != null) {
      phrases.add(
          HumanFormat.bytes((double) speed.bytesPerSecond())
              + "/s per link, queues of "
              + HumanFormat.bytes(speed.queueBytes()));
    }
    if (interfaceMtu > 0) {
      phrases.add("interfaces with an MTU of " + HumanFormat.count(interfaceMtu, "byte"));
    }
    if (mtuBytes > 0) {
      phrases.add("MTU " + HumanFormat.count(mtuBytes, "byte"));
    }
    if (partition != null) {
      phrases.add(
          HumanFormat.count(partition.nodes(), "node")
              + " cut off from "
              + HumanFormat.time(partition.from())
              + " to "
              + HumanFormat.time(partition.to()));
    }
    if (churn != null) {
      phrases.add(
          HumanFormat.count(churn.nodes(), "node")
              + " with churn, "
              + HumanFormat.time(churn.meanUp())
              + " up and "
              + HumanFormat.time(churn.meanDown())
              + " down");
    }
    if (driftPpm > 0) {
      phrases.add("clock drift up to " + driftPpm + " ppm");
    }
    if (!clockOffset.isZero()) {
      phrases.add("clocks wrong by up to " + HumanFormat.time(clockOffset));
    }
    return phrases;
  }
}
