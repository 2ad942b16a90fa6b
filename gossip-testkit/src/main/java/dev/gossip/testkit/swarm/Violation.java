package dev.gossip.testkit.swarm;

/**
 * What did not hold.
 *
 * @param detail where and how, in one line
 */
public record Violation(Invariant invariant, String detail) {
  @Override
  public String toString() {
    return "'" + invariant.label() + "' does not hold: " + detail;
  }
}
