package dev.gossip.cli.simulate;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Shows the progress of a run on one line, which is redrawn and removed at the end. */
final class ProgressBar {
  // Often enough to look alive, at a negligible cost.
  private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
  private static final int CELLS = 10;
  private static final String CLEAR = "\r\033[K";
  // A wrapped line could not be removed, so wrapping is turned off (DECAWM): the terminal cuts the
  // line at its current width.
  private static final String WRAP_OFF = "\033[?7l";
  private static final String WRAP_ON = "\033[?7h";
  // For terminals without DECAWM: one column less than the usual width.
  private static final int MAX_COLUMNS = 79;

  private final PrintStream out;
  private final boolean visible;
  private final String label;
  private final LongSupplier clockNanos;
  private final long startNanos;
  private long drawnNanos;
  private boolean drawn;

  /**
   * @param visible whether it is drawn at all
   * @param label names the run
   * @param clockNanos a monotonic clock, in nanoseconds
   */
  ProgressBar(PrintStream out, boolean visible, String label, LongSupplier clockNanos) {
    this.out = out;
    this.visible = visible;
    this.label = label;
    this.clockNanos = clockNanos;
    this.startNanos = clockNanos.getAsLong();
  }

  /**
   * Draws the bar, unless it was drawn a moment ago.
   *
   * @param share the progress, from 0 to 1
   * @param virtual the virtual time that has passed in the network
   */
  void show(String phase, double share, Duration virtual) {
    long now = clockNanos.getAsLong();
    if (!visible || (drawn && now - drawnNanos < REDRAW_NANOS)) {
      return;
    }
    drawn = true;
    drawnNanos = now;
    int full = (int) (share * CELLS);
    String line =
        String.format(
            Locale.ROOT,
            "%s [%s%s] %d %%, %s: %.1f s simulated in %d s",
            label,
            "#".repeat(full),
            ".".repeat(CELLS - full),
            (int) (share * 100),
            phase,
            virtual.toMillis() / 1e3,
            (now - startNanos) / 1_000_000_000);
    String cut = line.substring(0, Math.min(line.length(), MAX_COLUMNS));
    out.print(CLEAR + WRAP_OFF + cut + WRAP_ON);
    out.flush();
  }

  /** Removes the bar, so that something else can be printed or at the end. */
  void clear() {
    if (drawn) {
      drawn = false;
      out.print(CLEAR);
      out.flush();
    }
  }
}
