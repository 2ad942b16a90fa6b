package dev.gossip.simulation.plan;

import java.util.Arrays;

/** When a run of a plan ends, unless its time limit comes first. */
public enum RunEnd {
  /** When no work is left for any message. */
  QUIET("quiet"),
  /** When a spy has heard of every message: later reports do not matter to a first spy. */
  FIRST_REPORT("first-report");

  private final String text;

  RunEnd(String text) {
    this.text = text;
  }

  static RunEnd parse(String text) {
    return Arrays.stream(values())
        .filter(end -> end.text.equals(text.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + text + "' is no end of a run; write quiet or first-report"));
  }

  /** The text in a plan. */
  @Override
  public String toString() {
    return text;
  }
}
