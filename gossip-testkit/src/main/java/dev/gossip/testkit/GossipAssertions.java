package dev.gossip.testkit;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.testkit.world.World;
import org.assertj.core.annotation.CheckReturnValue;
import org.assertj.core.api.Assertions;

/**
 * Assertions about networks, in addition to those of AssertJ. A failure names the nodes that were
 * missed, the seed and options of the run, and the last events of the message.
 *
 * <pre>{@code
 * import static dev.gossip.testkit.GossipAssertions.assertThat;
 *
 * MessageId id = net.node(0).publish("hello");
 * net.runFor(Duration.ofSeconds(10));
 * assertThat(net).message(id).reachedEveryone().within(3, SECONDS).withHopsAtMost(4);
 * assertThat(net).hasNoDrops();
 * assertThat(net).origin().hiddenFrom(firstSpy(0.2)).withPrecisionBelow(0.15);
 * }</pre>
 */
@CheckReturnValue
public class GossipAssertions extends Assertions {

  /** For projects that collect their assertions in one class, as AssertJ recommends. */
  protected GossipAssertions() {}

  /** Starts an assertion about the present state of a simulated network. */
  public static NetworkAssert assertThat(SimulatedNetwork network) {
    return new NetworkAssert(World.of(network), network);
  }

  /** Starts an assertion about the present state of a network in any kind of world. */
  public static NetworkAssert assertThat(World world) {
    return new NetworkAssert(world, null);
  }

  /**
   * Spies with the first-spy estimator: they name the node that was the first to reveal a message
   * to any of them. Ties are broken at random.
   *
   * @param share the share of nodes that are spies, between 0 and 1, exclusive
   */
  public static Eavesdroppers firstSpy(double share) {
    return new Eavesdroppers("first-spy", share);
  }

  /**
   * Spies with the reporting-centrality estimator: they name the node at the centre of those that
   * first revealed a message to them.
   *
   * @param share the share of nodes that are spies, between 0 and 1, exclusive
   */
  public static Eavesdroppers reportingCentrality(double share) {
    return new Eavesdroppers("reporting-centrality", share);
  }
}
