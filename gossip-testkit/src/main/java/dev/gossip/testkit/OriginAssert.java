package dev.gossip.testkit;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.privacy.Estimate;
import dev.gossip.simulation.privacy.PrivacyReport;
import dev.gossip.testkit.world.World;
import java.util.Locale;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about how well a network hides the origin of messages; see {@link GossipAssertions}.
 * They cover all messages published so far. Let many nodes publish, once each if possible.
 *
 * <pre>{@code
 * assertThat(net).origin().hiddenFrom(firstSpy(0.2)).withPrecisionBelow(0.15);
 * }</pre>
 */
public final class OriginAssert extends AbstractAssert<OriginAssert, World> {
  private final SimulatedNetwork network;

  OriginAssert(World world, SimulatedNetwork network) {
    super(world, OriginAssert.class);
    this.network = network;
  }

  /** Continues with how well these spies guess the origins. */
  public SpyAssert hiddenFrom(Eavesdroppers eavesdroppers) {
    return new SpyAssert(eavesdroppers);
  }

  /** Assertions about one kind of spies. */
  public final class SpyAssert {
    private final Eavesdroppers eavesdroppers;
    private final PrivacyReport report;

    private SpyAssert(Eavesdroppers eavesdroppers) {
      this.eavesdroppers = eavesdroppers;
      this.report = eavesdroppers.report(network);
    }

    /**
     * Asserts with 95 % confidence that the precision is below a limit. Precision is the
     * probability that a node named by the spies is the origin. Also fails if there were too few
     * messages for that confidence.
     */
    public SpyAssert withPrecisionBelow(double limit) {
      return below("precision", report.precision(), limit);
    }

    /**
     * Asserts with 95 % confidence that the recall is below a limit. Recall is the share of origins
     * that the spies named correctly. Also fails if there were too few messages for that
     * confidence.
     */
    public SpyAssert withRecallBelow(double limit) {
      return below("recall", report.recall(), limit);
    }

    private SpyAssert below(String what, Estimate estimate, double limit) {
      if (estimate.high() < limit) {
        return this;
      }
      String remedy =
          estimate.value() < limit
              ? ", which may be above " + limit + "; publish from more nodes to be sure"
              : ", which is not below " + limit;
      throw failure(
          "%s",
          eavesdroppers
              + " named origins with a "
              + what
              + String.format(
                  Locale.ROOT,
                  " of %.3f (95 %% confidence: %.3f to %.3f, from %d messages)",
                  estimate.value(),
                  estimate.low(),
                  estimate.high(),
                  report.messages())
              + remedy
              + FailureTexts.run(actual));
    }
  }
}
