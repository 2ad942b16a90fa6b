package dev.gossip.cli.simulate;

import dev.gossip.simulation.run.RunListener;
import java.time.Duration;

/** Shows the progress of a run, and its notices above it. */
final class RunTerminal implements RunListener {
  private final ProgressBar bar;
  private final String prefix;

  /**
   * @param prefix of notices, to distinguish runs
   */
  RunTerminal(ProgressBar bar, String prefix) {
    this.bar = bar;
    this.prefix = prefix;
  }

  @Override
  public void progress(String phase, double share, Duration virtual) {
    bar.show(phase, share, virtual);
  }

  @Override
  public void notice(String text) {
    bar.clear();
    System.err.println("gossip: " + prefix + text);
  }
}
