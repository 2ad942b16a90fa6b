package dev.gossip.testkit.swarm;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A node is down or paused for a while. If it is already down or paused at the beginning, the fault
 * does not take it down again.
 *
 * @param kind {@link FaultKind#CRASH}, {@link FaultKind#CRASH_KEEPING_STATE} or {@link
 *     FaultKind#PAUSE}
 */
public record NodeFault(FaultKind kind, int node, Duration from, Duration until)
    implements SwarmFault {

  /** Validates the period. */
  public NodeFault {
    ScenarioFormat.requirePeriod(from, until);
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
  public String countedAs() {
    return (kind == FaultKind.PAUSE ? "pause" : "crash") + " of node " + node;
  }

  @Override
  public void inject(SimulatedNetwork network, int maxCorruptedBytes) {
    SimulatedNode target = network.node(node);
    network.after(
        from,
        () -> {
          if (target.isUp()) {
            begin(target);
          }
        });
    network.after(until, () -> end(target));
  }

  private void begin(SimulatedNode target) {
    if (kind == FaultKind.PAUSE) {
      target.pause();
    } else {
      target.crash();
    }
  }

  private void end(SimulatedNode target) {
    if (kind == FaultKind.PAUSE && !target.isUp() && !target.isDown()) {
      target.resume();
    } else if (kind == FaultKind.CRASH && target.isDown()) {
      target.restart();
    } else if (kind == FaultKind.CRASH_KEEPING_STATE && target.isDown()) {
      target.restartKeepingState();
    }
  }

  @Override
  public String toJava() {
    String call =
        switch (kind) {
          case CRASH -> ".crash(";
          case CRASH_KEEPING_STATE -> ".crashKeepingState(";
          default -> ".pause(";
        };
    return call + ScenarioFormat.java(from) + ", " + ScenarioFormat.java(until) + ", " + node + ")";
  }

  @Override
  public String toString() {
    return ScenarioFormat.period(from, until) + " " + ScenarioFormat.name(kind) + " of " + node;
  }
}
