package dev.gossip.testkit.swarm;

/**
 * An invariant that did not hold.
 *
 * @param detail where and how it was violated, in one line
 */
public record Violation(Invariant invariant, String detail) {
  @Override
  public String toString() {
    return "'" + invariant.label() + "' does not hold: " + detail;
  }
}
