package dev.gossip.api;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What every plugin can see and do at its node. To be used on the node's thread: while the plugin
 * is created, and inside its callbacks. Timers, offloaded work and warnings take effect when the
 * callback returns; if it throws, none of them does.
 */
public interface NodeContext {

  /**
   * The network's name, without control characters. Nodes with different names never become peers.
   */
  String network();

  /** The id of this node. */
  PeerId self();

  /**
   * The only source of randomness for this plugin on this node: unpredictable in a real node,
   * repeatable in a simulation.
   */
  RandomGenerator random();

  /** Monotonic time in nanoseconds, constant within a callback. Only differences are meaningful. */
  long nowNanos();

  /**
   * Runs an action later, as a callback of its own. Actions due at the same time run in the order
   * in which they were scheduled.
   *
   * @param delay from now; with zero or less, the action is due at once and runs after the current
   *     callback, never within it; more than 100 years count as 100, and may stand for never
   * @param label what the action is for, shown in traces and when the action throws
   * @throws IllegalStateException if {@code gossip.max-timers} actions of this plugin are already
   *     waiting; this is a bug of the plugin, which must bound the number of its timers
   */
  TimerHandle schedule(Duration delay, String label, Runnable action);

  /**
   * Runs expensive work on another thread, and hands its result back. The work starts when the
   * current callback has returned, and must not touch the plugin's state. In a simulation it takes
   * no virtual time. An exception that the work throws stops the node, like one of a callback.
   *
   * @param work runs on any thread
   * @param then gets the result on the node's thread, as a callback of its own, never within this
   *     call; not called if the node has stopped
   * @throws IllegalStateException if {@code gossip.max-timers} actions of this plugin are already
   *     waiting
   */
  <T> void offload(Supplier<T> work, Consumer<T> then);

  /**
   * Emits a {@link dev.gossip.api.node.NodeEvent.Warning}: the plugin works, but not as well as it
   * could.
   *
   * @param what the problem, in one line
   * @param remedy what to do about it, or what applies until it is solved
   */
  void warn(String what, String remedy);
}
