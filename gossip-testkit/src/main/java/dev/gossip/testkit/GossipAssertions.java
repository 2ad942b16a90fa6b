package dev.gossip.testkit;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.testkit.world.World;
import org.assertj.core.annotation.CheckReturnValue;
import org.assertj.core.api.Assertions;

/**
 * Assertions about networks, in the words of the field, beside all those of AssertJ. What fails
 * tells who was missed, the seed and the options of the run, and what happened to the message last.
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

  /** For those who collect their assertions in one class, as AssertJ recommends. */
  protected GossipAssertions() {}

  /** About a simulated network, as it is now. */
  public static NetworkAssert assertThat(SimulatedNetwork network) {
    return new NetworkAssert(World.of(network), network);
  }

  /** About a network in whatever world, as it is now. */
  public static NetworkAssert assertThat(World world) {
    return new NetworkAssert(world, null);
  }

  /**
   * Spies who name the node that was the first to let any of them know of a message; of several at
   * once one by lot.
   *
   * @param share of the nodes, between 0 and 1
   */
  public static Eavesdroppers firstSpy(double share) {
    return new Eavesdroppers("first-spy", share);
  }

  /**
   * Spies who name the node in the middle of the first that let them know of a message.
   *
   * @param share of the nodes, between 0 and 1
   */
  public static Eavesdroppers reportingCentrality(double share) {
    return new Eavesdroppers("reporting-centrality", share);
  }
}
