package dev.gossip.testkit.swarm;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The wall clock of a node is off, and all its clocks run at the wrong speed.
 *
 * @param offset how far the wall clock is ahead; negative if it is behind
 * @param driftPartsPerMillion how much too fast all clocks run; negative if too slow
 */
public record ClockFault(
    int node, Duration offset, int driftPartsPerMillion, Duration from, Duration until)
    implements SwarmFault {

  /** Validates the period. */
  public ClockFault {
    ScenarioFormat.requirePeriod(from, until);
  }

  @Override
  public FaultKind kind() {
    return FaultKind.CLOCK;
  }

  @Override
  public List<Integer> nodes() {
    return List.of(node);
  }

  @Override
  public SwarmFault during(Duration newFrom, Duration newUntil) {
    return new ClockFault(node, offset, driftPartsPerMillion, newFrom, newUntil);
  }

  @Override
  public SwarmFault at(List<Integer> indices) {
    return new ClockFault(indices.get(0), offset, driftPartsPerMillion, from, until);
  }

  @Override
  public Stream<SwarmFault> simpler() {
    return Stream.of(
        new ClockFault(node, Duration.ZERO, driftPartsPerMillion, from, until),
        new ClockFault(node, offset, 0, from, until));
  }

  @Override
  public long complexity() {
    return 100_000L + Math.abs(offset.toMillis()) + Math.abs((long) driftPartsPerMillion);
  }

  /** The largest error that the wall clock reaches. */
  Duration maxError() {
    long driftMillis =
        until.minus(from).toMillis() * Math.abs((long) driftPartsPerMillion) / 1_000_000;
    return offset.abs().plusMillis(driftMillis);
  }

  @Override
  public String countedAs() {
    return "wrong clock of node " + node;
  }

  @Override
  public void inject(SimulatedNetwork network, int maxCorruptedBytes) {
    network.after(from, () -> setClock(network.node(node), offset, driftPartsPerMillion));
    network.after(until, () -> setClock(network.node(node), Duration.ZERO, 0));
  }

  private static void setClock(SimulatedNode target, Duration offset, int partsPerMillion) {
    target.skewClock(offset);
    target.driftClock(partsPerMillion);
  }

  @Override
  public String toJava() {
    return ".skewClock("
        + ScenarioFormat.java(offset)
        + ", "
        + driftPartsPerMillion
        + ", "
        + ScenarioFormat.java(from)
        + ", "
        + ScenarioFormat.java(until)
        + ", "
        + node
        + ")";
  }

  @Override
  public String toString() {
    return ScenarioFormat.period(from, until)
        + " clock of "
        + node
        + " off by "
        + ScenarioFormat.text(offset)
        + " and "
        + driftPartsPerMillion
        + " ppm";
  }
}
