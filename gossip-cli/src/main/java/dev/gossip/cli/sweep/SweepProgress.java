package dev.gossip.cli.sweep;

import dev.gossip.cli.text.HumanFormat;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Shows on stderr how many cells are done, and how long the others may take: on one line of a
 * terminal, which is redrawn, or else on a new line every ten seconds. Any thread may call it.
 */
final class SweepProgress {
  private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final String CLEAR = "\r\033[K";

  private final PrintStream err;
  private final boolean terminal;
  private final String label;
  private final LongSupplier clockNanos;
  private int total;
  private int done;
  private int broken;
  private long startNanos;
  private long shownNanos;
  private boolean drawn;

  /**
   * @param terminal whether the line can be redrawn
   * @param label words before each message
   * @param clockNanos a monotonic clock, in nanoseconds
   */
  SweepProgress(PrintStream err, boolean terminal, String label, LongSupplier clockNanos) {
    this.err = err;
    this.terminal = terminal;
    this.label = label;
    this.clockNanos = clockNanos;
  }

  /** The time begins to count. */
  synchronized void start(int cells) {
    total = cells;
    startNanos = clockNanos.getAsLong();
    shownNanos = startNanos;
  }

  synchronized void done() {
    done++;
    show();
  }

  synchronized void broken() {
    broken++;
    show();
  }

  /** Prints a message on a line of its own. */
  synchronized void say(String message) {
    clear();
    err.println("gossip: " + label + message);
  }

  /** Removes the line that is redrawn. */
  synchronized void clear() {
    if (drawn) {
      drawn = false;
      err.print(CLEAR);
      err.flush();
    }
  }

  private void show() {
    long now = clockNanos.getAsLong();
    if (now - shownNanos < (terminal ? REDRAW_NANOS : LINE_NANOS)) {
      return;
    }
    shownNanos = now;
    String text = text(now - startNanos);
    if (terminal) {
      err.print(CLEAR + "gossip: " + label + text);
      err.flush();
      drawn = true;
    } else {
      say(text);
    }
  }

  private String text(long elapsedNanos) {
    int ended = done + broken;
    double left = elapsedNanos / 1e6 / ended * (total - ended);
    return HumanFormat.count(ended)
        + " of "
        + HumanFormat.count(total, "cell")
        + (broken == 0 ? "" : ", " + HumanFormat.count(broken) + " broken")
        + ", about "
        + HumanFormat.millis(left)
        + " left";
  }
}
