package dev.gossip.simulation.wire;

import java.util.random.RandomGenerator;

/** Decides about packets; of the rules of a network the first that does not pass one decides. */
@FunctionalInterface
public interface PacketRule {

  /**
   * What becomes of a packet.
   *
   * @param random this rule's own, the only randomness it may use
   */
  PacketOutcome decide(Packet packet, RandomGenerator random);
}
