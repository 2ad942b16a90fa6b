package dev.gossip.testkit.swarm;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A node's wall clock is wrong, and all its clocks run at a wrong speed.
 *
 * @param offset by how much its wall clock is fast; negative for slow
 * @param driftPartsPerMillion by how much its clocks run fast; negative for slow
 */
public record ClockFault(
    int node, Duration offset, int driftPartsPerMillion, Duration from, Duration until)
    implements SwarmFault {

  /** Checks it. */
  public ClockFault {
    Periods.requirePeriod(from, until);
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

  /** The furthest that its wall clock gets from the right time. */
  Duration maxError() {
    long driftMillis =
        until.minus(from).toMillis() * Math.abs((long) driftPartsPerMillion) / 1_000_000;
    return offset.abs().plusMillis(driftMillis);
  }

  @Override
  public void befall(SimulatedNetwork network, int maxCorruptedBytes) {
    network.after(from, () -> turn(network.node(node), offset, driftPartsPerMillion));
    network.after(until, () -> turn(network.node(node), Duration.ZERO, 0));
  }

  private static void turn(SimulatedNode befallen, Duration by, int partsPerMillion) {
    befallen.clockOffset(by);
    befallen.clockDrift(partsPerMillion);
  }

  @Override
  public String toJava() {
    return ".wrongClock("
        + Periods.java(offset)
        + ", "
        + driftPartsPerMillion
        + ", "
        + Periods.java(from)
        + ", "
        + Periods.java(until)
        + ", "
        + node
        + ")";
  }

  @Override
  public String toString() {
    return Periods.period(from, until)
        + " clock of "
        + node
        + " wrong by "
        + Periods.text(offset)
        + " and "
        + driftPartsPerMillion
        + " ppm";
  }
}
