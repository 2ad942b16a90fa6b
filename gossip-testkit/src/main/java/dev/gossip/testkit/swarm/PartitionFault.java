package dev.gossip.testkit.swarm;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.wire.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Some nodes are cut off from the rest, in both directions (a partition) or only in the outgoing
 * one (a cut).
 *
 * @param kind {@link FaultKind#PARTITION} or {@link FaultKind#CUT}
 */
public record PartitionFault(FaultKind kind, List<Integer> nodes, Duration from, Duration until)
    implements SwarmFault {

  /** Validates the period. */
  public PartitionFault {
    nodes = List.copyOf(nodes);
    ScenarioFormat.requirePeriod(from, until);
  }

  @Override
  public SwarmFault during(Duration newFrom, Duration newUntil) {
    return new PartitionFault(kind, nodes, newFrom, newUntil);
  }

  @Override
  public SwarmFault at(List<Integer> indices) {
    return new PartitionFault(kind, indices, from, until);
  }

  @Override
  public Stream<SwarmFault> simpler() {
    return smallerGroups(nodes).map(this::at);
  }

  /** Smaller groups: single nodes, halves, then all nodes except one. */
  static Stream<List<Integer>> smallerGroups(List<Integer> nodes) {
    int size = nodes.size();
    if (size < 2) {
      return Stream.of();
    }
    Stream<List<Integer>> one = nodes.stream().limit(8).map(List::of);
    Stream<List<Integer>> half =
        Stream.of(nodes.subList(0, size / 2), nodes.subList(size / 2, size));
    Stream<List<Integer>> allExceptOne =
        IntStream.range(0, Math.min(size, 8))
            .mapToObj(
                left -> {
                  List<Integer> others = new ArrayList<>(nodes);
                  others.remove(left);
                  return others;
                });
    return Stream.of(one, half, allExceptOne).flatMap(all -> all);
  }

  @Override
  public long complexity() {
    return 100_000L;
  }

  @Override
  public String countedAs() {
    return kind == FaultKind.PARTITION ? "drop between {" : "drop from {";
  }

  @Override
  public void inject(SimulatedNetwork network, int maxCorruptedBytes) {
    List<Fault> installed = new ArrayList<>();
    network.after(
        from,
        () ->
            installed.add(
                kind == FaultKind.PARTITION
                    ? network.faults().partition(nodes)
                    : network.faults().cut(nodes)));
    network.after(until, () -> installed.forEach(Fault::remove));
  }

  @Override
  public String toJava() {
    return (kind == FaultKind.PARTITION ? ".partition(" : ".cut(")
        + ScenarioFormat.java(from)
        + ", "
        + ScenarioFormat.java(until)
        + ScenarioFormat.javaArguments(nodes)
        + ")";
  }

  @Override
  public String toString() {
    return ScenarioFormat.period(from, until) + " " + ScenarioFormat.name(kind) + " of " + nodes;
  }
}
