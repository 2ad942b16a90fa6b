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
 * A network and what befalls it: first a storm, in which things go wrong, then a calm, in which
 * nothing does. An immutable value; all of it follows from a seed, or is written by hand:
 *
 * <pre>{@code
 * SwarmScenario.builder(123)
 *     .nodes(3)
 *     .topology("line")
 *     .latency("constant:10ms")
 *     .partition(ofMillis(2000), ofMillis(9000), 0)
 *     .publishInCalm(1, ofMillis(0), 1)
 *     .build();
 * }</pre>
 *
 * @param seed of the simulation: what else is random in the run
 * @param nodes how many there are
 * @param topology as {@link Topologies#parse} reads it
 * @param latency as {@link Latency#parse} reads it
 * @param bytesPerSecond of one direction of one link; 0 for no limit
 * @param queueBytes how much may wait on it; 0 if there is no limit
 * @param mtuBytes the largest datagram that arrives; 0 for no limit
 * @param settings of all nodes, such as {@code gossip.seen-ids}
 * @param faults what goes wrong in the storm
 * @param messages published in the storm; some may get lost
 * @param calmMessages published in the calm; all have to reach all that are linked to their origin
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
    List<SwarmMessage> calmMessages) {

  /**
   * Checks what can be seen without building the network.
   *
   * @throws IllegalArgumentException if there is no such network, or no such node in it
   */
  public SwarmScenario {
    Topologies.parse(topology);
    Latency.parse(latency);
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    faults = List.copyOf(faults);
    messages = List.copyOf(messages);
    calmMessages = List.copyOf(calmMessages);
    int count = nodes;
    Stream.concat(
            faults.stream().flatMap(fault -> fault.nodes().stream()),
            Stream.concat(messages.stream(), calmMessages.stream()).map(SwarmMessage::node))
        .filter(node -> node < 0 || node >= count)
        .findFirst()
        .ifPresent(
            node -> {
              throw new IllegalArgumentException(
                  "there is no node " + node + " among " + count + "; the first is 0");
            });
  }

  /** Any scenario; the same for the same seed. */
  public static SwarmScenario draw(long seed) {
    return new ScenarioDraw(seed).draw();
  }

  /** Begins one by hand: 2 nodes in a line, 10 ms apart, and nothing that goes wrong. */
  public static ScenarioBuilder builder(long seed) {
    return new ScenarioBuilder(seed);
  }

  /** Begins another one that is like this one. */
  public ScenarioBuilder toBuilder() {
    return new ScenarioBuilder(this);
  }

  /** When the storm is over: with the last fault, or the last message. */
  public Duration stormEnd() {
    return Stream.concat(
            faults.stream().map(SwarmFault::until), messages.stream().map(SwarmMessage::at))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /**
   * Whether nothing that goes wrong may cost a message: all kinds of faults spare them, and clocks
   * differ by less than {@code tolerated}.
   */
  boolean sparesMessages(Duration tolerated) {
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

  /** The smallest payload of the storm; without messages, the largest number there is. */
  int minPayloadBytes() {
    return messages.stream().mapToInt(SwarmMessage::payloadBytes).min().orElse(Integer.MAX_VALUE);
  }

  /** The network before anything befell it; relay and plugins are yet to be chosen. */
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
   * The call of the builder that makes this scenario, in Java; times are made by {@code ofMillis}.
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
    calmMessages.forEach(message -> java.add(".publishInCalm(" + message.arguments() + ")"));
    return java.add(".build()").toString();
  }

  /** All that was drawn, for people. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner("\n  ");
    text.add("seed " + seed + ": " + nodes + " nodes, " + topology + ", latency " + latency);
    if (bytesPerSecond > 0) {
      text.add(bytesPerSecond + " bytes/s on a link, " + queueBytes + " may wait");
    }
    if (mtuBytes > 0) {
      text.add("datagrams of up to " + mtuBytes + " bytes");
    }
    settings.forEach((path, value) -> text.add(path + " = " + value));
    faults.forEach(fault -> text.add(fault.toString()));
    text.add("messages in the storm: " + messages);
    text.add("messages in the calm: " + calmMessages);
    return text.toString();
  }
}
