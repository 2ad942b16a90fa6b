package dev.gossip.testkit;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.privacy.Estimator;
import dev.gossip.simulation.privacy.PrivacyReport;
import dev.gossip.simulation.privacy.Spies;

/**
 * A share of the nodes spies, and how they guess where messages began; see {@link
 * GossipAssertions#firstSpy}. They are drawn from the run's seed when it is over, many times, and
 * what counts is the mean: so it does not matter where a few spies happen to be.
 */
public final class Eavesdroppers {
  private static final int DRAWS = 50;

  private final String estimator;
  private final double share;

  Eavesdroppers(String estimator, double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("a share of spies is between 0 and 1, not " + share);
    }
    Estimator.parse(estimator);
    this.estimator = estimator;
    this.share = share;
  }

  PrivacyReport report(SimulatedNetwork network) {
    return Spies.meanOfDraws(network, share, DRAWS, Estimator.parse(estimator));
  }

  @Override
  public String toString() {
    return estimator + " with a share of " + share + " spies";
  }
}
