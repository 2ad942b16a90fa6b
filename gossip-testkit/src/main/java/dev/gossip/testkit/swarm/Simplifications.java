package dev.gossip.testkit.swarm;

import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Simplifies scenarios, and defines by weight which of two scenarios is simpler. */
final class Simplifications {
  /** Each kind of simplification gives candidates, beginning with the largest changes. */
  static final List<Function<SwarmScenario, Stream<SwarmScenario>>> STEPS =
      List.of(
          Simplifications::fewerFaults,
          Simplifications::lessRandomFaults,
          Simplifications::fewerNodes,
          Simplifications::fewerMessages,
          Simplifications::simplerNetwork,
          Simplifications::simplerFaults,
          Simplifications::simplerTimes,
          Simplifications::smallerMessages);

  /** Simplest first. All other topologies are more complex. */
  private static final List<String> SIMPLE_TOPOLOGIES = List.of("line", "ring", "star", "complete");

  private static final String SIMPLE_LATENCY = "constant:10ms";
  private static final int[] SIZES = {2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32};

  private Simplifications() {}

  /** A lower weight is simpler; never negative. The factors only rank properties by importance. */
  static long weight(SwarmScenario scenario) {
    long weight = scenario.nodes() * 1_000_000L;
    weight += 10_000L * rankOf(scenario.topology());
    weight += scenario.latency().equals(SIMPLE_LATENCY) ? 0 : 10_000;
    weight += scenario.bytesPerSecond() > 0 ? 10_000 : 0;
    weight += scenario.mtuBytes() > 0 ? 10_000 : 0;
    weight += 10_000L * scenario.settings().size();
    for (SwarmFault fault : scenario.faults()) {
      weight += fault.complexity() + 1_000L * fault.nodes().size();
      weight += weight(fault.from()) + weight(fault.until());
    }
    for (SwarmMessage message : all(scenario)) {
      weight += 10_000 + weight(message.at()) + message.payloadBytes();
    }
    return weight;
  }

  /** A whole second is simpler than an odd time slightly before it. */
  private static long weight(Duration time) {
    long millis = time.toMillis();
    return millis + (millis % 1_000 == 0 ? 0 : millis % 100 == 0 ? 2_000 : 4_000);
  }

  private static List<SwarmMessage> all(SwarmScenario scenario) {
    return Stream.concat(scenario.messages().stream(), scenario.quietPhaseMessages().stream())
        .toList();
  }

  private static int rankOf(String topology) {
    int rank = SIMPLE_TOPOLOGIES.indexOf(topology);
    return rank < 0 ? SIMPLE_TOPOLOGIES.size() : rank;
  }

