package dev.gossip.testkit.world;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.plan.HostileNodes;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.PlanOption;
import dev.gossip.simulation.plan.PlanOptions;
import dev.gossip.simulation.wire.FaultCounters;
import dev.gossip.simulation.wire.Faults;
import java.util.List;
import java.util.stream.Stream;

/** Refuses the options of plans that would have no effect, instead of ignoring them. */
public final class PlanSupport {
  /** What the test itself does, or asks for. */
  private static final List<PlanOption<?>> RUN =
      List.of(
          PlanOptions.MESSAGES,
          PlanOptions.PAYLOAD,
          PlanOptions.INTERVAL,
          PlanOptions.PUBLISHERS,
          PlanOptions.FOR,
          PlanOptions.DOWN,
          PlanOptions.CHURN,
          PlanOptions.PARTITION,
          PlanOptions.ESTIMATOR,
          PlanOptions.STOP);

  /** What every kind of world has; nodes have the same composition in all. */
  private static final List<PlanOption<?>> EVERYWHERE =
      List.of(
          PlanOptions.NODES,
          PlanOptions.TOPOLOGY,
          PlanOptions.SEED,
          PlanOptions.ATTACK,
          PlanOptions.LOSS,
          PlanOptions.DUPLICATE,
          PlanOptions.REORDER);

  private PlanSupport() {}

  /**
   * Refuses options about what happens in a run.
   *
   * @throws IllegalArgumentException if one is set
   */
  public static void requireNoRun(NetworkPlan plan) {
    for (PlanOption<?> option : RUN) {
      if (plan.isSet(option)) {
        throw new IllegalArgumentException(
            plan.shown(option)
                + ": a test publishes, stops nodes and cuts links itself; remove it, or run the"
                + " plan with PlanRun");
      }
    }
  }

  /**
   * Refuses options that only a simulation has.
   *
   * @throws IllegalArgumentException if one is set
   */
  static void requireReal(NetworkPlan plan, WorldKind kind) {
    requireNoRun(plan);
    for (PlanOption<?> option : PlanOptions.ofNetworks()) {
      if (plan.isSet(option) && !EVERYWHERE.contains(option)) {
        throw new IllegalArgumentException(
            plan.shown(option)
                + ": a world of "
                + kind
                + " does not have it; remove it, or use a simulation only");
      }
    }
    if (!kind.supports(Capability.PACKET_FAULTS)) {
      requireOptionsOnly(plan, kind);
    }
  }

  /**
   * The same plan, in which the attackers have a transport that attacks. Simulations give the same
   * nodes one without a plugin.
   */
  static NetworkPlan withHostileTransports(NetworkPlan plan) {
    return HostileNodes.of(plan, Simulation.of(plan).attackers());
  }

  /** Refuses faults that code installs, which are rules for single packets. */
  private static void requireOptionsOnly(NetworkPlan plan, WorldKind kind) {
    RandomStreams random = RandomStreams.seeded(plan.seed());
    Faults faults =
        new Faults(
            number -> random.stream("fault " + number),
            node -> new PeerAddress("127.0.0.1", 1 + node),
            new FaultCounters());
    plan.installFaults(faults);
    long ofOptions =
        Stream.of(PlanOptions.LOSS, PlanOptions.DUPLICATE, PlanOptions.REORDER)
            .filter(option -> plan.get(option) > 0)
            .count();
    if (faults.inForce().size() > ofOptions) {
      throw new IllegalArgumentException(
          "NetworkPlan.Builder.faults: a world of "
              + kind
              + " has no rules for single packets; call lose, delay, partition or another verb of"
              + " World after the start, or use another kind of world");
    }
  }
}
