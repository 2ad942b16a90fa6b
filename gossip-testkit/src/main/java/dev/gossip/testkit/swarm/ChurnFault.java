package dev.gossip.testkit.swarm;

import dev.gossip.simulation.Churn;
import dev.gossip.simulation.SimulatedNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Nodes crash and restart without their state, again and again. Up and down times are exponentially
 * distributed.
 */
public record ChurnFault(
    List<Integer> nodes, Duration meanUp, Duration meanDown, Duration from, Duration until)
    implements SwarmFault {

  /** Validates the period. */
  public ChurnFault {
    nodes = List.copyOf(nodes);
    ScenarioFormat.requirePeriod(from, until);
  }

  @Override
  public FaultKind kind() {
    return FaultKind.CHURN;
  }

  @Override
  public SwarmFault during(Duration newFrom, Duration newUntil) {
    return new ChurnFault(nodes, meanUp, meanDown, newFrom, newUntil);
  }

  @Override
  public SwarmFault at(List<Integer> indices) {
    return new ChurnFault(indices, meanUp, meanDown, from, until);
  }

  /** A single crash of one of the nodes, then churn of fewer nodes. */
  @Override
  public Stream<SwarmFault> simpler() {
    Duration quarter = until.minus(from).dividedBy(4);
    Duration early = from.plusMillis(quarter.toMillis());
    Stream<SwarmFault> crashes =
        nodes.stream()
            .limit(8)
            .flatMap(
                node ->
                    Stream.of(from, early)
                        .map(begin -> new NodeFault(FaultKind.CRASH, node, begin, until)));
    return Stream.concat(crashes, PartitionFault.smallerGroups(nodes).map(this::at));
  }

  @Override
  public long complexity() {
    return 200_000L;
  }

  @Override
  public String countedAs() {
    return "churn of " + nodes.size() + " nodes";
  }

  @Override
  public void inject(SimulatedNetwork network, int maxCorruptedBytes) {
    List<Churn> started = new ArrayList<>();
    network.after(from, () -> started.add(network.churn(nodes, meanUp, meanDown)));
    network.after(until, () -> started.forEach(Churn::stop));
  }

  @Override
  public String toJava() {
    return ".churn("
        + ScenarioFormat.java(meanUp)
        + ", "
        + ScenarioFormat.java(meanDown)
        + ", "
        + ScenarioFormat.java(from)
        + ", "
        + ScenarioFormat.java(until)
        + ScenarioFormat.javaArguments(nodes)
        + ")";
  }

  @Override
  public String toString() {
    return ScenarioFormat.period(from, until)
        + " churn of "
        + nodes
        + ", up "
        + ScenarioFormat.text(meanUp)
        + " and down "
        + ScenarioFormat.text(meanDown)
        + " on average";
  }
}
