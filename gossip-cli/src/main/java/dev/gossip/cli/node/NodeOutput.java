package dev.gossip.cli.node;

import dev.gossip.api.node.DropReason;
import dev.gossip.cli.text.HumanFormat;
import dev.gossip.cli.text.NodePrinter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** The stdout and stderr of a node. Printing never waits for a reader. Thread-safe. */
final class NodeOutput {
  // About a minute at a thousand short events a second; a guess that suits a small heap.
  private static final int MAX_OUT_CHARS = 16 << 20;
  private static final int MAX_ERR_CHARS = 1 << 20;
  // Longer than an active reader needs.
  private static final long OUT_LIMIT_MILLIS = 2_000;
  private static final long ERR_LIMIT_MILLIS = 500;

  private final OutputQueue err =
      OutputQueue.start(
          new FileOutputStream(FileDescriptor.err),
          "stderr",
          MAX_ERR_CHARS,
          NodePrinter::leftOut,
          failure -> {});
  private final OutputQueue out;

  /**
   * @param notice makes the line on stdout that reports how many lines were left out
   */
  NodeOutput(LongFunction<String> notice) {
    out =
        OutputQueue.start(
            // Not System.out, which hides write errors.
            new FileOutputStream(FileDescriptor.out),
            "stdout",
            MAX_OUT_CHARS,
            notice,
            failure ->
                err(
                    "gossip: cannot write to stdout, so its lines are lost: "
                        + failure.getMessage()));
  }

  /** Prints a line on stdout. */
  void out(String line) {
    out.add(line);
  }

  /** Prints a line on stderr. */
  void err(String line) {
    err.add(line);
  }

  /** Returns the metrics of a node plus the counts of lines that were not printed. */
  SortedMap<String, Long> withDrops(SortedMap<String, Long> metrics) {
    SortedMap<String, Long> all = new TreeMap<>(metrics);
    OutputQueue.LostLines outLines = out.lost();
    OutputQueue.LostLines errLines = err.lost();
    count(DropReason.STDOUT_QUEUE_FULL, outLines.leftOut(), all);
    count(DropReason.STDOUT_FAILED, outLines.failed(), all);
    count(DropReason.STDERR_QUEUE_FULL, errLines.leftOut(), all);
    count(DropReason.STDERR_FAILED, errLines.failed(), all);
    return all;
  }

  /** Prints what still waits, within a time limit in case nothing reads it. */
  void end() {
    try {
      long lost = out.end(OUT_LIMIT_MILLIS);
      if (lost > 0) {
        err("gossip: nobody reads stdout; lines not printed: " + HumanFormat.count(lost));
      }
      err.end(ERR_LIMIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A reason appears with its first drop, as those of the node do. */
  private static void count(DropReason reason, long lines, SortedMap<String, Long> into) {
    if (lines > 0) {
      into.put(reason.metricName(), lines);
    }
  }
}
