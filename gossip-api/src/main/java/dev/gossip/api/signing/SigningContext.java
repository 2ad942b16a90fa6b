package dev.gossip.api.signing;

import dev.gossip.api.TimerHandle;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What message signing can see and do at its node. To be used on the node's thread only: while
 * signing is created, and in the actions that it schedules.
 */
public interface SigningContext {

  /**
   * The network's name, without control characters. Every signature must cover it, so that none is
   * valid in another network.
   */
  String network();

  /** For keys generated at start: unpredictable in a real node, repeatable in a simulation. */
  RandomGenerator random();

  /**
   * The maximum size of one message's signed bytes and signature together, in bytes, so that the
   * message fits in a datagram. A signature may exceed it only if even the shortest possible one
   * does not fit.
   */
  int maxMessageBytes();

  /**
   * Runs an action later, on the node's thread, in the node's time.
   *
   * @param delay from now; with zero or less, the action runs soon, but never within this call
   * @param label what the action is for, in a few words
   */
  TimerHandle schedule(Duration delay, String label, Runnable action);

  /**
   * Emits a {@link dev.gossip.api.node.NodeEvent.Warning}: signing works, but not as well as it
   * could.
   *
   * @param what the problem, in one line
   * @param remedy what to do about it, or what applies until it is solved
   */
  void warn(String what, String remedy);
}
