package dev.gossip.testkit;

import dev.gossip.testkit.world.World;
import java.util.function.Consumer;

/** Makes the arguments of a test method, as its annotation describes them. */
interface ParameterFactory {

  /** Whether this factory makes objects of the type. */
  boolean makes(Class<?> type);

  /**
   * Makes an object of the type.
   *
   * @param started receives every network that was started, which the caller closes after the test
   *     and describes in failures
   * @throws IllegalArgumentException if the annotation's values are invalid; the message is one
   *     sentence
   */
  Object make(Class<?> type, long seed, Consumer<World> started);
}
