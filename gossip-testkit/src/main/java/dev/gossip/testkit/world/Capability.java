package dev.gossip.testkit.world;

/** What some worlds can do and others cannot. A scenario that asks for more is skipped. */
public enum Capability {
  /** Bending what becomes of each packet: {@link World#faults}. */
  PACKET_FAULTS("rules for its packets"),
  /** Letting time pass without waiting for it: {@link World#runFor}. */
  VIRTUAL_TIME("virtual time");

  private final String text;

  Capability(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
