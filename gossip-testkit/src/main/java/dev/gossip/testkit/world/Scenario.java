package dev.gossip.testkit.world;

/**
 * A sequence of actions on a network, which works in every kind of world.
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

  /** Runs the scenario in a started world. The caller closes the world. */
  void run(World world);
}
