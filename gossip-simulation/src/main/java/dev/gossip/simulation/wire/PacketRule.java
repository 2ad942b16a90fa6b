package dev.gossip.simulation.wire;

import java.util.random.RandomGenerator;

/** Decides what happens to packets. The first rule that does not let a packet pass applies. */
@FunctionalInterface
public interface PacketRule {

  /**
   * Decides what happens to a packet.
   *
   * @param random the rule's own generator, its only permitted source of randomness
   */
  PacketOutcome decide(Packet packet, RandomGenerator random);
}
