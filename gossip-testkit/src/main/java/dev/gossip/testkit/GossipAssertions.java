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
 * }</pre>
 */
@CheckReturnValue
public class GossipAssertions extends Assertions {

  /** For those who collect their assertions in one class, as AssertJ recommends. */
  protected GossipAssertions() {}

  /** About a simulated network, as it is now. */
  public static NetworkAssert assertThat(SimulatedNetwork network) {
    return new NetworkAssert(World.of(network));
  }

  /** About a network in whatever world, as it is now. */
  public static NetworkAssert assertThat(World world) {
    return new NetworkAssert(world);
  }
}
