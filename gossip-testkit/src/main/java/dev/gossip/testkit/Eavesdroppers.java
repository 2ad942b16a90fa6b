package dev.gossip.testkit;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.privacy.Estimator;
import dev.gossip.simulation.privacy.PrivacyReport;
import dev.gossip.simulation.privacy.Spies;

/**
 * The share of nodes that are spies, and the estimator with which they guess the origin of a
 * message; see {@link GossipAssertions#firstSpy}. After the run the spies are drawn {@value #DRAWS}
 * times from its seed. Results are means over all draws, so the position of a few spies does not
 * matter.
 */
public final class Eavesdroppers {
  private static final int DRAWS = 50;

  private final String estimator;
  private final double share;

  Eavesdroppers(String estimator, double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "the share of spies must be between 0 and 1, exclusive, not " + share);
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
