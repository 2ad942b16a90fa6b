package dev.gossip.simulation.run;

import java.time.Duration;

/** Is notified while a run is under way. Called on the thread of the run. */
public interface RunListener {
  /** A listener that ignores everything; notices are also in the result. */
  RunListener NONE =
      new RunListener() {
        @Override
        public void progress(String phase, double share, Duration virtual) {}

        @Override
        public void notice(String text) {}
      };

  /**
   * The run has come this far. Called often.
   *
   * @param phase what happens now, such as {@code publishing}
   * @param share the progress, from 0 to 1
   * @param virtual the virtual time that has passed in the network
   */
  void progress(String phase, double share, Duration virtual);

  /** Something affects how to read the results. */
  void notice(String text);
}
