package dev.gossip.api.signing;

import dev.gossip.api.TimerHandle;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What message signing may know about its node and ask of it. For the node's thread only: while
 * signing is created, and in the actions that it schedules.
 */
public interface SigningContext {

  /**
   * The network's name, which belongs under every signature so that none is good elsewhere. Text
   * without control characters.
   */
  String network();

  /** For keys that are made at start: unpredictable in a real node, repeatable in a simulation. */
  RandomGenerator random();

  /**
   * How many bytes the signed bytes and the signature of one message may have together, so that it
   * fits a datagram. A signature may be longer only if the shortest one there is does not fit.
   */
  int maxMessageBytes();

  /**
   * Runs an action later, on the node's thread, in the node's time.
   *
   * @param label what it is for, in a few words
   */
  TimerHandle schedule(Duration delay, String label, Runnable action);

  /**
   * Tells of something that works less well than it could; a {@link
   * dev.gossip.api.node.NodeEvent.Warning}.
   *
   * @param what is wrong, in one line
   * @param remedy what to do about it, or what holds until then
   */
  void warn(String what, String remedy);
}
