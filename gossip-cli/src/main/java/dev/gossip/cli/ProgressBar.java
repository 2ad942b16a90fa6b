package dev.gossip.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** How far a run is, on one line that is drawn over and over, and gone at the end. */
final class ProgressBar {
  // Often enough to look alive; drawing then costs nothing.
  private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
  private static final int CELLS = 10;
  private static final String CLEAR = "\r\033[K";
  // A line that wraps cannot be taken away, so the terminal cuts it off at its width, whatever that
  // is by now (DECAWM).
  private static final String WRAP_OFF = "\033[?7l";
  private static final String WRAP_ON = "\033[?7h";
  // For a terminal that does not know how: one less than it has usually.
  private static final int MAX_COLUMNS = 79;

  private final PrintStream out;
  private final boolean visible;
  private final String what;
  private final LongSupplier clockNanos;
  private final long startNanos;
  private long drawnNanos;
  private boolean drawn;

  /**
   * A bar.
   *
   * @param visible whether there is anybody to see it
   * @param what is going on
   * @param clockNanos a monotonic clock
   */
  ProgressBar(PrintStream out, boolean visible, String what, LongSupplier clockNanos) {
    this.out = out;
    this.visible = visible;
    this.what = what;
    this.clockNanos = clockNanos;
    this.startNanos = clockNanos.getAsLong();
  }

  /**
   * Shows how far it is; may be called as often as one likes.
   *
   * @param share from 0 to 1
   * @param virtual time in the network
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
            what,
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

  /** Takes it away, for something else to be printed or because it is done. */
  void clear() {
    if (drawn) {
      drawn = false;
      out.print(CLEAR);
      out.flush();
    }
  }
}
