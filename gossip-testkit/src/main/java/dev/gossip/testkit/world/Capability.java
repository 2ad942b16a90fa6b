package dev.gossip.testkit.world;

/**
 * What only some worlds can do. {@code @WorldTest(needs = ...)} leaves out the worlds that lack one
 * of them; a test that finds out later is aborted, which JUnit shows as skipped, with the reason.
 */
public enum Capability {
  /** Time that passes without waiting: {@link World#runFor}. */
  VIRTUAL_TIME("virtual time"),
  /** Rules for single packets: {@link World#faults}. */
  PACKET_FAULTS("packet faults"),
  /** Separated nodes: {@link World#partition} and {@link World#cut}. */
  PARTITION("partitions"),
  /** Lost datagrams: {@link World#lose}. */
  LOSS("loss"),
  /** Late datagrams: {@link World#delay}. In containers the kernel of the host needs netem. */
  DELAY("delays"),
  /** Datagrams that arrive twice: {@link World#duplicate}. */
  DUPLICATION("duplication"),
  /** Datagrams that overtake each other: {@link World#reorder}. In containers as for delays. */
  REORDERING("reordering"),
  /** Datagrams with flipped bits: {@link World#corrupt}. In containers as for delays. */
  CORRUPTION("corruption"),
  /** Killed and restarted nodes: {@link World#crash} and {@link World#restart}. */
  CRASH("crashes"),
  /** Nodes that end in good order: {@link World#stop}. */
  STOP("graceful stops"),
  /** Nodes that get no processor time: {@link World#pause} and {@link World#resume}. */
  PAUSE("pauses"),
  /** Wrong wall clocks: {@link World#skewClock}. */
  CLOCK_SKEW("clock skew");

  private final String text;

  Capability(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
