package dev.gossip.testkit.contract;

import java.util.List;

/** Compares two runs of the same, each told line by line. */
final class Traces {
  private Traces() {}

  /** Where two runs part, in one line that a reader can begin with; empty if they do not. */
  static String firstDifference(List<String> first, List<String> second) {
    int line = 0;
    while (line < first.size() && line < second.size() && same(first, second, line)) {
      line++;
    }
    return line == first.size() && line == second.size()
        ? ""
        : String.format("line %d: %s / %s", line, lineOf(first, line), lineOf(second, line));
  }

  private static boolean same(List<String> first, List<String> second, int line) {
    return first.get(line).equals(second.get(line));
  }

  private static String lineOf(List<String> lines, int line) {
    return line < lines.size() ? lines.get(line) : "the end";
  }
}
