package dev.gossip.testkit.swarm;

import java.util.Locale;

/** What holds in every network, whatever befalls it. */
public enum Invariant {
  /**
   * No node delivers a message twice, unless it was started anew in between and had forgotten it.
   */
  DELIVERED_ONCE,
  /**
   * What a node delivers was published, in this very form. An id is the SHA-256 of the message and
   * is computed anew on receipt, so that a published id stands for the published topic and payload.
   */
  DELIVERED_AS_PUBLISHED,
  /** No plugin's bug stops a node. */
  NODES_LIVE,
  /** When the storm is over, all links come up and stay up. */
  LINKS_COME_BACK,
  /** What is published in the calm reaches all that are linked to its origin over any way. */
  CALM_REACHES_ALL,
  /** So does what is published in a storm that costs no datagram, once the links are up. */
  NOTHING_IS_LOST_WITHOUT_LOSS,
  /** After the last message the network comes to rest. */
  COMES_TO_REST,
  /** An idle network sends neither payload nor control frames. */
  SILENT_WHEN_IDLE,
  /** What a node keeps stays within its settings, and its neighbours are those of the topology. */
  WITHIN_BOUNDS,
  /** When the messages' lifetime is over, nothing is left of them. */
  FORGETS_WHAT_IS_OVER,
  /** The same seed gives the same run, to the last datagram. */
  REPEATABLE,
  /** The run goes through; anything else is a bug of the simulation or of this package. */
  RUNS_THROUGH;

  /** The name in sentences. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
