package dev.gossip.testkit.swarm;

import dev.gossip.simulation.wire.TimeText;
import java.time.Duration;

/**
 * A message that a node publishes, unless it is down or paused at that time.
 *
 * @param node the index of the node
 * @param at the time: in the chaos phase since the start of the network, in the quiet phase since
 *     its start
 * @param payloadBytes the size of the payload
 */
public record SwarmMessage(int node, Duration at, int payloadBytes) {

  /** Validates the time and the size. */
  public SwarmMessage {
    if (at.isNegative() || payloadBytes < 0) {
      throw new IllegalArgumentException(
          "a message needs a time and a size of at least 0, not "
              + TimeText.of(at)
              + " and "
              + payloadBytes);
    }
  }

  String arguments() {
    return node + ", " + ScenarioFormat.java(at) + ", " + payloadBytes;
  }

  @Override
  public String toString() {
    return payloadBytes + " bytes by " + node + " at " + ScenarioFormat.text(at);
  }
}
