package dev.gossip.testkit.swarm;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A node does nothing for a while. One that is away already when it begins is left alone.
 *
 * @param kind a crash, a suspension or a pause
 */
public record NodeFault(FaultKind kind, int node, Duration from, Duration until)
    implements SwarmFault {

  /** Checks it. */
  public NodeFault {
    Periods.requirePeriod(from, until);
  }

  @Override
  public List<Integer> nodes() {
    return List.of(node);
  }

  @Override
  public SwarmFault during(Duration newFrom, Duration newUntil) {
    return new NodeFault(kind, node, newFrom, newUntil);
  }

  @Override
  public SwarmFault at(List<Integer> indices) {
    return new NodeFault(kind, indices.get(0), from, until);
  }

  @Override
  public Stream<SwarmFault> simpler() {
    return Stream.of();
  }

  @Override
  public long complexity() {
    return 100_000L;
  }

  @Override
  public void befall(SimulatedNetwork network, int maxCorruptedBytes) {
    SimulatedNode befallen = network.node(node);
    network.after(
        from,
        () -> {
          if (befallen.isUp()) {
            begin(befallen);
          }
        });
    network.after(until, () -> end(befallen));
  }

  private void begin(SimulatedNode befallen) {
    if (kind == FaultKind.PAUSE) {
      befallen.pause();
    } else {
      befallen.crash();
    }
  }

  private void end(SimulatedNode befallen) {
    if (kind == FaultKind.PAUSE && !befallen.isUp() && !befallen.isDown()) {
      befallen.resume();
    } else if (kind == FaultKind.CRASH && befallen.isDown()) {
      befallen.restart();
    } else if (kind == FaultKind.SUSPENSION && befallen.isDown()) {
      befallen.restartWithState();
    }
  }

  @Override
  public String toJava() {
    String call =
        switch (kind) {
          case CRASH -> ".crash(";
          case SUSPENSION -> ".suspend(";
          default -> ".pause(";
        };
    return call + Periods.java(from) + ", " + Periods.java(until) + ", " + node + ")";
  }

  @Override
  public String toString() {
    return Periods.period(from, until) + " " + Periods.name(kind) + " of " + node;
  }
}
