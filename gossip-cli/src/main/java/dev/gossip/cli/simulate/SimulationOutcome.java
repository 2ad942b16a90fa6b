package dev.gossip.cli.simulate;

import dev.gossip.core.config.NodeConfig;
import dev.gossip.simulation.AttackReport;
import dev.gossip.simulation.RunReport;
import dev.gossip.simulation.privacy.PrivacyReport;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run.
 *
 * @param relay the full id of the relay strategy
 * @param setup what was run
 * @param report the results that are the same for the same seed
 * @param discovery how the nodes found each other; null if the topology linked them
 * @param privacy how well spies named origins; null if there were no spies
 * @param attack what honest nodes did about attackers; null if there were none
 * @param virtual virtual time that passed, including the time to link up
 * @param frames payload and control frames that were sent
 * @param wallNanos real time that passed, in nanoseconds
 */
record SimulationOutcome(
    String relay,
    Setup setup,
    RunReport report,
    @Nullable DiscoveryOutcome discovery,
    @Nullable PrivacyReport privacy,
    @Nullable AttackReport attack,
    Duration virtual,
    long frames,
    long wallNanos) {

  /**
   * What was run, with notes for readers of the results.
   *
   * @param config the configuration of the nodes
   * @param linksNotUp links of the topology that did not come up before the first message
   * @param refusals how often links were refused, by reason
   * @param notices other remarks that affect the results
   */
  record Setup(
      NodeConfig config, int linksNotUp, SortedMap<String, Long> refusals, List<String> notices) {}

  long wallMillis() {
    return Math.round(wallNanos / 1e6);
  }

  /** The simulation speed: frames per second of real time, including the time to link up. */
  long framesPerSecond() {
    return Math.round(frames / (Math.max(wallNanos, 1) / 1e9));
  }
}
