package dev.gossip.testkit;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.privacy.Estimate;
import dev.gossip.simulation.privacy.PrivacyReport;
import dev.gossip.testkit.world.World;
import java.util.Locale;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about how well a network hides where messages began; see {@link GossipAssertions}.
 * About all messages that were published so far. Let many nodes publish, once each if possible.
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

  /** Goes on with how well these name the origins. */
  public HiddenAssert hiddenFrom(Eavesdroppers eavesdroppers) {
    return new HiddenAssert(eavesdroppers);
  }

  /** About one kind of spies. */
  public final class HiddenAssert {
    private final Eavesdroppers eavesdroppers;
    private final PrivacyReport report;

    private HiddenAssert(Eavesdroppers eavesdroppers) {
      this.eavesdroppers = eavesdroppers;
      this.report = eavesdroppers.report(network);
    }

    /**
     * With 95 % confidence the precision is below a limit: how sure one can be of a node that is
     * named. So it fails, too, when there were too few messages to tell.
     */
    public HiddenAssert withPrecisionBelow(double limit) {
      return below("precision", report.precision(), limit);
    }

    /** With 95 % confidence the recall is below a limit: the share of the origins that is named. */
    public HiddenAssert withRecallBelow(double limit) {
      return below("recall", report.recall(), limit);
    }

    private HiddenAssert below(String what, Estimate estimate, double limit) {
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
