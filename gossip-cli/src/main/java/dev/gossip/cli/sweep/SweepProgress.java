package dev.gossip.cli.sweep;

import dev.gossip.cli.text.HumanFormat;
import dev.gossip.cli.text.ProgressLine;

/** Shows on stderr how many cells are done, and how long the others may take. Thread-safe. */
final class SweepProgress {
  private final ProgressLine line;
  private int total;
  private int done;
  private int broken;

  SweepProgress(ProgressLine line) {
    this.line = line;
  }

  /** The time begins to count. */
  synchronized void start(int cells) {
    total = cells;
    line.start();
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
  void say(String message) {
    line.say(message);
  }

  /** Removes the line that is redrawn. */
  void clear() {
    line.clear();
  }

  private void show() {
    int ended = done + broken;
    line.show(
        HumanFormat.count(ended)
            + " of "
            + HumanFormat.count(total, "cell")
            + (broken == 0 ? "" : ", " + HumanFormat.count(broken) + " broken"),
        (double) ended / total);
  }
}
