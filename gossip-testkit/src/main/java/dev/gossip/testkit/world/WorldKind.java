package dev.gossip.testkit.world;

/** The kinds of worlds that a network can be brought to life in. */
public enum WorldKind {

  /** Virtual time, in this thread; the same seed gives the same run. */
  SIMULATION("simulation") {
    @Override
    World open(WorldPlan plan) {
      return SimulationWorld.open(plan);
    }
  },

  /** Real nodes in this process, which talk UDP at ports of 127.0.0.1 that are free. */
  LOOPBACK("loopback UDP") {
    @Override
    World open(WorldPlan plan) {
      return LoopbackWorld.open(plan);
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
    World open(WorldPlan plan) {
      return GossipCluster.of(plan).open();
    }
  };

  private final String text;

  WorldKind(String text) {
    this.text = text;
  }

  /**
   * Brings a network to life and waits until all its links are up. Close it in the end.
   *
   * @throws IllegalArgumentException if there is no such network or composition
   * @throws AssertionError if the links are not up in time
   */
  public World start(WorldPlan plan) {
    World world = open(plan);
    try {
      world.awaitLinks();
      return world;
    } catch (RuntimeException | Error e) {
      world.close();
      throw e;
    }
  }

  abstract World open(WorldPlan plan);

  @Override
  public String toString() {
    return text;
  }
}
