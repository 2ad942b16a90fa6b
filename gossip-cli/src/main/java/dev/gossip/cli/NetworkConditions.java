package dev.gossip.cli;

import dev.gossip.api.relay.Draws;
import dev.gossip.core.engine.RandomStreams;
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
 * How links and clocks are, and what goes wrong while messages spread.
 *
 * @param speed of links; null for without limit
 * @param mtuBytes the largest datagram that arrives; 0 for any
 * @param partition null for none
 * @param churn null for none
 * @param driftPpm by how many parts per million clocks may be fast or slow
 * @param clockOffset by how much wall clocks may be wrong
 */
record NetworkConditions(
    @Nullable Speed speed,
    int mtuBytes,
    @Nullable Partition partition,
    @Nullable ChurnPlan churn,
    int driftPpm,
    Duration clockOffset) {

  /**
   * Of each direction of each link.
   *
   * @param queueBytes what may wait for it
   */
  record Speed(long bytesPerSecond, int queueBytes) {}

  /**
   * Some nodes are cut off from the rest.
   *
   * @param nodes how many
   * @param from since the first message
   * @param to since the first message
   */
  record Partition(int nodes, Duration from, Duration to) {}

  /**
   * Some nodes crash and come back, after exponential times.
   *
   * @param nodes how many
   */
  record ChurnPlan(int nodes, Duration meanUp, Duration meanDown) {}

  /** How many nodes crash and come back. */
  int churning() {
    return churn == null ? 0 : churn.nodes();
  }

  /** Sets what has to be known before the nodes start. */
  void prepare(Simulation simulation) {
    if (speed != null) {
      simulation.bandwidth(speed.bytesPerSecond(), speed.queueBytes());
    }
    if (mtuBytes > 0) {
      simulation.mtu(mtuBytes);
    }
  }

  /** Sets the clocks of nodes that have just started. */
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
   * Begins what goes wrong; the first message is published next.
   *
   * @param churning the nodes that crash and come back
   */
  void begin(SimulatedNetwork network, List<Integer> churning) {
    if (churn != null) {
      network.churn(churning, churn.meanUp(), churn.meanDown());
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

  /** What differs from the usual, in a few words each; empty if nothing does. */
  List<String> inWords() {
    List<String> words = new ArrayList<>();
    if (speed != null) {
      words.add(
          HumanFormat.bytes((double) speed.bytesPerSecond())
              + " a second and link, with queues of "
              + HumanFormat.bytes(speed.queueBytes()));
    }
    if (mtuBytes > 0) {
      words.add("MTU " + Phrases.count(mtuBytes, "byte"));
    }
    if (partition != null) {
      words.add(
          Phrases.count(partition.nodes(), "node")
              + " cut off from "
              + HumanFormat.time(partition.from())
              + " to "
              + HumanFormat.time(partition.to()));
    }
    if (churn != null) {
      words.add(
          Phrases.count(churn.nodes(), "node")
              + " with churn, "
              + HumanFormat.time(churn.meanUp())
              + " up and "
              + HumanFormat.time(churn.meanDown())
              + " down");
    }
    if (driftPpm > 0) {
      words.add("clock drift up to " + driftPpm + " ppm");
    }
    if (!clockOffset.isZero()) {
      words.add("clocks wrong by up to " + HumanFormat.time(clockOffset));
    }
    return words;
  }
}
