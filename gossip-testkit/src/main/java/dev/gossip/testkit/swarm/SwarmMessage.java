package dev.gossip.testkit.swarm;

import java.time.Duration;

/**
 * A node publishes something. One that is away at that time does not.
 *
 * @param node its index
 * @param at when: in the storm since the network started, in the calm since that began
 * @param payloadBytes how much
 */
public record SwarmMessage(int node, Duration at, int payloadBytes) {

  /** Checks it. */
  public SwarmMessage {
    if (at.isNegative() || payloadBytes < 0) {
      throw new IllegalArgumentException(
          "a message is not published at " + at + " with " + payloadBytes + " bytes");
    }
  }

  String arguments() {
    return node + ", " + Periods.java(at) + ", " + payloadBytes;
  }

  @Override
  public String toString() {
    return payloadBytes + " bytes by " + node + " at " + Periods.text(at);
  }
}
