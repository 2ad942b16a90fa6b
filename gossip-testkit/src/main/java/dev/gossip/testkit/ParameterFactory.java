package dev.gossip.testkit;

import dev.gossip.testkit.world.World;
import java.util.function.Consumer;

/** Makes what a test has for parameters, as its annotation says. */
interface ParameterFactory {

  /** Whether it makes these. */
  boolean makes(Class<?> type);

  /**
   * Makes one.
   *
   * @param started told of every network that runs now: to be closed in the end, and told of in
   *     failures
   * @throws IllegalArgumentException in one sentence, if the annotation asks for what cannot be
   */
  Object make(Class<?> type, long seed, Consumer<World> started);
}
