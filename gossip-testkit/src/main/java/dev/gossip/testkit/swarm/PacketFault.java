package dev.gossip.testkit.swarm;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.wire.Fault;
import dev.gossip.simulation.wire.FaultTarget;
import dev.gossip.simulation.wire.TimeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A fault that affects a share of all datagrams.
 *
 * @param kind {@link FaultKind#LOSS}, {@link FaultKind#DUPLICATION}, {@link FaultKind#REORDERING}
 *     or {@link FaultKind#CORRUPTION}
 * @param share the affected share of the datagrams, from 0 to 1
 * @param within the maximum delay of reordered datagrams or duplicates; zero for other kinds
 */
public record PacketFault(
    FaultKind kind, double share, Duration within, Duration from, Duration until)
    implements SwarmFault {

  /** Validates the share and the period. */
  public PacketFault {
    FaultTarget.requireShare(share);
    ScenarioFormat.requirePeriod(from, until);
  }

  @Override
  public List<Integer> nodes() {
    return List.of();
  }

  @Override
  public SwarmFault during(Duration newFrom, Duration newUntil) {
    return new PacketFault(kind, share, within, newFrom, newUntil);
  }

  @Override
  public SwarmFault at(List<Integer> indices) {
    return this;
  }

  @Override
  public Stream<SwarmFault> simpler() {
    // A fault of all datagrams is easier to reason about than one of some of them.
    return Stream.of(
        new PacketFault(kind, 1, within, from, until),
        new PacketFault(kind, 1, within.isZero() ? within : Duration.ofMillis(100), from, until));
  }

  @Override
  public long complexity() {
    return (share < 1 ? 2 : 1) * 100_000L + within.toMillis();
  }

  @Override
  public String countedAs() {
    return switch (kind) {
      case LOSS -> "drop everywhere";
      case DUPLICATION -> "duplicate within " + TimeText.of(within);
      case REORDERING -> "reorder within " + TimeText.of(within);
      default -> "corrupt";
    };
  }

  @Override
  public void inject(SimulatedNetwork network, int maxCorruptedBytes) {
    List<Fault> installed = new ArrayList<>();
    network.after(from, () -> installed.add(install(network, maxCorruptedBytes)));
    network.after(until, () -> installed.forEach(Fault::remove));
  }

  private Fault install(SimulatedNetwork network, int maxCorruptedBytes) {
    FaultTarget target = network.faults().everywhere().share(share);
    return switch (kind) {
      case LOSS -> target.drop();
      case DUPLICATION -> target.duplicate(within);
      case REORDERING -> target.reorder(within);
      case CORRUPTION -> target.upTo(maxCorruptedBytes).corrupt();
      default -> throw new IllegalStateException(kind + " is not a packet fault");
    };
  }

  @Override
  public String toJava() {
    String period = ScenarioFormat.java(from) + ", " + ScenarioFormat.java(until) + ")";
    return switch (kind) {
      case LOSS -> ".lose(" + share + ", " + period;
      case DUPLICATION ->
          ".duplicate(" + share + ", " + ScenarioFormat.java(within) + ", " + period;
      case REORDERING -> ".reorder(" + share + ", " + ScenarioFormat.java(within) + ", " + period;
      default -> ".corrupt(" + share + ", " + period;
    };
  }

  @Override
  public String toString() {
    return ScenarioFormat.period(from, until)
        + " "
        + ScenarioFormat.name(kind)
        + " of "
        + share
        + (within.isZero() ? "" : " within " + ScenarioFormat.text(within));
  }
}
