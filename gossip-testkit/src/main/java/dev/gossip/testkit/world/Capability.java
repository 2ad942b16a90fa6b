package dev.gossip.testkit.world;

/** Features that only some worlds have. A test that needs a missing one is skipped. */
public enum Capability {
  /** Faults for single packets: {@link World#faults}. */
  PACKET_FAULTS("packet faults"),
  /** Time that passes without waiting: {@link World#runFor}. */
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
