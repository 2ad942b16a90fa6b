package dev.gossip.simulation.run;

import dev.gossip.core.config.NodeConfig;
import dev.gossip.simulation.AttackReport;
import dev.gossip.simulation.DiscoveryReport;
import dev.gossip.simulation.RunReport;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.privacy.PrivacyReport;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run.
 *
 * @param plan what was run
 * @param relay the full id of the relay strategy
 * @param setup what the nodes were at the first message
 * @param report the results that are the same for the same seed
 * @param discovery how the nodes found each other; null if the topology linked them
 * @param privacy how well spies named origins; null if there were no spies
 * @param attack what honest nodes did about attackers; null if there were none
 * @param virtual virtual time that passed, including the time to link up
 * @param frames payload and control frames that were sent
 * @param wallNanos real time that passed, in nanoseconds
 */
public record RunResult(
    NetworkPlan plan,
    String relay,
    Setup setup,
    RunReport report,
    @Nullable Discovery discovery,
    @Nullable PrivacyReport privacy,
    @Nullable AttackReport attack,
    Duration virtual,
    long frames,
    long wallNanos) {

  /**
   * The network at the first message, with notes for readers of the results.
   *
   * @param config the configuration of the nodes
   * @param linksNotUp links of the topology that did not come up before the first message
   * @param refusals how often links were refused, by reason
   * @param notices other remarks that affect the results; those of the topology come first
   */
  public record Setup(
      NodeConfig config, int linksNotUp, SortedMap<String, Long> refusals, List<String> notices) {}

  /**
   * How the nodes found each other, measured just before the first message.
   *
   * @param convergence when all nodes were connected and had as many peers as they want; null if
   *     they were not in time
   * @param target how many peers each node wants to choose; 0 if its membership does not say
   * @param report the shape of the network
   */
  public record Discovery(@Nullable Duration convergence, int target, DiscoveryReport report) {}

  /** Real time that passed, in milliseconds. */
  public long wallMillis() {
    return Math.round(wallNanos / 1e6);
  }

  /** The simulation speed: frames per second of real time, including the time to link up. */
  public long framesPerSecond() {
    return Math.round(frames / (Math.max(wallNanos, 1) / 1e9));
  }
}
