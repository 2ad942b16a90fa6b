package dev.gossip.cli.text;

import dev.gossip.cli.process.TerminalWidth;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Shows on stderr how much is done, and how long the rest may take: on one line of a terminal,
 * which is redrawn, or else on a new line every ten seconds. Any thread may call it.
 */
public final class ProgressLine {
  private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int DEFAULT_COLUMNS = 80;
  private static final String CLEAR = "\r\033[K";

  private final PrintStream err;
  private final boolean terminal;
  private final String label;
  private final LongSupplier clockNanos;
  private final int columns;
  private long startNanos;
  private long shownNanos;
  private boolean drawn;

  /**
   * A line for 80 columns.
   *
   * @param terminal whether the line can be redrawn
   * @param label words before each message
   * @param clockNanos a monotonic clock, in nanoseconds
   */
  public ProgressLine(PrintStream err, boolean terminal, String label, LongSupplier clockNanos) {
    this(err, terminal, label, clockNanos, DEFAULT_COLUMNS);
  }

  /**
   * A line for a terminal of another width.
   *
   * @param columns the width; what is longer is cut, since a line that wraps cannot be redrawn
   */
  ProgressLine(
      PrintStream err, boolean terminal, String label, LongSupplier clockNanos, int columns) {
    this.columns = columns;
    this.err = err;
    this.terminal = terminal;
    this.label = label;
    this.clockNanos = clockNanos;
  }

  /** A line on stderr, which is redrawn if that is a terminal. */
  public static ProgressLine ofProcess(String label) {
    return new ProgressLine(
        System.err,
        Boolean.getBoolean("gossip.progress"),
        label,
        System::nanoTime,
        TerminalWidth.columnsOfVariable());
  }

  /** The time begins to count. */
  public synchronized void start() {
    startNanos = clockNanos.getAsLong();
    shownNanos = startNanos;
  }

  /**
   * Shows what is done, unless something was shown a moment ago.
   *
   * @param done what is done, in words
   * @param share the part of the work that is done, above 0 and at most 1
   */
  public synchronized void show(String done, double share) {
    long now = clockNanos.getAsLong();
    if (now - shownNanos < (terminal ? REDRAW_NANOS : LINE_NANOS)) {
      return;
    }
    shownNanos = now;
    double left = (now - startNanos) / 1e6 * (1 - share) / share;
    String text = done + ", about " + HumanFormat.millis(left) + " left";
    if (terminal) {
      String line = "gossip: " + label + text;
      // Some terminals wrap when the last column is written.
      err.print(CLEAR + line.substring(0, Math.min(line.length(), columns - 1)));
      err.flush();
      drawn = true;
    } else {
      say(text);
    }
  }

  /** Prints a message on a line of its own. */
  public synchronized void say(String message) {
    clear();
    err.println("gossip: " + label + message);
  }

  /** Removes the line that is redrawn. */
  public synchronized void clear() {
    if (drawn) {
      drawn = false;
      err.print(CLEAR);
      err.flush();
    }
  }
}
