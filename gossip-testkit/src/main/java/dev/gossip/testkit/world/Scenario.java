package dev.gossip.testkit.world;

/**
 * What happens in a network, whatever kind of world it is in.
 *
 * <pre>{@code
 * Scenario lateJoiner = world -> {
 *   world.crash(3);
 *   world.awaitLinks();
 *   world.awaitEverywhere(world.publish(0, "without 3"));
 * };
 * }</pre>
 */
@FunctionalInterface
public interface Scenario {

  /** Happens. The world is running, and whoever started it closes it. */
  void run(World world);
}
