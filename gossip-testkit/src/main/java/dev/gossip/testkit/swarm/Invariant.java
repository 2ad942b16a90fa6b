package dev.gossip.testkit.swarm;

import java.util.Locale;

/** What must hold in every network, with any faults. */
public enum Invariant {
  /** No node delivers a message twice, unless it lost its state in a restart in between. */
  DELIVERED_ONCE,
  /**
   * Every delivered message was published with the same topic and payload. The id is the SHA-256 of
   * the message and is computed again on receipt, so comparing ids is enough.
   */
  DELIVERED_AS_PUBLISHED,
  /** No plugin's bug stops a node. */
  NODES_LIVE,
  /** Every fault hits what it is about, unless chance or other faults leave nothing to hit. */
  FAULTS_WORK,
  /** At the end of the chaos phase all faults have ended, and no fault begins after it. */
  FAULTS_END,
  /**
   * No honest node discourages another one, unless corrupted datagrams make it look guilty. All
   * nodes of a swarm are honest.
   */
  HONEST_NOT_DISCOURAGED,
  /** After the chaos phase, all links come up and stay up. */
  LINKS_RECOVER,
  /** A message published in the quiet phase reaches all nodes that its origin has a path to. */
  QUIET_PHASE_REACHES_ALL,
  /**
   * A message published in a chaos phase that loses no datagrams, while all links are up, reaches
   * all nodes that its origin has a path to.
   */
  LOSSLESS_CHAOS_REACHES_ALL,
  /** After the last message the network becomes quiet. */
  BECOMES_QUIET,
  /** An idle network sends neither payload nor control frames. */
  SILENT_WHEN_IDLE,
  /** A node keeps no more than its settings allow, and has no more peers than in the topology. */
  WITHIN_BOUNDS,
  /** After the lifetime of the messages, nodes keep nothing of them. */
  FORGETS_EXPIRED_MESSAGES,
  /** The same seed gives the same run, down to the last datagram. */
  REPEATABLE,
  /** The run completes. An exception is a bug in the simulation or of this package. */
  RUN_COMPLETES;

  /** The name as text. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
