package dev.gossip.testkit.swarm;

import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.PlanOptions;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.StringJoiner;
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
 * @param network the network; all other randomness of the run also comes from its seed
 * @param faults the faults of the chaos phase
 * @param messages messages published in the chaos phase, some of which may be lost
 * @param quietPhaseMessages messages published in the quiet phase; each has to reach all nodes that
 *     its origin has a path to
 */
public record SwarmScenario(
    NetworkPlan network,
    List<SwarmFault> faults,
    List<SwarmMessage> messages,
    List<SwarmMessage> quietPhaseMessages) {

  /**
   * Validates what can be checked without building the network.
   *
   * @throws IllegalArgumentException if a fault or message names a node that does not exist
   */
  public SwarmScenario {
    faults = List.copyOf(faults);
    messages = List.copyOf(messages);
    quietPhaseMessages = List.copyOf(quietPhaseMessages);
    int count = network.nodes();
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

  // ---- the network ---------------------------------------------------------------------------

  /** The seed of the simulation. */
  public long seed() {
    return network.seed();
  }

  /** The number of nodes. */
  public int nodes() {
    return network.nodes();
  }

  /** The topology, as text. */
  public String topology() {
    return network.text(PlanOptions.TOPOLOGY);
  }

  /** The latency, as text. */
  public String latency() {
    return network.text(PlanOptions.LATENCY);
  }

  /** The speed of each direction of each link; 0 for no limit. */
  public long bytesPerSecond() {
    return network.get(PlanOptions.BANDWIDTH).bytesPerSecond();
  }

  /** The size of the queue of each direction of each link; 0 if there is no limit. */
  public int queueBytes() {
    return network.get(PlanOptions.BANDWIDTH).queueBytes();
  }

  /** The size of the largest datagram that arrives; 0 for no limit. */
  public int mtuBytes() {
    return network.isSet(PlanOptions.MTU) ? network.get(PlanOptions.MTU) : 0;
  }

  /** Settings of all nodes, such as {@code gossip.seen-ids}. */
  public SortedMap<String, String> settings() {
    return network.settings();
  }

  /**
   * Java source that builds this scenario. It needs a static import of {@code Duration.ofMillis}.
   */
  public String toJava() {
    StringJoiner java = new StringJoiner("\n    ");
    java.add("SwarmScenario.builder(" + seed() + "L)");
    java.add(".nodes(" + nodes() + ")");
    java.add(".topology(\"" + topology() + "\")");
    java.add(".latency(\"" + latency() + "\")");
    if (bytesPerSecond() > 0) {
      java.add(".bandwidth(" + bytesPerSecond() + "L, " + queueBytes() + ")");
    }
    if (mtuBytes() > 0) {
      java.add(".mtu(" + mtuBytes() + ")");
    }
    settings().forEach((path, value) -> java.add(".set(\"" + path + "\", \"" + value + "\")"));
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
    text.add(
        "seed " + seed() + ": " + nodes() + " nodes, " + topology() + ", latency " + latency());
    if (bytesPerSecond() > 0) {
      text.add(
          bytesPerSecond() + " bytes/s on each link, with a queue of " + queueBytes() + " bytes");
    }
    if (mtuBytes() > 0) {
      text.add("datagrams of up to " + mtuBytes() + " bytes");
    }
    settings().forEach((path, value) -> text.add(path + " = " + value));
    faults.forEach(fault -> text.add(fault.toString()));
    text.add("messages in the chaos phase: " + messages);
    text.add("messages in the quiet phase: " + quietPhaseMessages);
    return text.toString();
  }
}
