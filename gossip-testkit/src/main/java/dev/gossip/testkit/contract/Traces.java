package dev.gossip.testkit.contract;

import java.util.List;
import java.util.Locale;

/** Compares the traces of two runs, line by line. */
final class Traces {
  private Traces() {}

  /** Describes the first line that differs; empty if the traces are equal. */
  static String firstDifference(List<String> first, List<String> second) {
    int line = 0;
    while (line < first.size() && line < second.size() && same(first, second, line)) {
      line++;
    }
    return line == first.size() && line == second.size()
        ? ""
        : String.format(
            Locale.ROOT, "line %d: %s / %s", line, lineOf(first, line), lineOf(second, line));
  }

  private static boolean same(List<String> first, List<String> second, int line) {
    return first.get(line).equals(second.get(line));
  }

  private static String lineOf(List<String> lines, int line) {
    return line < lines.size() ? lines.get(line) : "(end of trace)";
  }
}
