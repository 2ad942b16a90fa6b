package dev.gossip.rules;

/**
 * A place that breaks a rule.
 *
 * @param name what breaks it: a kind, a module and a name, as in {@code file gossip-core Node}
 * @param problem what is wrong
 */
record Violation(String name, String problem) {
  @Override
  public String toString() {
    return name + ": " + problem;
  }
}
