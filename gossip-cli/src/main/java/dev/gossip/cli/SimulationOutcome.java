package dev.gossip.cli;

import dev.gossip.core.config.NodeConfig;
import dev.gossip.simulation.RunReport;
import dev.gossip.simulation.privacy.PrivacyReport;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param relay the strategy's id, in full
 * @param setup what was run
 * @param report the figures, the same for the same seed
 * @param privacy how well spies named origins; null if there were none
 * @param virtual time that passed in the network, its linking up included
 * @param frames payload and control frames that were sent
 * @param wallNanos time that passed for people
 */
record SimulationOutcome(
    String relay,
    Setup setup,
    RunReport report,
    @Nullable PrivacyReport privacy,
    Duration virtual,
    long frames,
    long wallNanos) {

  /**
   * What was run, and what should be known of it.
   *
   * @param config of the nodes
   * @param linksNotUp links of the topology that did not come up before the first message
   * @param refusals why links were refused, and how often
   * @param notices what else is not as somebody may think
   */
  record Setup(
      NodeConfig config, int linksNotUp, SortedMap<String, Long> refusals, List<String> notices) {}

  long wallMillis() {
    return Math.round(wallNanos / 1e6);
  }

  /** How fast it was simulated, with the linking up. */
  long framesPerSecond() {
    return Math.round(frames / (Math.max(wallNanos, 1) / 1e9));
  }
}
