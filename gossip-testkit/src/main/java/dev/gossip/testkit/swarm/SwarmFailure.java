package dev.gossip.testkit.swarm;

/** Something did not hold in a scenario. */
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

  /** What did not hold. */
  public Violation violation() {
    return violation;
  }

  /** The simplest scenario that was found in which the same does not hold. */
  public SwarmScenario scenario() {
    return scenario;
  }

  /** A JUnit test that plays it, to be saved as {@code SwarmReplayTest.java}. */
  public String replay() {
    return replay;
  }
}
