package dev.gossip.testkit.swarm;

import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Latency;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A network with two phases: a chaos phase with faults, then a quiet phase without any. An
 * immutable value, drawn from a seed or written by hand:
 *
 * <pre>{@code
 * SwarmScenario.builder(123)
 *     .nodes(3)
 *     .topology("line")
 *     .latency("constant:10ms")
 *     .partition(ofMillis(2000), ofMillis(9000), 0)
 *     .publishInQuietPhase(1, ofMillis(0), 1)
 *     .build();
 * }</pre>
 *
 * @param seed the seed of the simulation, for all other randomness of the run
 * @param nodes the number of nodes
 * @param topology the topology, as text for {@link Topologies#parse}
 * @param latency the latency, as text for {@link Latency#parse}
 * @param bytesPerSecond the speed of each direction of each link; 0 for no limit
 * @param queueBytes the size of the queue of each direction of each link; 0 if there is no limit
 * @param mtuBytes the size of the largest datagram that arrives; 0 for no limit
 * @param settings settings of all nodes, such as {@code gossip.seen-ids}
 * @param faults the faults of the chaos phase
 * @param messages messages published in the chaos phase, some of which may be lost
 * @param quietPhaseMessages messages published in the quiet phase; each has to reach all nodes that
 *     its origin has a path to
 */
public record SwarmScenario(
    long seed,
    int nodes,
    String topology,
    String latency,
    long bytesPerSecond,
    int queueBytes,
    int mtuBytes,
    SortedMap<String, String> settings,
    List<SwarmFault> faults,
    List<SwarmMessage> messages,
    List<SwarmMessage> quietPhaseMessages) {

  /**
   * Validates what can be checked without building the network.
   *
   * @throws IllegalArgumentException if the topology or latency is not valid, or a fault or message
   *     names a node that does not exist
   */
  public SwarmScenario {
    Topologies.parse(topology);
    Latency.parse(latency);
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    faults = List.copyOf(faults);
    messages = List.copyOf(messages);
    quietPhaseMessages = List.copyOf(quietPhaseMessages);
    int count = nodes;
    Stream.concat(
            faults.stream().flatMap(fault -> fault.nodes().stream()),
            Stream.concat(messages.stream(), quietPhaseMessages.stream()).map(SwarmMessage::node))
        .filter(node -> node < 0 || node >= count)
        .findFirst()
        .ifPresent(
            node -> {
              throw new IllegalArgumentException(
                  "unknown node " + node + "; nodes are numbered 0 to " + (count - 1));
            });
  }

  /** Draws a random scenario. The same seed gives the same scenario. */
  public static SwarmScenario draw(long seed) {
    return new ScenarioDraw(seed).draw();
  }

  /** Returns a builder with 2 nodes in a line, a latency of 10 ms and no faults. */
  public static ScenarioBuilder builder(long seed) {
    return new ScenarioBuilder(seed);
  }

  /** Returns a builder with the values of this scenario. */
  public ScenarioBuilder toBuilder() {
    return new ScenarioBuilder(this);
  }

  /**
   * The time when the chaos phase ends: the end of the last fault, or the last message if later.
   */
  public Duration chaosEnd() {
    return Stream.concat(
            faults.stream().map(SwarmFault::until), messages.stream().map(SwarmMessage::at))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /**
   * Whether no fault may lose a message: no fault is of a kind that loses messages, and clocks
   * differ by less than {@code tolerated}.
   */
  boolean isLossless(Duration tolerated) {
    Duration worst = Duration.ZERO;
    for (SwarmFault fault : faults) {
      if (fault.kind().losesMessages()) {
        return false;
      }
      if (fault instanceof ClockFault clock) {
        worst = worst.plus(clock.maxError());
      }
    }
    return worst.compareTo(tolerated) < 0;
  }

  /**
   * The size of the smallest payload in the chaos phase; {@code Integer.MAX_VALUE} without
   * messages.
   */
  int minPayloadBytes() {
    return messages.stream().mapToInt(SwarmMessage::payloadBytes).min().orElse(Integer.MAX_VALUE);
  }

  /** The simulation of the network, without faults; relay and plugins have yet to be set. */
  Simulation simulation() {
    Simulation simulation =
        Simulation.seeded(seed)
            .nodes(nodes)
            .topology(Topologies.parse(topology))
            .latency(Latency.parse(latency));
    if (bytesPerSecond > 0) {
      simulation.bandwidth(bytesPerSecond, queueBytes);
    }
    if (mtuBytes > 0) {
      simulation.mtu(mtuBytes);
    }
    settings.forEach(simulation::set);
    return simulation;
  }

  /**
   * Java source that builds this scenario. It needs a static import of {@code Duration.ofMillis}.
   */
  public String toJava() {
    StringJoiner java = new StringJoiner("\n    ");
    java.add("SwarmScenario.builder(" + seed + "L)");
    java.add(".nodes(" + nodes + ")");
    java.add(".topology(\"" + topology + "\")");
    java.add(".latency(\"" + latency + "\")");
    if (bytesPerSecond > 0) {
      java.add(".bandwidth(" + bytesPerSecond + "L, " + queueBytes + ")");
    }
    if (mtuBytes > 0) {
      java.add(".mtu(" + mtuBytes + ")");
    }
    settings.forEach((path, value) -> java.add(".set(\"" + path + "\", \"" + value + "\")"));
    faults.forEach(fault -> java.add(fault.toJava()));
    messages.forEach(message -> java.add(".publish(" + message.arguments() + ")"));
    quietPhaseMessages.forEach(
        message -> java.add(".publishInQuietPhase(" + message.arguments() + ")"));
    return java.add(".build()").toString();
  }

  /** A description of several lines, for people. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner("\n  ");
    text.add("seed " + seed + ": " + nodes + " nodes, " + topology + ", latency " + latency);
    if (bytesPerSecond > 0) {
      text.add(bytesPerSecond + " bytes/s on each link, with a queue of " + queueBytes + " bytes");
    }
    if (mtuBytes > 0) {
      text.add("datagrams of up to " + mtuBytes + " bytes");
    }
    settings.forEach((path, value) -> text.add(path + " = " + value));
    faults.forEach(fault -> text.add(fault.toString()));
    text.add("messages in the chaos phase: " + messages);
    text.add("messages in the quiet phase: " + quietPhaseMessages);
    return text.toString();
  }
}
