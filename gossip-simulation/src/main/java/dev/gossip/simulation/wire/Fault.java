package dev.gossip.simulation.wire;

import java.util.random.RandomGenerator;

/** An installed fault, in force until it is removed. */
public final class Fault {
  private final Faults faults;
  private final String description;
  private final PacketRule rule;
  private final RandomGenerator random;

  Fault(Faults faults, String description, PacketRule rule, RandomGenerator random) {
    this.faults = faults;
    this.description = description;
    this.rule = rule;
    this.random = random;
  }

  PacketOutcome decide(Packet packet) {
    return rule.decide(packet, random);
  }

  /** Removes the fault for packets sent from now on. Further calls have no effect. */
  public void remove() {
    faults.remove(this);
  }

  @Override
  public String toString() {
    return description;
  }
}
