package dev.gossip.testkit.world;

import dev.gossip.simulation.plan.NetworkPlan;
import java.time.Duration;

/** The kinds of world that a network can run in. */
public enum WorldKind {

  /** Virtual time, in this thread; the same seed gives the same run. */
  SIMULATION("simulation") {
    @Override
    World open(NetworkPlan plan, Duration waitLimit) {
      return SimulationWorld.open(plan, waitLimit);
    }

    @Override
    public boolean supports(Capability capability) {
      return true;
    }
  },

  /** Real nodes in this process, which use UDP on free ports of 127.0.0.1. */
  LOOPBACK("loopback UDP") {
    @Override
    World open(NetworkPlan plan, Duration waitLimit) {
      return LoopbackWorld.open(plan, waitLimit);
    }

    @Override
    public boolean supports(Capability capability) {
      return capability != Capability.VIRTUAL_TIME;
    }
  },

  /**
   * Real nodes in containers, on a Docker network. Needs Testcontainers on the class path and a
   * Docker engine.
   *
   * @see GossipCluster
   */
  CONTAINERS("containers") {
    @Override
    World open(NetworkPlan plan, Duration waitLimit) {
      return GossipCluster.of(plan).waitLimit(waitLimit).open();
    }

    @Override
    public boolean supports(Capability capability) {
      return switch (capability) {
        case PARTITION, LOSS, DELAY, DUPLICATION, REORDERING, CORRUPTION -> true;
        case CRASH, STOP, PAUSE -> true;
        default -> false;
      };
    }
  };

  private final String text;

  WorldKind(String text) {
    this.text = text;
  }

  /**
   * Starts a network and waits until all its links are up, each wait for 60 s at most. The caller
   * closes it.
   *
   * @throws IllegalArgumentException if the plan's topology, plugins or settings are not valid, or
   *     this kind of world does not have what the plan asks for
   * @throws AssertionError if the links are not up in time
   */
  public World start(NetworkPlan plan) {
    return start(plan, World.DEFAULT_WAIT_LIMIT);
  }

  /**
   * Starts a network as {@link #start(NetworkPlan)} does, with another limit of its waits.
   *
   * @param waitLimit how long each wait of the test may take; virtual time in a simulation
   */
  public World start(NetworkPlan plan, Duration waitLimit) {
    return linked(open(plan, waitLimit));
  }

  /** Waits until all links of a world are up, and closes it if they do not come up. */
  static World linked(World world) {
    try {
      world.awaitLinks();
      return world;
    } catch (AssertionError e) {
      AssertionError explained = WaitErrors.withEvidence(e, world);
      closeAfter(explained, world);
      throw explained;
    } catch (RuntimeException | Error e) {
      closeAfter(e, world);
      throw e;
    }
  }

  /** Closes a world after a failure, which matters more than one to close it. */
  private static void closeAfter(Throwable failure, World world) {
    try {
      world.close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** Whether worlds of this kind have a capability. */
  public abstract boolean supports(Capability capability);

  abstract World open(NetworkPlan plan, Duration waitLimit);

  @Override
  public String toString() {
    return text;
  }
}