  /** Whether the topology exists for this number of nodes. */
  static boolean exists(String topology, int nodes) {
    try {
      Topologies.parse(topology).edges(nodes, new SplittableRandom(0));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  // ---- fewer faults, messages and nodes ------------------------------------------------------

  /** No faults, then a single fault or a simpler one, then lists with some faults removed. */
  private static Stream<SwarmScenario> fewerFaults(SwarmScenario scenario) {
    Stream<List<SwarmFault>> alone =
        scenario.faults().stream()
            .flatMap(fault -> Stream.concat(fault.simpler(), Stream.of(fault)))
            .map(List::of);
    Stream<List<SwarmFault>> faults =
        Stream.of(Stream.of(List.<SwarmFault>of()), alone, fewer(scenario.faults()))
            .flatMap(all -> all);
    return faults.map(some -> scenario.toBuilder().faults(some).build());
  }

  private static Stream<SwarmScenario> fewerMessages(SwarmScenario scenario) {
    return Stream.concat(
        fewer(scenario.messages()).map(some -> scenario.toBuilder().messages(some).build()),
        fewer(scenario.quietPhaseMessages())
            .map(some -> scenario.toBuilder().quietPhaseMessages(some).build()));
  }

  /** Removes all elements, then each half, each quarter, down to single elements. */
  private static <T> Stream<List<T>> fewer(List<T> all) {
    return Stream.iterate(all.size(), length -> length > 0, length -> length / 2)
        .flatMap(
            length ->
                IntStream.iterate(0, start -> start < all.size(), start -> start + length)
                    .mapToObj(
                        start -> {
                          List<T> rest = new ArrayList<>(all.subList(0, start));
                          rest.addAll(
                              all.subList(Math.min(start + length, all.size()), all.size()));
                          return rest;
                        }));
  }

  private static Stream<SwarmScenario> fewerNodes(SwarmScenario scenario) {
    return IntStream.concat(IntStream.of(SIZES), IntStream.of(scenario.nodes() - 1))
        .filter(nodes -> nodes >= 2 && nodes < scenario.nodes())
        .boxed()
        .flatMap(
            nodes ->
                Stream.concat(Stream.of(scenario.topology()), SIMPLE_TOPOLOGIES.stream())
                    .distinct()
                    .filter(topology -> exists(topology, nodes))
                    .flatMap(topology -> resized(scenario, nodes, topology)));
  }

  /** Moves faults and messages of removed nodes to other nodes. */
  private static Stream<SwarmScenario> resized(SwarmScenario scenario, int nodes, String topology) {
    return Stream.<UnaryOperator<Integer>>of(
            node -> node % nodes, node -> Math.min(node, nodes - 1))
        .map(moved -> moved(scenario.toBuilder().nodes(nodes).topology(topology), scenario, moved));
  }

  private static SwarmScenario moved(
      ScenarioBuilder builder, SwarmScenario scenario, UnaryOperator<Integer> moved) {
    UnaryOperator<SwarmFault> fault =
        old -> old.at(old.nodes().stream().map(moved).distinct().sorted().toList());
    UnaryOperator<SwarmMessage> message =
        old -> new SwarmMessage(moved.apply(old.node()), old.at(), old.payloadBytes());
    return builder
        .faults(scenario.faults().stream().map(fault).toList())
        .messages(scenario.messages().stream().map(message).toList())
        .quietPhaseMessages(scenario.quietPhaseMessages().stream().map(message).toList())
        .build();
  }

  // ---- simpler network and faults ------------------------------------------------------------

  private static Stream<SwarmScenario> simplerNetwork(SwarmScenario scenario) {
    List<ScenarioBuilder> simpler = new ArrayList<>();
    for (String path : scenario.settings().keySet()) {
      simpler.add(scenario.toBuilder().without(path));
    }
    simpler.add(scenario.toBuilder().bandwidth(0, 0));
    simpler.add(scenario.toBuilder().mtu(0));
    simpler.add(scenario.toBuilder().latency(SIMPLE_LATENCY));
    for (String topology : SIMPLE_TOPOLOGIES) {
      if (exists(topology, scenario.nodes())) {
        simpler.add(scenario.toBuilder().topology(topology));
      }
    }
    return simpler.stream().map(ScenarioBuilder::build);
  }

  private static Stream<SwarmScenario> simplerFaults(SwarmScenario scenario) {
    return eachFault(scenario, SwarmFault::simpler);
  }

  /** A fault of all datagrams all the time does not depend on times and the number of nodes. */
  private static Stream<SwarmScenario> lessRandomFaults(SwarmScenario scenario) {
    return eachFault(
        scenario,
        fault ->
            fault.nodes().isEmpty()
                ? Stream.concat(
                    Stream.of(fault.during(Duration.ZERO, fault.until())), fault.simpler())
                : Stream.of());
  }

  private static Stream<SwarmScenario> eachFault(
      SwarmScenario scenario, Function<SwarmFault, Stream<SwarmFault>> simpler) {
    List<SwarmFault> faults = scenario.faults();
    return each(faults, simpler).map(changed -> scenario.toBuilder().faults(changed).build());
  }

  /** Copies of a list in which one element is replaced by a simpler one. */
  private static <T> Stream<List<T>> each(List<T> all, Function<T, Stream<T>> simpler) {
    return IntStream.range(0, all.size())
        .boxed()
        .flatMap(
            index ->
                simpler
                    .apply(all.get(index))
                    .map(
                        simple -> {
                          List<T> changed = new ArrayList<>(all);
                          changed.set(index, simple);
                          return changed;
                        }));
  }

  private static Stream<SwarmScenario> smallerMessages(SwarmScenario scenario) {
    Function<SwarmMessage, Stream<SwarmMessage>> smaller =
        message ->
            Stream.of(1, message.payloadBytes() / 2)
                .filter(bytes -> bytes > 0)
                .map(bytes -> new SwarmMessage(message.node(), message.at(), bytes));
    return Stream.concat(
        each(scenario.messages(), smaller)
            .map(changed -> scenario.toBuilder().messages(changed).build()),
        each(scenario.quietPhaseMessages(), smaller)
            .map(changed -> scenario.toBuilder().quietPhaseMessages(changed).build()));
  }

  // ---- earlier, shorter and rounder times ----------------------------------------------------

  private static Stream<SwarmScenario> simplerTimes(SwarmScenario scenario) {
    Stream<SwarmScenario> allEarlier = allEarlier(scenario);
    Stream<SwarmScenario> faults = eachFault(scenario, Simplifications::simplerTimes);
    Stream<SwarmScenario> messages =
        each(scenario.messages(), Simplifications::earlier)
            .map(changed -> scenario.toBuilder().messages(changed).build());
    Stream<SwarmScenario> quietPhaseMessages =
        each(scenario.quietPhaseMessages(), Simplifications::earlier)
            .map(changed -> scenario.toBuilder().quietPhaseMessages(changed).build());
    return Stream.of(allEarlier, faults, messages, quietPhaseMessages).flatMap(all -> all);
  }

  /** Moves the whole chaos phase forward: to time 0, then half of that. */
  private static Stream<SwarmScenario> allEarlier(SwarmScenario scenario) {
    long first =
        Stream.concat(
                scenario.faults().stream().map(SwarmFault::from),
                scenario.messages().stream().map(SwarmMessage::at))
            .mapToLong(Duration::toMillis)
            .min()
            .orElse(0);
    return Stream.of(first, first / 2)
        .filter(millis -> millis > 0)
        .map(Duration::ofMillis)
        .map(
            earlier ->
                scenario.toBuilder()
                    .faults(
                        scenario.faults().stream()
                            .map(
                                fault ->
                                    fault.during(
                                        fault.from().minus(earlier), fault.until().minus(earlier)))
                            .toList())
                    .messages(
                        scenario.messages().stream()
                            .map(message -> at(message, message.at().minus(earlier)))
                            .toList())
                    .build());
  }

  private static Stream<SwarmFault> simplerTimes(SwarmFault fault) {
    long from = fault.from().toMillis();
    long until = fault.until().toMillis();
    long length = until - from;
    return Stream.of(
            // A longer fault from the start is simpler than one at just the time that matters.
            new long[] {0, until},
            new long[] {0, length},
            new long[] {roundUp(from, 1_000), roundUp(until, 1_000)},
            new long[] {from / 2, from / 2 + length},
            new long[] {from, from + length / 2},
            new long[] {from - 1_000, until - 1_000},
            new long[] {from, until - 1_000},
            new long[] {roundDown(from, 1_000), until},
            new long[] {roundDown(from, 100), until},
            new long[] {from, roundDown(until, 1_000)},
            new long[] {from, roundDown(until, 100)},
            new long[] {roundUp(from, 100), until},
            new long[] {from, roundUp(until, 1_000)},
            new long[] {from, roundUp(until, 100)})
        .filter(period -> period[0] >= 0 && period[0] < period[1])
        .map(period -> fault.during(Duration.ofMillis(period[0]), Duration.ofMillis(period[1])));
  }

  private static Stream<SwarmMessage> earlier(SwarmMessage message) {
    long at = message.at().toMillis();
    return Stream.of(
            0L,
            at / 2,
            at - 1_000,
            roundDown(at, 1_000),
            roundUp(at, 1_000),
            roundDown(at, 100),
            roundUp(at, 100))
        .filter(millis -> millis >= 0)
        .map(millis -> at(message, Duration.ofMillis(millis)));
  }

  private static SwarmMessage at(SwarmMessage message, Duration at) {
    return new SwarmMessage(message.node(), at, message.payloadBytes());
  }

  private static long roundDown(long millis, long unit) {
    return millis / unit * unit;
  }

  private static long roundUp(long millis, long unit) {
    return roundDown(millis + unit - 1, unit);
  }
}
