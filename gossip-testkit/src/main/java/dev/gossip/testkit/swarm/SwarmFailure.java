package dev.gossip.testkit.swarm;

/** Thrown if an invariant does not hold in a scenario. */
public final class SwarmFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final transient Violation violation;
  private final transient SwarmScenario scenario;
  private final String replay;

  SwarmFailure(String message, Violation violation, SwarmScenario scenario, String replay) {
    super(message);
    this.violation = violation;
    this.scenario = scenario;
    this.replay = replay;
  }

  /** The invariant that did not hold, with details. */
  public Violation violation() {
    return violation;
  }

  /** The simplest scenario found that violates the same invariant. */
  public SwarmScenario scenario() {
    return scenario;
  }

  /** The source of a JUnit test for the scenario, to save as {@code SwarmReplayTest.java}. */
  public String replay() {
    return replay;
  }
}
