package dev.gossip.cli.simulate;

import java.time.Duration;

/**
 * How the nodes of a network find each other.
 *
 * @param startWindow all but the first start at random times within it; zero for all at once
 */
record DiscoveryPlan(Duration startWindow) {
  /** How many nodes the others start from. */
  static final int BOOTSTRAP_NODES = 1;

  /** Takes the place of the topology where people read it. */
  static final String NAME = "discovery";

  /** Six times as long as 1,000 nodes need. The run then continues with the links there are. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** After how much virtual time the messages are published in any case. */
  Duration limit() {
    return startWindow.plus(LIMIT);
  }
}
